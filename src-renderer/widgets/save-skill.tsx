import { useState } from 'react'
import type { WireError } from '../../src-main/contract/errors.ts'
import { host } from '../link/host.ts'
import { navigate } from '../state/route.ts'
import { asWireError, useQuery } from '../state/use-query.ts'
import { t } from '../text/t.ts'
import { Dialog } from './dialog.tsx'

/** Keeps a script, or that of a run, under a name, so that agents can import it; chosen values become its inputs. */
export function SaveSkill({
  run,
  code,
  onClose,
}: {
  /** The run it is promoted from; without one the code alone is saved. */
  run: string | undefined
  code: string
  onClose: () => void
}) {
  const candidates = useQuery('skills.candidates', { code })
  const [name, setName] = useState('')
  const [description, setDescription] = useState('')
  const [lift, setLift] = useState<readonly string[]>([])
  const [error, setError] = useState<WireError>()
  async function save(): Promise<void> {
    setError(undefined)
    try {
      await host.call('skills.save', {
        name: name.trim(),
        description: description.trim(),
        ...(run === undefined ? { code } : { run }),
        lift: [...lift],
      })
      onClose()
      navigate('skills')
    } catch (failure) {
      setError(asWireError(failure))
    }
  }
  const found = candidates.data?.candidates ?? []
  return (
    <Dialog title={t('skills.save')} onClose={onClose}>
      <form
        className="approval"
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <label className="field">
          <span>{t('skills.name')}</span>
          <input
            className="input mono"
            data-autofocus
            required
            maxLength={64}
            value={name}
            spellCheck={false}
            placeholder="chase-late-invoices"
            onChange={(event) => setName(event.target.value)}
          />
        </label>
        <label className="field">
          <span>{t('skills.description')}</span>
          <textarea
            className="input"
            required
            rows={3}
            maxLength={1000}
            value={description}
            onChange={(event) => setDescription(event.target.value)}
          />
        </label>
        {found.length === 0 ? null : (
          <fieldset className="lift">
            <legend className="small muted">{t('skills.lift')}</legend>
            {found.slice(0, 12).map((one) => (
              <label key={`${one.name}${one.line}`} className="row">
                <input
                  type="checkbox"
                  checked={lift.includes(one.name)}
                  onChange={(event) =>
                    setLift(
                      event.target.checked ? [...lift, one.name] : lift.filter((other) => other !== one.name),
                    )
                  }
                />
                <code>{one.name}</code>
                <span className="faint small ellip">
                  {JSON.stringify(one.value)} · {t('run.line', { line: one.line })}
                </span>
              </label>
            ))}
          </fieldset>
        )}
        {error === undefined ? null : (
          <p className="strip-note error" role="alert">
            {error.message} <code>{error.code}</code>
          </p>
        )}
        <div className="sheet-actions">
          <span className="grow" />
          <button type="button" className="btn" onClick={onClose}>
            {t('action.cancel')}
          </button>
          <button type="submit" className="btn primary">
            {t('skills.save')}
          </button>
        </div>
      </form>
    </Dialog>
  )
}
