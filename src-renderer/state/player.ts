import { useEffect } from 'react'
import { stepTime } from '../pure/time-travel.ts'
import type { RunModel } from '../pure/run-fold.ts'
import type { TimeScale } from '../pure/time-scale.ts'
import { lookAt } from './run-view.ts'
import type { RunViewStore } from './run-view.ts'

/** Screens follow the playhead at most this often. */
const showEveryMs = 100
/** With reduced motion the playhead goes from event to event, this far apart. */
const stepMs = 700

/** Moves the playhead while it plays: in the run's own time, waits skipped; event by event with reduced motion. */
export function usePlayer(store: RunViewStore, model: RunModel, scale: TimeScale): void {
  const playing = store((state) => state.playing)
  useEffect(() => {
    if (!playing) return
    const end = model.ended?.t ?? model.last
    const begun = store.getState().playhead
    if (begun === undefined || begun >= end) store.setState({ playhead: 0, shown: 0 })
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) {
      const timer = setInterval(() => {
        const next = stepTime(model, store.getState().playhead ?? 0, 1)
        if (next === undefined) lookAt(store, undefined)
        else store.setState({ playhead: next, shown: next })
      }, stepMs)
      return () => clearInterval(timer)
    }
    let frame = 0
    let before = performance.now()
    let shownAt = 0
    const step = (now: number) => {
      const { playhead = 0, speed } = store.getState()
      let next = playhead + (now - before) * speed
      before = now
      const gap = scale.gaps.find((one) => next > one.from && next < one.to)
      if (gap !== undefined) next = gap.to
      if (next >= end) {
        lookAt(store, undefined)
        return
      }
      const show = now - shownAt >= showEveryMs
      if (show) shownAt = now
      store.setState({ playhead: next, ...(show ? { shown: next } : {}) })
      frame = requestAnimationFrame(step)
    }
    frame = requestAnimationFrame(step)
    return () => cancelAnimationFrame(frame)
  }, [playing, store, model, scale])
}

/** Goes to the next or previous event; from the end, back to the last one. */
export function stepEvent(store: RunViewStore, model: RunModel, by: 1 | -1): void {
  const { playhead } = store.getState()
  const end = model.ended?.t ?? model.last
  const next = stepTime(model, playhead ?? end, by)
  if (next !== undefined) lookAt(store, next)
  else if (by === 1) lookAt(store, undefined)
}
