import { useVirtualizer } from '@tanstack/react-virtual'
import { useMemo, useRef } from 'react'
import { formatBytes, formatDuration, toolName } from '../../pure/format.ts'
import type { RunModel } from '../../pure/run-fold.ts'
import type { TimeScale } from '../../pure/time-scale.ts'
import { wholeView } from '../../state/run-view.ts'
import type { RunViewStore } from '../../state/run-view.ts'
import { t } from '../../text/t.ts'
import { Empty } from '../../widgets/states.tsx'
import { TokenText } from '../../widgets/token-text.tsx'

interface TabProps {
  model: RunModel
  store: RunViewStore
  scale: TimeScale
}

/** What of a list lies in the part of the time that is in view; all of it when that is everything. */
function useInView<T>(list: readonly T[], time: (one: T) => number, { store, scale }: TabProps) {
  const view = store((state) => state.view)
  const whole = view.start <= 0 && view.end >= 1
  const [from, to] = [scale.toMs(view.start), scale.toMs(view.end)]
  const shown = useMemo(
    () => (whole ? list : list.filter((one) => time(one) >= from && time(one) <= to)),
    [list, list.length, whole, from, to],
  )
  const note = whole ? null : (
    <div className="strip-note info">
      <span className="grow">
        {t('run.onlyRange', { from: formatDuration(from), to: formatDuration(to) })}
      </span>
      <button type="button" className="btn sm" onClick={() => store.setState({ view: wholeView })}>
        {t('run.wholeRange')}
      </button>
    </div>
  )
  return { shown, note }
}

/** All calls as a table: the time line without graphics. */
export function DataTab(props: TabProps & { onCall: (call: string) => void }) {
  const { model, onCall } = props
  const scroller = useRef<HTMLDivElement>(null)
  const all = [...model.calls.values()]
  const { shown: calls, note } = useInView(all, (call) => call.askedAt, props)
  const virtual = useVirtualizer({
    count: calls.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 28,
    overscan: 12,
  })
  if (all.length === 0)
    return (
      <Empty icon="box" title={t('run.noCalls')}>
        <p>{t('run.noCallsText')}</p>
      </Empty>
    )
  const columns = ['call', 'start', 'length', 'bytes', 'outcome', 'preview'] as const
  return (
    <div className="pane-body" ref={scroller} tabIndex={0} role="region" aria-label={t('run.tab.data')}>
      {note}
      <div
        className="grid data-grid"
        role="table"
        aria-label={t('run.tab.data')}
        aria-rowcount={calls.length + 1}
      >
        <div className="head" role="row" aria-rowindex={1}>
          {columns.map((column) => (
            <div
              key={column}
              role="columnheader"
              className={/start|length|bytes/.test(column) ? 'right' : ''}
            >
              {t(`run.data.${column}`)}
            </div>
          ))}
        </div>
        <div className="virtual" role="rowgroup" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const call = calls[item.index]
            return call === undefined ? null : (
              <div
                key={call.id}
                className="r"
                role="row"
                aria-rowindex={item.index + 2}
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <span role="cell">
                  <button type="button" className="link" onClick={() => onCall(call.id)}>
                    {toolName(call.tool)}
                  </button>
                </span>
                <span role="cell" className="right">
                  {formatDuration(call.askedAt)}
                </span>
                <span role="cell" className="right">
                  {call.endedAt === undefined ? '…' : formatDuration(call.endedAt - call.askedAt)}
                </span>
                <span role="cell" className="right">
                  {formatBytes(call.bytes)}
                </span>
                <span role="cell" className={call.ok === false ? 'error-text' : ''}>
                  {call.ok === undefined
                    ? '…'
                    : call.ok
                      ? t('run.state.ok')
                      : (call.error?.code ?? t('run.state.failed'))}
                </span>
                <span role="cell" className="mono small sensitive">
                  <TokenText text={call.preview} />
                </span>
              </div>
            )
          })}
        </div>
      </div>
    </div>
  )
}

/** What the code printed, in order. */
export function LogTab(props: TabProps) {
  const { model } = props
  const scroller = useRef<HTMLDivElement>(null)
  const { shown: logs, note } = useInView(model.logs, (log) => log.t, props)
  const virtual = useVirtualizer({
    count: logs.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 24,
    overscan: 20,
    measureElement: (element) => element.getBoundingClientRect().height,
  })
  if (model.logs.length === 0)
    return (
      <Empty icon="log" title={t('run.noLogs')}>
        <p>{t('run.noLogsText')}</p>
      </Empty>
    )
  return (
    <div
      className="pane-body code log-tab"
      ref={scroller}
      tabIndex={0}
      role="log"
      aria-label={t('run.tab.log')}
      aria-live="off"
    >
      {note}
      <div className="virtual" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const log = logs[item.index]
          return log === undefined ? null : (
            <div
              key={item.index}
              ref={virtual.measureElement}
              data-index={item.index}
              className={`log-line ${log.level}`}
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <time>{formatDuration(log.t)}</time>
              <span className="faint">{log.level}</span>
              <span className="log-text sensitive">
                <TokenText text={log.text.length > 5000 ? `${log.text.slice(0, 5000)}…` : log.text} />
              </span>
              <span className="faint">{log.line === undefined ? '' : t('run.line', { line: log.line })}</span>
            </div>
          )
        })}
      </div>
    </div>
  )
}

/** The events as they were recorded. */
export function RawTab(props: TabProps) {
  const scroller = useRef<HTMLDivElement>(null)
  const { shown: events, note } = useInView(props.model.events, (entry) => entry.event.t, props)
  const virtual = useVirtualizer({
    count: events.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 20,
    overscan: 20,
  })
  return (
    <div
      className="pane-body code raw-tab"
      ref={scroller}
      tabIndex={0}
      role="region"
      aria-label={t('run.tab.raw')}
    >
      {note}
      <div className="virtual" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const entry = events[item.index]
          return entry === undefined ? null : (
            <div key={item.index} className="raw-line" style={{ transform: `translateY(${item.start}px)` }}>
              <span className="n">{entry.seq}</span>
              <span className="sensitive">
                <TokenText text={JSON.stringify(entry.event)} />
              </span>
            </div>
          )
        })}
      </div>
    </div>
  )
}
