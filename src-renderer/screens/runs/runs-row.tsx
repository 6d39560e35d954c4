import { memo } from 'react'
import type { RunRow } from '../../../src-main/contract/methods.ts'
import { formatBytes, formatDuration, formatEstimate } from '../../pure/format.ts'
import { navigate } from '../../state/route.ts'
import { t } from '../../text/t.ts'
import { Ago } from '../../widgets/now.tsx'
import { StatusBadge } from '../../widgets/status-badge.tsx'

export const runsColumns = [
  { id: 'status', right: false },
  { id: 'when', right: false },
  { id: 'title', right: false },
  { id: 'client', right: false },
  { id: 'tools', right: false },
  { id: 'duration', right: false },
  { id: 'calls', right: true },
  { id: 'pii', right: true },
  { id: 'stayed', right: true },
  { id: 'model', right: true },
  { id: 'saved', right: true },
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
  selected: boolean
  focusable: boolean
  onSelect: (id: string) => void
}

/** One run. The title is the link; the whole row can be clicked. */
export const RunsRow = memo(function RunsRow({
  run,
  index,
  top,
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
      style={{ transform: `translateY(${top}px)` }}
      onFocus={() => onSelect(run.id)}
      onClick={() => onSelect(run.id)}
      onDoubleClick={() => navigate('run', run.id)}
    >
      <span role="gridcell">
        <StatusBadge status={run.status} plain />
      </span>
      <span role="gridcell" className="muted">
        <Ago time={run.startedAt} />
      </span>
      <span role="gridcell" className="run-title">
        {run.title}
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
