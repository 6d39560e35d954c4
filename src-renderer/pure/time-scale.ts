import type { RunModel } from './run-fold.ts'

/** A stretch of time and the share of the width it is drawn with (0–1 of the whole). */
interface Stretch {
  from: number
  to: number
  start: number
  width: number
  idle: boolean
}

/** Maps milliseconds to the width of the timeline (0–1), long idle stretches drawn shorter. */
export interface TimeScale {
  total: number
  toUnit(ms: number): number
  toMs(unit: number): number
  /** Stretches that are drawn shorter than they were. */
  gaps: { from: number; to: number; start: number; width: number }[]
}

/** A stretch is shortened when it is longer than this share of the run … */
const idleShare = 0.18
/** … and this many milliseconds; */
const idleMs = 250
/** it is then drawn with this share of the width. */
const gapWidth = 0.1

/**
 * Stretches in which the run waited for a person: a call was held and no other was in flight. Time without calls is
 * not among them, since the code may have been computing.
 */
export function idleStretches(model: RunModel, total: number): { from: number; to: number }[] {
  const busy: [number, number][] = model.phases.map((phase) => [phase.from, phase.to])
  for (const call of model.calls.values()) {
    let from = call.askedAt
    for (const hold of call.holds) {
      busy.push([from, hold.from])
      from = hold.to ?? total
    }
    busy.push([from, call.endedAt ?? total])
  }
  for (const log of model.logs) busy.push([log.t, log.t])
  busy.sort((a, b) => a[0] - b[0])
  const idle: { from: number; to: number }[] = []
  let reach = 0
  for (const [from, to] of busy) {
    if (from > reach) idle.push({ from: reach, to: from })
    reach = Math.max(reach, to)
  }
  if (reach < total) idle.push({ from: reach, to: total })
  const holds = [...model.calls.values()].flatMap((call) => call.holds)
  return idle.filter(
    (gap) =>
      gap.to - gap.from > Math.max(idleMs, total * idleShare) &&
      holds.some(
        (hold) =>
          Math.min(hold.to ?? total, gap.to) - Math.max(hold.from, gap.from) > (gap.to - gap.from) * 0.8,
      ),
  )
}

/** A scale over `total` milliseconds in which each of `gaps` takes a tenth of the width. */
export function timeScale(total: number, gaps: readonly { from: number; to: number }[] = []): TimeScale {
  const whole = Math.max(total, 1)
  const idleTime = gaps.reduce((sum, gap) => sum + gap.to - gap.from, 0)
  const idleWidth = Math.min(0.5, gaps.length * gapWidth)
  const busyTime = Math.max(whole - idleTime, 1e-6)
  const stretches: Stretch[] = []
  let time = 0
  let start = 0
  const put = (to: number, idle: boolean) => {
    if (to <= time) return
    const width = idle ? idleWidth / gaps.length : ((to - time) / busyTime) * (1 - idleWidth)
    stretches.push({ from: time, to, start, width, idle })
    time = to
    start += width
  }
  for (const gap of gaps) {
    put(gap.from, false)
    put(gap.to, true)
  }
  put(whole, false)
  return {
    total: whole,
    toUnit: (ms) => {
      const at = Math.min(Math.max(ms, 0), whole)
      const stretch = stretches.find((one) => at <= one.to) ?? stretches.at(-1)
      if (stretch === undefined) return 0
      return stretch.start + ((at - stretch.from) / (stretch.to - stretch.from)) * stretch.width
    },
    toMs: (unit) => {
      const at = Math.min(Math.max(unit, 0), 1)
      const stretch = stretches.find((one) => at <= one.start + one.width + 1e-9) ?? stretches.at(-1)
      if (stretch === undefined) return 0
      return stretch.from + ((at - stretch.start) / stretch.width) * (stretch.to - stretch.from)
    },
    gaps: stretches
      .filter((one) => one.idle)
      .map(({ from, to, start: at, width }) => ({ from, to, start: at, width })),
  }
}

/** Part of the timeline that is in view, in units of the scale (0–1). */
export interface TimeView {
  start: number
  end: number
}

/** Smallest part that can be zoomed to. */
const smallestView = 0.0005

/** Zooms by `factor` (below 1 is closer) around `anchor`, a place in the view (0–1). */
export function zoomView(view: TimeView, factor: number, anchor: number): TimeView {
  const width = view.end - view.start
  const next = Math.min(1, Math.max(smallestView, width * factor))
  const start = Math.min(Math.max(view.start + (width - next) * anchor, 0), 1 - next)
  return { start, end: start + next }
}

/** Moves the view by a share of its width, inside the run. */
export function panView(view: TimeView, share: number): TimeView {
  const width = view.end - view.start
  const start = Math.min(Math.max(view.start + width * share, 0), 1 - width)
  return { start, end: start + width }
}

/** 1, 2 or 5 times a power of ten, at least `value`. */
export function niceStep(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 1e-3)))
  for (const factor of [1, 2, 5, 10]) if (factor * power >= value - 1e-9) return factor * power
  return 10 * power
}

/** Ticks of the view: milliseconds and place (0–1), none inside a shortened stretch, never closer than 1/`most`. */
export function ticks(scale: TimeScale, view: TimeView, most: number): { ms: number; at: number }[] {
  const from = scale.toMs(view.start)
  const to = scale.toMs(view.end)
  const hidden = scale.gaps.reduce(
    (sum, gap) => sum + Math.max(0, Math.min(gap.to, to) - Math.max(gap.from, from)),
    0,
  )
  const step = niceStep((to - from - hidden) / Math.max(1, most))
  const found: { ms: number; at: number }[] = []
  let ms = Math.ceil(from / step) * step
  while (ms <= to && found.length < 200) {
    const gap = scale.gaps.find((one) => ms > one.from && ms < one.to)
    if (gap !== undefined) {
      ms = Math.ceil(gap.to / step) * step
      continue
    }
    const at = (scale.toUnit(ms) - view.start) / (view.end - view.start)
    const last = found.at(-1)
    if (last === undefined || at - last.at >= 0.8 / most) found.push({ ms, at })
    ms += step
  }
  return found
}
