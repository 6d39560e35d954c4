import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef } from 'react'
import { flowOf, readablePath } from '../../pure/flow.ts'
import type { FlowStep } from '../../pure/flow.ts'
import { formatBytes, formatDuration, toolName } from '../../pure/format.ts'
import type { RunModel } from '../../pure/run-fold.ts'
import { t } from '../../text/t.ts'
import { Icon } from '../../widgets/icon.tsx'
import { Empty } from '../../widgets/states.tsx'
import { TokenText } from '../../widgets/token-text.tsx'

interface TabProps {
  model: RunModel
  onCall: (call: string) => void
}

/** Where each value went, as sentences: the accessible and printable form of the flow. */
export function FlowTab({
  model,
  answer,
  token,
  onToken,
}: {
  model: RunModel
  answer: string | undefined
  token: string | undefined
  onToken: (token: string | undefined) => void
}) {
  const trails = [...model.tokens.values()]
  if (trails.length === 0)
    return (
      <Empty icon="shield" title={t('flow.empty.title')}>
        <p>{t('flow.empty.text')}</p>
      </Empty>
    )
  const shown = token === undefined ? trails : trails.filter((trail) => trail.token === token)
  return (
    <div className="pane-body flow-tab" tabIndex={0} role="region" aria-label={t('run.tab.flow')}>
      {token === undefined ? null : (
        <div className="strip-note info">
          <span className="grow">
            {t('flow.only')} <span className="tok on">{token}</span>
          </span>
          <button type="button" className="btn sm" onClick={() => onToken(undefined)}>
            {t('flow.all', { count: trails.length })}
          </button>
        </div>
      )}
      <ol className="flow-list">
        {shown.slice(0, 500).map((trail) => (
          <li key={trail.token}>
            <button
              type="button"
              className="tok"
              aria-pressed={trail.token === token}
              onClick={() => onToken(trail.token)}
            >
              {trail.token}
            </button>
            <ol>
              {flowOf(model, trail, answer)
                .slice(0, 40)
                .map((step, index) => (
                  <li key={index}>
                    <time>{step.step === 'kept' ? '' : formatDuration(step.t)}</time>
                    <Sentence step={step} first={index === 0} />
                  </li>
                ))}
            </ol>
          </li>
        ))}
      </ol>
    </div>
  )
}

function Sentence({ step, first }: { step: FlowStep; first: boolean }) {
  switch (step.step) {
    case 'read':
      return (
        <p>
          {t('flow.readBy')} <b>{step.tool === undefined ? t('flow.code') : toolName(step.tool)}</b>{' '}
          {t('flow.from')} <code>{readablePath(step.path)}</code>. {first ? t('flow.becameToken') : ''}
        </p>
      )
    case 'given':
      return (
        <p>
          {step.line === undefined ? t('flow.codeGave') : t('flow.lineGave', { line: step.line })}{' '}
          <b>{toolName(step.tool)}</b> {t('flow.as')} <code>{readablePath(step.path)}</code>.{' '}
          {t('flow.gotReal')}
        </p>
      )
    case 'blocked':
      return (
        <p>
          <span className="badge warn">
            <Icon name="block" />
            {t('flow.blocked')}
          </span>{' '}
          {t('flow.blockedFor')} <b>{toolName(step.tool)}</b>: {step.reason}
        </p>
      )
    case 'returned':
      return (
        <p>
          {t('flow.returned')} <b>{t('flow.modelSawToken')}</b>.
        </p>
      )
    case 'kept':
      return <p>{t('flow.kept')}</p>
  }
}

/** All calls as a table: the time line without graphics. */
export function DataTab({ model, onCall }: TabProps) {
  const scroller = useRef<HTMLDivElement>(null)
  const calls = [...model.calls.values()]
  const virtual = useVirtualizer({
    count: calls.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 28,
    overscan: 12,
  })
  if (calls.length === 0)
    return (
      <Empty icon="box" title={t('run.noCalls')}>
        <p>{t('run.noCallsText')}</p>
      </Empty>
    )
  const columns = ['call', 'start', 'length', 'bytes', 'outcome', 'preview'] as const
  return (
    <div className="pane-body" ref={scroller} tabIndex={0} role="region" aria-label={t('run.tab.data')}>
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
export function LogTab({ model }: { model: RunModel }) {
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: model.logs.length,
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
      <div className="virtual" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const log = model.logs[item.index]
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
export function RawTab({ model }: { model: RunModel }) {
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: model.events.length,
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
      <div className="virtual" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const entry = model.events[item.index]
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
