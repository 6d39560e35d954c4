import type { WireError } from '../../../src-main/contract/errors.ts'
import type { Result } from '../../../src-main/contract/methods.ts'
import { toolName } from '../../pure/format.ts'
import { routeHash } from '../../state/route.ts'
import { t } from '../../text/t.ts'
import { Icon } from '../../widgets/icon.tsx'

/** What the code may touch when it is run, before it is run. */
export function GrantLine({
  check,
  error,
}: {
  check: Result<'code.check'> | undefined
  error: WireError | undefined
}) {
  if (error !== undefined)
    return (
      <p className="grants error-text" role="status">
        {error.message}
      </p>
    )
  if (check === undefined) return <p className="grants" role="status" />
  if (check.grants.length === 0)
    return (
      <p className="grants" role="status">
        <Icon name="shieldok" small /> {t('editor.noGrants')}
      </p>
    )
  return (
    <p className="grants" role="status">
      <Icon name="shield" small />
      <span className="vh">{t('editor.grants', { tools: check.grants.map(toolName).join(', ') })}</span>
      <span aria-hidden="true">{t('editor.mayCall')}</span>
      {check.grants.map((tool) => (
        <a key={tool} className="grant" href={routeHash('tools', tool)} tabIndex={-1}>
          <code>{toolName(tool)}</code>
          {check.blocked.includes(tool) ? (
            <span className="badge error">{t('editor.blocked')}</span>
          ) : check.asks.includes(tool) ? (
            <span className="badge warn">{t('editor.asksFirst')}</span>
          ) : null}
        </a>
      ))}
    </p>
  )
}
