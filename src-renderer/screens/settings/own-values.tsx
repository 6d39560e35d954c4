import { useState } from 'react'
import { act } from '../../state/act.ts'
import { useQuery } from '../../state/use-query.ts'
import { t } from '../../text/t.ts'
import { QueryView } from '../../widgets/states.tsx'
import { Segmented } from '../../widgets/segmented.tsx'

const modes = ['standard', 'strict', 'off'] as const

/** The user's own values, found exactly in every mode, and how closely the rest is looked at. */
export function OwnValues() {
  const own = useQuery('privacy.own', {}, ['vault'])
  const status = useQuery('vault.status', {}, ['vault'])
  const [value, setValue] = useState('')
  return (
    <section className="panel" aria-labelledby="settings-privacy">
      <header>
        <h2 id="settings-privacy">{t('privacy.title')}</h2>
      </header>
      <div className="in setting">
        <span>
          {t('privacy.mode')}
          <small className="muted block-line">{t('privacy.modeHint')}</small>
        </span>
        <Segmented
          label={t('privacy.mode')}
          items={modes.map((id) => ({ id, label: t(`privacy.${id}`) }))}
          value={status.data?.mode ?? 'standard'}
          disabled={status.data === undefined}
          onChange={(mode) => act('privacy.setMode', { server: '*', mode }, status.reload)}
        />
      </div>
      <div className="in">
        <h3>{t('privacy.own')}</h3>
        <p className="muted small">{t('privacy.ownHint')}</p>
        <form
          className="row own-form"
          onSubmit={(event) => {
            event.preventDefault()
            act('privacy.addOwn', { value: value.trim() }, () => {
              setValue('')
              own.reload()
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
                      onClick={() => act('privacy.removeOwn', { id: one.id }, own.reload)}
                    >
                      {t('privacy.remove')}
                    </button>
                  </li>
                ))}
              </ul>
            )
          }
        </QueryView>
      </div>
    </section>
  )
}
