import type { Result } from '../../../src-main/contract/methods.ts'
import { formatCount, formatDuration } from '../../pure/format.ts'
import { routeHash } from '../../state/route.ts'
import type { Query } from '../../state/use-query.ts'
import { t } from '../../text/t.ts'
import { Icon } from '../../widgets/icon.tsx'
import { Ago } from '../../widgets/now.tsx'
import { QueryView } from '../../widgets/states.tsx'

type Usage = Result<'catalog.usage'>

/** How often a tool was called, how long that took, and the newest calls. */
export function ToolUse({ usage }: { usage: Query<Usage> }) {
  return (
    <QueryView query={usage} title={t('tools.usageFailed')} rows={3}>
      {(data) => (
        <>
          <div className="section">
            <h3>
              {t('tools.usage')}
              {data.truncated ? <span className="count">{t('tools.usageCut')}</span> : null}
            </h3>
            {data.calls === 0 ? (
              <p className="muted">{t('tools.noRecent')}</p>
            ) : (
              <>
                <dl className="use">
                  <div>
                    <dt>{t('tools.calls')}</dt>
                    <dd>{formatCount(data.calls)}</dd>
                  </div>
                  <div>
                    <dt>{t('tools.middle')}</dt>
                    <dd>{data.p50 === undefined ? '–' : formatDuration(data.p50)}</dd>
                  </div>
                  <div>
                    <dt title={t('tools.slowHint')}>{t('tools.slow')}</dt>
                    <dd>{data.p95 === undefined ? '–' : formatDuration(data.p95)}</dd>
                  </div>
                  <div>
                    <dt>{t('tools.failedShare')}</dt>
                    <dd className={data.failed > 0 ? 'error-text' : ''}>
                      {formatCount((data.failed / data.calls) * 100)} %
                    </dd>
                  </div>
                </dl>
                <Days days={data.days} />
              </>
            )}
          </div>
          {data.recent.length === 0 ? null : (
            <div className="section">
              <h3>{t('tools.recent')}</h3>
              <ul className="recent">
                {data.recent.map((call, index) => (
                  <li key={index}>
                    <span className={`state-word ${call.ok ? 'ok' : 'error'}`}>
                      <Icon name={call.ok ? 'check' : 'x'} small />
                      <span className="vh">{t(call.ok ? 'tools.callOk' : 'tools.callFailed')}</span>
                    </span>
                    <a className="ellip" href={routeHash('run', call.run)} title={call.error ?? call.title}>
                      {call.title}
                    </a>
                    <span className="right small num">{formatDuration(call.ms)}</span>
                    <span className="right small muted">
                      <Ago time={call.at} />
                    </span>
                  </li>
                ))}
              </ul>
            </div>
          )}
        </>
      )}
    </QueryView>
  )
}

/** Calls a day as bars; the numbers are in its name. */
function Days({ days }: { days: readonly number[] }) {
  const most = Math.max(1, ...days)
  return (
    <svg
      className="days"
      viewBox={`0 0 ${days.length * 4} 24`}
      preserveAspectRatio="none"
      role="img"
      aria-label={t('tools.daysText', { days: days.length, most, today: days.at(-1) ?? 0 })}
    >
      {days.map((count, index) => {
        const height = count === 0 ? 1 : Math.max(2, (count / most) * 24)
        return (
          <rect
            key={index}
            x={index * 4}
            y={24 - height}
            width={3}
            height={height}
            className={count === 0 ? 'none' : ''}
          />
        )
      })}
    </svg>
  )
}
