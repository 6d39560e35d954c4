import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createDeadline } from './deadline.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('counts only the time in which nobody holds it', () => {
  const passed = vi.fn()
  const deadline = createDeadline(1000, passed)
  vi.advanceTimersByTime(900)
  deadline.hold()
  deadline.hold()
  vi.advanceTimersByTime(60_000)
  deadline.release()
  vi.advanceTimersByTime(60_000)
  expect(passed).not.toHaveBeenCalled()
  deadline.release()
  vi.advanceTimersByTime(99)
  expect(passed).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1)
  expect(passed).toHaveBeenCalledTimes(1)
})

it('never passes once it is cleared, held or not', () => {
  const passed = vi.fn()
  const held = createDeadline(10, passed)
  held.hold()
  held.clear()
  held.release()
  createDeadline(10, passed).clear()
  vi.advanceTimersByTime(100)
  expect(passed).not.toHaveBeenCalled()
})
