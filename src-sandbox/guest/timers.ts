import {
  NativeError,
  NativeMap,
  NativeTypeError,
  apply,
  create,
  dateNow,
  mapDelete,
  mapEach,
  mapGet,
  mapSet,
  max,
  min,
  toNumber,
  floor,
} from './primordials.ts'
import { defineGlobal, linePart, log, send } from './channel.ts'
import { inspect } from './inspect.ts'

interface Timer {
  run: (...values: unknown[]) => unknown
  values: unknown[]
  every: boolean
  delay: number
  due: number
}

const maxTimers = 10_000
const longest = 2 ** 31 - 1
const timers = new NativeMap<unknown, unknown>()
let live = 0
let ids = 0
let wakeAt = Infinity
let base = 0
let wallAtBase = dateNow()
let latest = 0

/** Milliseconds since the run began. Follows the supervisor's monotonic clock; between frames the wall clock fills in. */
function now(): number {
  latest = max(latest, base + max(0, dateNow() - wallAtBase))
  return latest
}

/** Takes the supervisor's time, so that a jump of the wall clock cannot hold timers back or fire them early. */
export function syncClock(at: number): void {
  base = at
  latest = at
  wallAtBase = dateNow()
}

/** Tells the supervisor when to wake this realm; one timer there serves all of them here. */
function plan(): void {
  let next = Infinity
  mapEach(timers, (timer) => {
    if ((timer as Timer).due < next) next = (timer as Timer).due
  })
  ask(next)
}

function ask(next: number): void {
  if (next === wakeAt) return
  wakeAt = next
  send(`{"t":"wake","ms":${next === Infinity ? -1 : max(0, next - now())}${linePart()}}`)
}

function add(run: unknown, delay: unknown, every: boolean, values: unknown[]): number {
  if (typeof run !== 'function') throw new NativeTypeError('The callback of a timer must be a function')
  if (live >= maxTimers) throw new NativeError(`More than ${maxTimers} timers`)
  const wait = min(max(floor(toNumber(delay) || 0), 1), longest)
  const id = ++ids
  live++
  const due = now() + wait
  mapSet(timers, id, { __proto__: null, run, values, every, delay: wait, due })
  if (due < wakeAt) ask(due)
  return id
}

function clear(id: unknown): void {
  if (!mapDelete(timers, typeof id === 'object' && id !== null ? toNumber(id) : id)) return
  live--
  if (live === 0) ask(Infinity)
}

/** Runs what is due. An error thrown by a callback is logged; it cannot end the run, as nothing awaits it. */
export function fireTimers(): void {
  wakeAt = Infinity
  const at = now() + 0.5
  const due = create(null) as Record<number, unknown>
  let count = 0
  mapEach(timers, (timer, id) => {
    const own = (timer as Timer).due
    if (own > at) return
    // By the time they are due, not by the order they were set in: on a stalled machine several are due at once.
    let place = count++
    while (place > 0 && (mapGet(timers, due[place - 1]) as Timer).due > own) {
      due[place] = due[place - 1]
      place--
    }
    due[place] = id
  })
  for (let i = 0; i < count; i++) {
    const timer = mapGet(timers, due[i]) as Timer | undefined
    if (!timer) continue
    if (timer.every) timer.due = now() + timer.delay
    else {
      mapDelete(timers, due[i])
      live--
    }
    try {
      apply(timer.run, undefined, timer.values)
    } catch (error) {
      log('error', `A timer's callback threw: ${inspect(error)}`)
    }
  }
  plan()
}

/** Defines the timer functions of the realm. */
export function installTimers(): void {
  defineGlobal('setTimeout', (run: unknown, delay?: unknown, ...values: unknown[]) =>
    add(run, delay, false, values),
  )
  defineGlobal('setInterval', (run: unknown, delay?: unknown, ...values: unknown[]) =>
    add(run, delay, true, values),
  )
  defineGlobal('setImmediate', (run: unknown, ...values: unknown[]) => add(run, 0, false, values))
  defineGlobal('clearTimeout', clear)
  defineGlobal('clearInterval', clear)
  defineGlobal('clearImmediate', clear)
}
