import { host } from '../link/host.ts'
import { useConnection } from '../state/connection.ts'
import { formatDuration } from '../pure/format.ts'
import { t } from '../text/t.ts'
import { Icon } from '../widgets/icon.tsx'
import { useNow } from '../widgets/now.tsx'

/** Says when the host is away. What was read before stays readable under it. */
export function ConnectionStrip() {
  const { state, attempts, lostAt, problem } = useConnection()
  const now = useNow()
  if (problem !== undefined)
    return (
      <div className="connection-strip" role="alert">
        <Icon name="warn" />
        <span className="grow">{t(`link.${problem}`)}</span>
      </div>
    )
  if (state === 'refused')
    return (
      <div className="connection-strip" role="alert">
        <Icon name="warn" />
        <span className="grow">{t('link.refused')}</span>
      </div>
    )
  if (state === 'open' || lostAt === undefined) return null
  return (
    <div className="connection-strip">
      <Icon name="warn" />
      {/* The text counts; only its appearance is announced. */}
      <span className="vh" role="alert">
        {t('link.lostShort')}
      </span>
      <span className="grow" aria-hidden="true">
        {t('link.lost', {
          time: formatDuration(Math.max(0, Math.round((now - lostAt) / 1000) * 1000)),
          attempts,
        })}
      </span>
      <button type="button" className="btn sm" onClick={() => host.retry()}>
        {t('link.retry')}
      </button>
    </div>
  )
}
