import { memo } from 'react'
import type { MouseEvent } from 'react'
import type { RunRow } from '../../../src-main/contract/methods.ts'
import { formatBytes, formatDuration, formatEstimate, formatTime } from '../../pure/format.ts'
import { navigate } from '../../state/route.ts'
import { t } from '../../text/t.ts'
import { Icon } from '../../widgets/icon.tsx'
import { StatusBadge } from '../../widgets/status-badge.tsx'

/** Columns of the list; those that sort do so by their own id. */
export const runsColumns = [
  { id: 'status', right: false, sorts: false },
  { id: 'when', right: false, sorts: true },
  { id: 'title', right: false, sorts: false },
  { id: 'client', right: false, sorts: false },
  { id: 'tools', right: false, sorts: false },
  { id: 'duration', right: false, sorts: true },
  { id: 'calls', right: true, sorts: true },
  { id: 'pii', right: true, sorts: true },
  { id: 'stayed', right: true, sorts: true },
  { id: 'model', right: true, sorts: true },
  { id: 'saved', right: true, sorts: true },
] as const

const alive = new Set(['queued', 'running', 'waiting'])

/** Length of a duration bar, percent, on a logarithmic scale from 1 ms to 100 s. */
function barLength(ms: number): number {
  return Math.min(100, Math.max(3, (Math.log10(Math.max(ms, 1)) / 5) * 100))
}

interface RunsRowProps {
  run: RunRow
  index: number
  top: number
  /** How long ago it started, in words; told by the list, so that a row draws again only when the words change. */
  ago: string
  selected: boolean
  focusable: boolean
  onSelect: (id: string, event?: MouseEvent) => void
}

/** One run. The title is the link; the whole row can be clicked. */
export const RunsRow = memo(function RunsRow({
  run,
  index,
  top,
  ago,
  selected,
  focusable,
  onSelect,
}: RunsRowProps) {
  const live = alive.has(run.status)
  return (
    <div
      className="r"
      role="row"
      data-run={run.id}
      aria-rowindex={index + 2}
      aria-selected={selected}
      tabIndex={focusable ? 0 : -1}
      style={{ top }}
      onClick={(event) => onSelect(run.id, event)}
      onDoubleClick={() => navigate('run', run.id)}
    >
      <span role="gridcell">
        <StatusBadge status={run.status} plain />
      </span>
      <span role="gridcell" className="muted">
        <time dateTime={new Date(run.startedAt).toISOString()} title={formatTime(run.startedAt)}>
          {ago}
        </time>
      </span>
      <span role="gridcell" className="run-title">
        {run.pinned ? (
          <span className="pin-mark" title={t('runs.pinned')}>
            <Icon name="pin" small />
            <span className="vh">{t('runs.pinned')} </span>
          </span>
        ) : null}
        {run.title}
        {run.note === '' ? null : <span className="faint sensitive"> · {run.note}</span>}
      </span>
      <span role="gridcell" className="muted c-client">
        {run.client === '' ? run.source : run.client}
      </span>
      <span role="gridcell" className="muted small c-tools">
        {run.tools.join(', ')}
      </span>
      <span role="gridcell" className="dur">
        {live ? (
          <span className="meter live-meter" role="progressbar" aria-label={t('status.running')}>
            <i />
          </span>
        ) : (
          <span className="meter k-sandbox" aria-hidden="true">
            <i style={{ width: `${barLength(run.durationMs)}%` }} />
          </span>
        )}
        <span className="num small">{live ? '…' : formatDuration(run.durationMs)}</span>
      </span>
      <span role="gridcell" className="right">
        {run.calls}
        {run.failedCalls > 0 ? (
          <span className="failed"> {t('runs.failedCalls', { count: run.failedCalls })}</span>
        ) : null}
      </span>
      <span role="gridcell" className="right c-pii">
        {run.tokens === 0 ? '' : run.tokens}
      </span>
      <span role="gridcell" className="right c-stayed">
        {formatBytes(run.bytesStayed)}
      </span>
      <span role="gridcell" className="right c-model">
        {formatBytes(run.bytesToModel)}
      </span>
      <span role="gridcell" className="right c-saved">
        {run.tokensSaved > 0 ? formatEstimate(run.tokensSaved) : ''}
      </span>
    </div>
  )
})
