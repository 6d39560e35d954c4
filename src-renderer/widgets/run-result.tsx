import type { WireError } from '../../src-main/contract/errors.ts'
import { formatBytes, formatDuration, formatEstimate } from '../pure/format.ts'
import { routeHash } from '../state/route.ts'
import type { RunEvents } from '../state/run-events.ts'
import { useQuery } from '../state/use-query.ts'
import { t } from '../text/t.ts'
import { Icon } from './icon.tsx'
import { Empty, Failure } from './states.tsx'
import { StatusBadge } from './status-badge.tsx'
import { TokenText } from './token-text.tsx'

/** What the model would have got, and how the run went. */
export function ResultPanel({
  run,
  events,
  startError,
}: {
  run: string | undefined
  events: RunEvents
  startError: WireError | undefined
}) {
  const { model } = events
  const ended = model.ended
  const detail = useQuery('runs.get', run === undefined || ended === undefined ? null : { id: run })
  if (startError !== undefined) return <Failure title={t('editor.startFailed')} error={startError} />
  if (run === undefined)
    return (
      <Empty icon="play" title={t('editor.noRun')}>
        <p>{t('editor.noRunText')}</p>
      </Empty>
    )
  return (
    <div className="pane-body" tabIndex={0} role="region" aria-label={t('editor.tab.result')}>
      <div className="section row wrap">
        <StatusBadge status={ended?.status ?? 'running'} />
        <span className="num">{formatDuration(ended?.t ?? model.last)}</span>
        <span className="muted">{t('runs.calls', { count: model.calls.size })}</span>
        {ended === undefined ? null : (
          <span className="muted">
            {formatBytes(ended.bytesToModel)} ·{' '}
            {t('demo.modelTokens', { tokens: formatEstimate(ended.tokensToModel) })}
          </span>
        )}
        <span className="grow" />
        <a href={routeHash('run', run)}>{t('demo.openRun')}</a>
      </div>
      {ended?.error === undefined ? null : (
        <div className="section">
          <p className="error-text">
            <Icon name="x" small /> {ended.error.message} <code>{ended.error.code}</code>
          </p>
        </div>
      )}
      <div className="section">
        <h3>{t('run.modelSaw')}</h3>
        {ended === undefined ? (
          <p className="muted">{t('run.notYet')}</p>
        ) : (
          <pre className="block sensitive">
            {detail.data?.answer === undefined ? (
              detail.loading ? (
                ''
              ) : (
                t('run.noAnswer')
              )
            ) : (
              <TokenText text={detail.data.answer} />
            )}
          </pre>
        )}
      </div>
    </div>
  )
}
