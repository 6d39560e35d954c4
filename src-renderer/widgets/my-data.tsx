import { useState } from 'react'
import { act } from '../state/act.ts'
import { useQuery } from '../state/use-query.ts'
import { t } from '../text/t.ts'
import { QueryView } from './states.tsx'
import './my-data.css'

/** The user's own values: found exactly, in every text and every mode. Only their masked form comes back to the page. */
export function MyData({ onChange }: { onChange?: () => void }) {
  const own = useQuery('privacy.own', {}, ['vault'])
  const [value, setValue] = useState('')
  const changed = () => {
    own.reload()
    onChange?.()
  }
  return (
    <>
      <p className="muted small">{t('privacy.ownHint')}</p>
      <form
        className="row own-form"
        onSubmit={(event) => {
          event.preventDefault()
          act('privacy.addOwn', { value: value.trim() }, () => {
            setValue('')
            changed()
          })
        }}
      >
        <input
          className="input grow"
          aria-label={t('privacy.ownValue')}
          placeholder={t('privacy.ownPlaceholder')}
          required
          minLength={2}
          maxLength={500}
          autoComplete="off"
          spellCheck={false}
          value={value}
          onChange={(event) => setValue(event.target.value)}
        />
        <button type="submit" className="btn">
          {t('privacy.add')}
        </button>
      </form>
      <QueryView query={own} title={t('privacy.ownFailed')} rows={2}>
        {(data) =>
          data.values.length === 0 ? (
            <p className="faint small">{t('privacy.ownNone')}</p>
          ) : (
            <ul className="own-list">
              {data.values.map((one) => (
                <li key={one.id} className="row">
                  <span className="mono grow">{one.masked}</span>
                  <span className="badge">{one.kind}</span>
                  <button
                    type="button"
                    className="btn ghost sm"
                    onClick={() => act('privacy.removeOwn', { id: one.id }, changed)}
                  >
                    {t('privacy.remove')}
                  </button>
                </li>
              ))}
            </ul>
          )
        }
      </QueryView>
    </>
  )
}
