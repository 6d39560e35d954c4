import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createPageTokens } from '../shell-headless/page-tokens.ts'
import { createRunQueue } from './execution/run-queue.ts'
import { createBreaker } from './gateway/breaker.ts'
import { createPolicy } from './gateway/index.ts'
import type { Policy } from './gateway/index.ts'
import { keepRetention } from './retention.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** The clocks of a computer that can sleep and be set. Timers of the program stand still while it sleeps, as those of Node do. */
let wall: number
let awake: number
let boot: number
const clock = { now: () => wall, monotonic: () => awake, sinceBoot: () => boot }
let ids = 0

async function pass(ms: number): Promise<void> {
  const step = Math.min(ms, 1_000)
  for (let left = ms; left > 0; left -= step) {
    const now = Math.min(left, step)
    wall += now
    awake += now
    boot += now
    await vi.advanceTimersByTimeAsync(now)
  }
}
function sleep(ms: number): void {
  wall += ms
  boot += ms
}
function setClock(by: number): void {
  wall += by
}

let policy: Policy
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] })
  // Half an hour before clocks in Europe are set forward.
  wall = Date.UTC(2026, 2, 29, 0, 30)
  awake = 5_000
  boot = 9_000_000
  policy = createPolicy({
    databasePath: ':memory:',
    clock,
    ids: { next: (prefix) => `${prefix}_${(ids += 1)}` },
  })
})
afterEach(() => {
  policy.close()
  vi.useRealTimers()
})

function ask(): { id: string; decided: () => unknown } {
  let decision: unknown
  void policy
    .ask(
      { execution: 'x', session: 's', client: 'c', tool: 'a/b', args: {}, sentence: 'Calls a/b.' },
      new AbortController().signal,
    )
    .then((value) => (decision = value))
  return { id: policy.approvals().at(-1)?.id ?? '', decided: () => decision }
}

test('an approval lapses ten minutes after it was asked', async () => {
  const { decided } = ask()
  await pass(10 * minute - 1_000)
  expect(decided()).toBeUndefined()
  await pass(1_000)
  expect(decided()).toEqual({ ok: false, by: 'timeout' })
})

test('an approval that the computer slept past can no longer be given, and lapses soon after it woke', async () => {
  const { id, decided } = ask()
  await pass(minute)
  sleep(hour)
  expect(policy.approvals()).toEqual([])
  expect(() => policy.decideApproval(id, 'allow-once')).toThrow('have lapsed')
  await pass(1)
  expect(decided()).toEqual({ ok: false, by: 'timeout' })

  const other = ask()
  sleep(hour)
  await pass(15_000)
  expect(other.decided()).toEqual({ ok: false, by: 'timeout' })
})

test('setting the clock neither ends an approval nor lets it live, and the time shown follows the clock', async () => {
  const { decided } = ask()
  setClock(-day)
  expect(policy.approvals()[0]?.expiresAt).toBe(wall + 10 * minute)
  await pass(4 * minute)
  setClock(3 * day)
  expect(policy.approvals()[0]?.expiresAt).toBe(wall + 6 * minute)
  await pass(6 * minute - 1_000)
  expect(decided()).toBeUndefined()
  await pass(1_000)
  expect(decided()).toEqual({ ok: false, by: 'timeout' })
})

test('the code of an address lives a day of the computer, whatever its clock is set to', async () => {
  const tokens = createPageTokens('secret', clock)
  const early = tokens.newCode()
  setClock(-3 * day)
  const kept = tokens.newCode()
  setClock(30 * day)
  expect(tokens.exchange(kept)).toBeDefined()
  setClock(-27 * day)
  sleep(day + 1)
  expect(tokens.exchange(early)).toBeUndefined()
})

test('old runs are deleted once a day, sleep counted, and not because the clock was set forward', async () => {
  const cuts: number[] = []
  const end = keepRetention({ clock, maxAgeMs: () => 30 * day, purge: (before) => cuts.push(before) })
  expect(cuts).toEqual([wall - 30 * day])
  await pass(hour)
  sleep(day)
  await pass(hour)
  expect(cuts).toHaveLength(2)
  expect(cuts[1]).toBe(wall - 30 * day)
  setClock(400 * day)
  sleep(day)
  await pass(hour)
  expect(cuts).toHaveLength(2)
  setClock(-400 * day)
  sleep(day)
  await pass(hour)
  expect(cuts).toHaveLength(3)
  end()
  sleep(day)
  await pass(hour)
  expect(cuts).toHaveLength(3)
})

test('a tool that timed out stays off for its time, and the rate of a client is that of its waking time', async () => {
  const breaker = createBreaker(() => clock.monotonic())
  for (let i = 0; i < 3; i += 1) breaker.timedOut('a/b')
  const off = breaker.offFor('a/b')
  expect(off).toBeGreaterThan(0)
  setClock(-day)
  expect(breaker.offFor('a/b')).toBe(off)
  setClock(2 * day)
  expect(breaker.offFor('a/b')).toBe(off)

  const queue = createRunQueue({ concurrency: 10, depth: 10, perMinute: () => 1, clock })
  const done: number[] = []
  for (const number of [1, 2])
    void queue
      .enter(
        { client: 'c', session: `s${number}`, limited: true, signal: new AbortController().signal },
        async () => void done.push(number),
      )
      .catch(() => undefined)
  await pass(1_000)
  setClock(-day)
  await pass(30_000)
  expect(done).toEqual([1])
  await pass(31_000)
  expect(done).toEqual([1, 2])
})
