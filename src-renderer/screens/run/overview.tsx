import { memo, useRef } from 'react'
import type { KeyboardEvent, PointerEvent } from 'react'
import { formatBytes, formatDuration, spokenDuration } from '../../pure/format.ts'
import type { RunModel } from '../../pure/run-fold.ts'
import { ticks } from '../../pure/time-scale.ts'
import type { TimeScale, TimeView } from '../../pure/time-scale.ts'
import type { KindOfTool } from '../../pure/timeline.ts'
import { stepEvent } from '../../state/player.ts'
import { lookAt } from '../../state/run-view.ts'
import type { RunViewStore } from '../../state/run-view.ts'
import { t } from '../../text/t.ts'

interface OverviewProps {
  model: RunModel
  /** Says when the model, which grows in place, has changed. */
  version: number
  scale: TimeScale
  store: RunViewStore
  kindOf: KindOfTool
}

/** Calls drawn at most; more are thinned out evenly. */
const mostBars = 400
const smallest = 0.002

/** The whole run in one strip, with the part that is in view between two handles. */
export function Overview({ model, version, scale, store, kindOf }: OverviewProps) {
  const view = store((state) => state.view)
  const onView = (next: TimeView) => store.setState({ view: next })
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
        <Playhead model={model} scale={scale} store={store} plot={plot} />
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

/** The moment that is looked at: drag it, or arrow keys from event to event. At rest it stands at the end. */
function Playhead({
  model,
  scale,
  store,
  plot,
}: Pick<OverviewProps, 'model' | 'scale' | 'store'> & { plot: React.RefObject<HTMLDivElement | null> }) {
  const playhead = store((state) => state.playhead)
  const dragging = useRef(false)
  const at = playhead ?? scale.total
  function keys(event: KeyboardEvent): void {
    const share = { PageUp: 0.1, PageDown: -0.1 }[event.key]
    if (event.key === 'ArrowRight' || event.key === 'ArrowUp') stepEvent(store, model, 1)
    else if (event.key === 'ArrowLeft' || event.key === 'ArrowDown') stepEvent(store, model, -1)
    else if (event.key === 'Home') lookAt(store, 0)
    else if (event.key === 'End') lookAt(store, undefined)
    else if (share !== undefined) lookAt(store, Math.min(scale.total, Math.max(0, at + share * scale.total)))
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  function move(event: PointerEvent): void {
    const box = plot.current?.getBoundingClientRect()
    if (!dragging.current || box === undefined) return
    const unit = (event.clientX - box.left) / box.width
    lookAt(store, unit >= 1 ? undefined : scale.toMs(unit))
  }
  return (
    <b
      className={`playhead${playhead === undefined ? ' rest' : ''}`}
      role="slider"
      tabIndex={0}
      aria-label={t('run.playhead')}
      aria-valuemin={0}
      aria-valuemax={Math.round(scale.total)}
      aria-valuenow={Math.round(at)}
      aria-valuetext={spokenDuration(at)}
      style={{ left: `${scale.toUnit(at) * 100}%` }}
      onKeyDown={keys}
      onPointerDown={(event) => {
        event.stopPropagation()
        dragging.current = true
        event.currentTarget.setPointerCapture(event.pointerId)
      }}
      onPointerMove={move}
      onPointerUp={() => {
        dragging.current = false
      }}
    />
  )
}

/** Most memory seen, bytes. */
function peakOf(model: RunModel): number {
  let peak = 1
  for (const sample of model.samples) peak = Math.max(peak, sample.rss)
  return peak
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
  const shapes = new Map<string, string>()
  for (const { call, lane, left, right } of bars) {
    const hue = call.ok === false ? 'bad' : `k-${kindOf(call.tool)}`
    const width = Math.max(2, (right - left) * 1000)
    const shape = `M${(left * 1000).toFixed(1)} ${lane * 7}h${width.toFixed(1)}v5h-${width.toFixed(1)}z`
    shapes.set(hue, (shapes.get(hue) ?? '') + shape)
  }
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
      {/* A path for each hue, not an element for each call: hundreds of elements would be visited with every frame. */}
      <svg viewBox="0 0 1000 34" preserveAspectRatio="none" aria-hidden="true">
        {[...shapes].map(([hue, path]) => (
          <path key={hue} className={`plot-bar ${hue}`} d={path} />
        ))}
      </svg>
    </>
  )
})
