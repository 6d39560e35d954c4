import { memo, useMemo } from 'react'
import type { ReactNode } from 'react'
import { formatBytes, formatDuration, toolName } from '../../pure/format.ts'
import type { RunCall, RunModel } from '../../pure/run-fold.ts'
import type { KindOfTool } from '../../pure/timeline.ts'
import { t } from '../../text/t.ts'
import { CodeView } from '../../widgets/code-view.tsx'
import { CopyButton } from '../../widgets/copy-button.tsx'
import { Icon } from '../../widgets/icon.tsx'

interface RunCodeProps {
  code: string
  model: RunModel
  version: number
  kindOf: KindOfTool
  /** Line of the selected row. */
  line: number | undefined
  onCall: (call: string) => void
}

/** Pin of a line: what its calls did. */
function pinOf(
  calls: readonly RunCall[],
  kindOf: KindOfTool,
): { text: string; className: string; icon: 'wrench' | 'memory' | 'x' | 'hand' | 'box' } {
  const failed = calls.filter((call) => call.ok === false)
  const waited = calls
    .flatMap((call) => call.holds)
    .reduce((sum, hold) => sum + ((hold.to ?? hold.from) - hold.from), 0)
  const first = calls[0]
  const kind = first === undefined ? 'tool' : kindOf(first.tool)
  if (failed.length > 0 && first !== undefined)
    return {
      text:
        calls.length === 1
          ? t('run.pinFailed', { time: formatDuration((first.endedAt ?? first.askedAt) - first.askedAt) })
          : t('run.pinFailedOf', { failed: failed.length, count: calls.length }),
      className: 'bad',
      icon: 'x',
    }
  if (waited > 0)
    return { text: t('run.pinWaited', { time: formatDuration(waited) }), className: 'wait', icon: 'hand' }
  if (calls.length > 1)
    return {
      text: `×${calls.length}`,
      className: `k-${kind}`,
      icon: kind === 'memory' ? 'memory' : kind === 'sandbox' ? 'box' : 'wrench',
    }
  return {
    text:
      first?.endedAt === undefined
        ? '…'
        : `${formatDuration(first.endedAt - first.askedAt)}${first.bytes > 1000 ? ` · ${formatBytes(first.bytes)}` : ''}`,
    className: `k-${kind}`,
    icon: kind === 'memory' ? 'memory' : kind === 'sandbox' ? 'box' : 'wrench',
  }
}

/** The code as it ran, each call pinned at its line. */
export const RunCode = memo(function RunCode({ code, model, version, kindOf, line, onCall }: RunCodeProps) {
  const { pins, marks, firstCall } = useMemo(() => {
    const byLine = new Map<number, RunCall[]>()
    for (const call of model.calls.values())
      if (call.line !== undefined) byLine.set(call.line, [...(byLine.get(call.line) ?? []), call])
    const pinned = new Map<number, ReactNode>()
    const firsts = new Map<number, string>()
    for (const log of model.logs)
      if (log.line !== undefined && !byLine.has(log.line))
        pinned.set(
          log.line,
          <span className="pinned k-log">
            <Icon name="log" />
            {formatDuration(log.t)}
          </span>,
        )
    for (const [at, calls] of byLine) {
      const pin = pinOf(calls, kindOf)
      const first = calls[0]
      if (first !== undefined) firsts.set(at, first.id)
      pinned.set(
        at,
        <button
          type="button"
          className={`pinned ${pin.className}`}
          title={[...new Set(calls.map((call) => toolName(call.tool)))].join(', ')}
          aria-label={t('run.pinName', {
            tool: [...new Set(calls.map((call) => toolName(call.tool)))].join(', '),
            text: pin.text,
          })}
          onClick={() => first !== undefined && onCall(first.id)}
        >
          <Icon name={pin.icon} />
          {pin.text}
        </button>,
      )
    }
    const marked = new Map<number, 'hit' | 'on' | 'err'>()
    const failedAt = model.ended?.error?.line
    if (failedAt !== undefined) marked.set(failedAt, 'err')
    for (const problem of model.problems) if (problem.severity === 'error') marked.set(problem.line, 'err')
    if (line !== undefined) marked.set(line, 'on')
    return { pins: pinned, marks: marked, firstCall: firsts }
    // The model is grown in place: its version says when it changed.
  }, [model, version, kindOf, line, onCall])
  return (
    <section className="pane" aria-label={t('run.code')}>
      <div className="pane-head">
        <h2>{t('run.code')}</h2>
        <span className="count">{t('run.lines', { count: code === '' ? 0 : code.split('\n').length })}</span>
        <span className="grow" />
        <CopyButton text={code} />
      </div>
      <CodeView
        code={code}
        label={t('run.codeRegion')}
        pins={pins}
        marks={marks}
        reveal={line}
        onLine={(at) => {
          const call = firstCall.get(at)
          if (call !== undefined) onCall(call)
        }}
      />
    </section>
  )
})
