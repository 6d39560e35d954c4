import { emptyRun, pushEvent } from './run-fold.ts'
import type { RunModel } from './run-fold.ts'

/** Number of events at or before a moment; events come in order of time. */
export function eventsUntil(model: RunModel, t: number): number {
  let low = 0
  let high = model.events.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((model.events[middle]?.event.t ?? 0) <= t) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * The run as it was at a moment: the fold of its events up to then. `known`, an earlier answer for the same run, is grown in place when the
 * moment is later, which makes playing cheap.
 */
export function runAt(model: RunModel, t: number, known?: RunModel): RunModel {
  const count = eventsUntil(model, t)
  const first = model.events[0]
  const usable = known !== undefined && known.events.length <= count && (known.events[0] ?? first) === first
  const past = usable ? known : emptyRun()
  for (let index = past.events.length; index < count; index++) {
    const entry = model.events[index]
    if (entry !== undefined) pushEvent(past, entry)
  }
  return past
}

/** Time of the next (`by` 1) or previous (−1) event that is not a sample; undefined at the ends. */
export function stepTime(model: RunModel, t: number, by: 1 | -1): number | undefined {
  let index = by === 1 ? eventsUntil(model, t) : eventsUntil(model, t) - 1
  for (; index >= 0 && index < model.events.length; index += by) {
    const event = model.events[index]?.event
    if (event === undefined || event.k === 'sample') continue
    if (by === 1 ? event.t > t : event.t < t) return event.t
  }
  return undefined
}

/** Line of code that was last reached at the end of a (partial) run. */
export function lastLine(model: RunModel): number | undefined {
  for (let index = model.events.length - 1; index >= 0; index--) {
    const event = model.events[index]?.event
    if (event === undefined) continue
    if (event.k === 'log' && event.line !== undefined) return event.line
    if (event.k === 'call.asked' && event.line !== undefined) return event.line
    if (event.k === 'call.ended' || event.k === 'call.sent') {
      const line = model.calls.get(event.call)?.line
      if (line !== undefined) return line
    }
  }
  return undefined
}
