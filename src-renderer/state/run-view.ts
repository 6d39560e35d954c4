import { create } from 'zustand'
import type { StoreApi, UseBoundStore } from 'zustand'
import type { TimeView } from '../pure/time-scale.ts'

/** How one run is being looked at. Kept apart from React's tree, so that zooming and playing draw only what shows them. */
export interface RunView {
  /** Part of the time that is in view. */
  view: TimeView
  /** Moment that is looked at, milliseconds since the start; undefined: the end, or now. Moves with every frame while playing. */
  playhead: number | undefined
  /** The same moment, renewed at most ten times a second: what the screens show. */
  shown: number | undefined
  playing: boolean
  /** How many times faster than it was. */
  speed: number
}

export type RunViewStore = UseBoundStore<StoreApi<RunView>>

/** The whole run. */
export const wholeView: TimeView = { start: 0, end: 1 }

/** Makes the view of a run that has just been opened. */
export function createRunView(): RunViewStore {
  return create<RunView>(() => ({
    view: wholeView,
    playhead: undefined,
    shown: undefined,
    playing: false,
    speed: 1,
  }))
}

/** Looks at a moment, or at the end again; playing stops. */
export function lookAt(store: RunViewStore, t: number | undefined): void {
  store.setState({ playhead: t, shown: t, playing: false })
}
