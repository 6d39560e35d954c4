import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

type Timers = typeof import('./timers.ts')
type Channel = typeof import('./channel.ts')

const frames: { t: string; ms: number }[] = []
const realm = globalThis as unknown as {
  setTimeout(run: () => void, ms: number): number
  clearTimeout(id: number): void
}
const before = {
  setTimeout: globalThis.setTimeout,
  setInterval: globalThis.setInterval,
  setImmediate: globalThis.setImmediate,
  clearTimeout: globalThis.clearTimeout,
  clearInterval: globalThis.clearInterval,
  clearImmediate: globalThis.clearImmediate,
}
let timers: Timers
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  vi.resetModules()
  frames.length = 0
  const channel: Channel = await import('./channel.ts')
  channel.setWriter((text) => void frames.push(JSON.parse(text) as { t: string; ms: number }))
  timers = await import('./timers.ts')
  timers.syncClock(0)
  timers.installTimers()
})
afterEach(() => {
  Object.assign(globalThis, before)
  vi.useRealTimers()
})

describe('timers of the realm', () => {
  it('ask for one wake-up, the earliest', () => {
    realm.setTimeout(() => undefined, 500)
    realm.setTimeout(() => undefined, 900)
    realm.setTimeout(() => undefined, 100)
    expect(frames.map((frame) => Math.round(frame.ms))).toEqual([500, 100])
  })
  it("fire by the supervisor's time when the wall clock is set back an hour", () => {
    const fired: string[] = []
    realm.setTimeout(() => fired.push('a'), 100)
    vi.setSystemTime(Date.now() - 3_600_000)
    timers.syncClock(100)
    timers.fireTimers()
    expect(fired).toEqual(['a'])
  })
  it('do not fire early for long when the wall clock jumps ahead', () => {
    const fired: string[] = []
    realm.setTimeout(() => fired.push('a'), 60_000)
    vi.setSystemTime(Date.now() + 3_600_000)
    timers.syncClock(50)
    timers.fireTimers()
    expect(fired).toEqual([])
    expect(Math.round(frames.at(-1)?.ms ?? 0)).toBe(59_950)
  })
  it('tell when none is left, so that a run that waits for nothing is noticed', () => {
    const id = realm.setTimeout(() => undefined, 100)
    realm.clearTimeout(id)
    expect(frames.at(-1)).toMatchObject({ t: 'wake', ms: -1 })
  })
})
