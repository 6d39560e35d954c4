import { memo, useRef } from 'react'
import type { KeyboardEvent, PointerEvent } from 'react'
import { formatBytes, formatDuration, spokenDuration } from '../../pure/format.ts'
import type { RunModel } from '../../pure/run-fold.ts'
import { ticks } from '../../pure/time-scale.ts'
import type { TimeScale, TimeView } from '../../pure/time-scale.ts'
import type { KindOfTool } from '../../pure/timeline.ts'
import { t } from '../../text/t.ts'

interface OverviewProps {
  model: RunModel
  /** Says when the model, which grows in place, has changed. */
  version: number
  scale: TimeScale
  view: TimeView
  kindOf: KindOfTool
  onView: (view: TimeView) => void
}

/** Calls drawn at most; more are thinned out evenly. */
const mostBars = 400
const smallest = 0.002

/** The whole run in one strip, with the part that is in view between two handles. */
export function Overview({ model, version, scale, view, kindOf, onView }: OverviewProps) {
  const plot = useRef<HTMLDivElement>(null)
  const drag = useRef<{ part: 'start' | 'end' | 'middle'; x: number; view: TimeView }>(undefined)
  function moved(event: PointerEvent): void {
    const from = drag.current
    const width = plot.current?.clientWidth ?? 1
    if (from === undefined) return
    const by = (event.clientX - from.x) / width
    if (from.part === 'start')
      onView({
        start: Math.min(Math.max(0, from.view.start + by), from.view.end - smallest),
        end: from.view.end,
      })
    else if (from.part === 'end')
      onView({
        start: from.view.start,
        end: Math.max(Math.min(1, from.view.end + by), from.view.start + smallest),
      })
    else {
      const size = from.view.end - from.view.start
      const start = Math.min(Math.max(0, from.view.start + by), 1 - size)
      onView({ start, end: start + size })
    }
  }
  function grab(part: 'start' | 'end' | 'middle') {
    return (event: PointerEvent) => {
      event.stopPropagation()
      drag.current = { part, x: event.clientX, view }
      event.currentTarget.setPointerCapture(event.pointerId)
    }
  }
  function keys(part: 'start' | 'end') {
    return (event: KeyboardEvent) => {
      const by = {
        ArrowLeft: -0.02,
        ArrowDown: -0.02,
        ArrowRight: 0.02,
        ArrowUp: 0.02,
        PageUp: 0.1,
        PageDown: -0.1,
      }[event.key]
      const change = event.key === 'Home' ? -1 : event.key === 'End' ? 1 : by
      if (change === undefined) return
      event.preventDefault()
      event.stopPropagation()
      if (part === 'start')
        onView({ start: Math.min(Math.max(0, view.start + change), view.end - smallest), end: view.end })
      else onView({ start: view.start, end: Math.max(Math.min(1, view.end + change), view.start + smallest) })
    }
  }
  function handle(part: 'start' | 'end') {
    const ms = scale.toMs(view[part])
    return (
      <b
        className={part}
        role="slider"
        tabIndex={0}
        aria-label={part === 'start' ? t('run.rangeStart') : t('run.rangeEnd')}
        aria-valuemin={0}
        aria-valuemax={Math.round(scale.total)}
        aria-valuenow={Math.round(ms)}
        aria-valuetext={spokenDuration(ms)}
        onKeyDown={keys(part)}
        onPointerDown={grab(part)}
        onPointerMove={moved}
        onPointerUp={() => {
          drag.current = undefined
        }}
      />
    )
  }
  return (
    <section className="overview" aria-label={t('run.overview', { time: formatDuration(scale.total) })}>
      <div className="plot" ref={plot}>
        <Plot model={model} version={version} scale={scale} kindOf={kindOf} />
        <div
          className="brush"
          style={{ left: `${view.start * 100}%`, width: `${(view.end - view.start) * 100}%` }}
          onPointerDown={grab('middle')}
          onPointerMove={moved}
          onPointerUp={() => {
            drag.current = undefined
          }}
          onDoubleClick={() => onView({ start: 0, end: 1 })}
        >
          {handle('start')}
          {handle('end')}
        </div>
      </div>
      <div className="lab" aria-hidden="true">
        {ticks(scale, { start: 0, end: 1 }, 10).map((mark) => (
          <span key={mark.ms} style={{ left: `${mark.at * 100}%` }}>
            {formatDuration(mark.ms)}
          </span>
        ))}
        {model.samples.length === 0 ? null : <em>{t('run.peak', { memory: formatBytes(peakOf(model)) })}</em>}
      </div>
    </section>
  )
}

/** Most memory seen, bytes. */
function peakOf(model: RunModel): number {
  return Math.max(1, ...model.samples.map((sample) => sample.rss))
}

/** The calls of the whole run and its memory; drawn again only when the run or the scale changed. */
const Plot = memo(function Plot({
  model,
  scale,
  kindOf,
}: Pick<OverviewProps, 'model' | 'version' | 'scale' | 'kindOf'>) {
  const calls = [...model.calls.values()]
  const step = Math.max(1, Math.ceil(calls.length / mostBars))
  const lanes: number[] = []
  const bars = calls
    .filter((_, index) => index % step === 0)
    .map((call) => {
      const to = call.endedAt ?? scale.total
      let lane = lanes.findIndex((end) => end <= call.askedAt)
      if (lane === -1) lane = lanes.length < 3 ? lanes.length : 2
      lanes[lane] = to
      return { call, lane, left: scale.toUnit(call.askedAt), right: scale.toUnit(to) }
    })
  const peak = peakOf(model)
  const points = model.samples.map(
    (sample) => `${(scale.toUnit(sample.t) * 100).toFixed(2)} ${(32 - (sample.rss / peak) * 26).toFixed(1)}`,
  )

  return (
    <>
      {points.length > 1 ? (
        <svg viewBox="0 0 100 34" preserveAspectRatio="none" aria-hidden="true">
          <path
            d={`M${points.join(' L')}`}
            fill="none"
            stroke="var(--k-log-bar)"
            strokeWidth="1"
            vectorEffect="non-scaling-stroke"
          />
        </svg>
      ) : null}
      {bars.map(({ call, lane, left, right }) => (
        <i
          key={call.id}
          className={`k-${kindOf(call.tool)}${call.ok === false ? ' bad' : ''}`}
          style={{ left: `${left * 100}%`, width: `${(right - left) * 100}%`, top: lane * 7 }}
        />
      ))}
    </>
  )
})
