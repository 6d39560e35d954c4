import { useEffect, useId, useState } from 'react'
import type { WireError } from '../../../src-main/contract/errors.ts'
import type { ServerRow } from '../../../src-main/contract/methods.ts'
import { host } from '../../link/host.ts'
import { announce } from '../../state/announce.ts'
import { asWireError } from '../../state/use-query.ts'
import { t } from '../../text/t.ts'

/** The user's own name and description of a tool; agents read these instead of the server's. */
export function ToolOverride({
  tool,
  own,
}: {
  tool: ServerRow['tools'][number]
  own: { exportName: string; description: string } | undefined
}) {
  const base = useId()
  const [name, setName] = useState(tool.exportName)
  const [description, setDescription] = useState(tool.description)
  const [error, setError] = useState<WireError>()
  useEffect(() => {
    setName(tool.exportName)
    setDescription(tool.description)
  }, [tool.exportName, tool.description])
  if (own === undefined) return null
  const changed = tool.exportName !== own.exportName || tool.description !== own.description
  const edited = name !== tool.exportName || description !== tool.description
  function save(next: { exportName?: string; description?: string }): void {
    setError(undefined)
    host.call('catalog.override', { tool: tool.id, ...next }).then(
      () => announce(t('tools.overrideSaved')),
      (failure: unknown) => setError(asWireError(failure)),
    )
  }
  return (
    <details className="section override" open={changed}>
      <summary>
        {t('tools.override')}
        {changed ? <span className="badge info">{t('tools.overridden')}</span> : null}
      </summary>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          save({
            ...(name === own.exportName ? {} : { exportName: name.trim() }),
            ...(description === own.description ? {} : { description }),
          })
        }}
      >
        <label className="field" htmlFor={`${base}-name`}>
          <span>{t('tools.overrideName')}</span>
          <input
            id={`${base}-name`}
            className="input mono"
            value={name}
            maxLength={64}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => setName(event.target.value)}
          />
        </label>
        <label className="field" htmlFor={`${base}-text`}>
          <span>{t('tools.overrideText')}</span>
          <textarea
            id={`${base}-text`}
            className="input"
            rows={4}
            value={description}
            maxLength={4000}
            onChange={(event) => setDescription(event.target.value)}
          />
        </label>
        {error === undefined ? null : (
          <p className="error-text small" role="alert">
            {error.message}
          </p>
        )}
        <div className="row">
          <button type="submit" className="btn sm" disabled={!edited}>
            {t('tools.overrideSave')}
          </button>
          {changed ? (
            <button type="button" className="btn ghost sm" onClick={() => save({})}>
              {t('tools.overrideReset')}
            </button>
          ) : null}
        </div>
      </form>
    </details>
  )
}
