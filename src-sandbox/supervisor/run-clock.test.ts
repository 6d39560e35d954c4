import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createRunClock } from './run-clock.ts'
import type { Deadline } from './run-clock.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'performance', 'Date'] })
})
afterEach(() => {
  vi.useRealTimers()
})

/** The turn after a deadline, in which it is judged; fake timers give a turn a millisecond. */
const judge = (): unknown => vi.advanceTimersByTime(1)

function start(cpuMs: number, wallMs: number) {
  const passed: Deadline[] = []
  return { passed, clock: createRunClock({ cpuMs, wallMs }, (which) => passed.push(which)) }
}

describe('the clock of a run', () => {
  it('ends what is busy too long', () => {
    const { passed } = start(500, 10_000)
    vi.advanceTimersByTime(499)
    expect(passed).toEqual([])
    vi.advanceTimersByTime(1)
    judge()
    expect(passed).toEqual(['cpu'])
  })
  it('gives each stretch of work its own time', () => {
    const { passed, clock } = start(500, 10_000)
    for (let i = 0; i < 5; i++) {
      vi.advanceTimersByTime(400)
      clock.waiting(false)
      vi.advanceTimersByTime(10)
      clock.busy()
    }
    expect(passed).toEqual([])
  })
  it('counts waiting for timers as the run, waiting for a call not', () => {
    const { passed, clock } = start(500, 2000)
    clock.waiting(true)
    vi.advanceTimersByTime(3_600_000)
    expect(passed).toEqual([])
    clock.busy()
    clock.waiting(false)
    vi.advanceTimersByTime(1999)
    expect(passed).toEqual([])
    vi.advanceTimersByTime(1)
    judge()
    expect(passed).toEqual(['wall'])
  })
  it('is not moved by a change of the wall clock', () => {
    const { passed, clock } = start(500, 2000)
    vi.setSystemTime(Date.now() + 86_400_000)
    clock.waiting(false)
    vi.advanceTimersByTime(100)
    vi.setSystemTime(Date.now() - 2 * 86_400_000)
    expect(passed).toEqual([])
    expect(clock.elapsed).toBe(100)
    vi.advanceTimersByTime(1900)
    judge()
    expect(passed).toEqual(['wall'])
  })
  it('hears what came while the machine was stalled before it judges', () => {
    const { passed, clock } = start(500, 10_000)
    vi.advanceTimersToNextTimer()
    clock.waiting(false)
    vi.advanceTimersByTime(400)
    expect(passed).toEqual([])
  })
  it('says nothing after it was stopped', () => {
    const { passed, clock } = start(500, 2000)
    clock.stop()
    vi.advanceTimersByTime(10_000)
    clock.busy()
    vi.advanceTimersByTime(10_000)
    expect(passed).toEqual([])
  })
})
