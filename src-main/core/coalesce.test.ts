import { expect, test, vi } from 'vitest'
import { createCoalescer } from './coalesce.ts'

test('changes are told together, each once, and none after the end', () => {
  vi.useFakeTimers()
  const told: string[][] = []
  const coalescer = createCoalescer(50, (names) => told.push(names))
  for (const name of ['a', 'b', 'a']) coalescer.changed(name)
  expect(told).toEqual([])
  vi.advanceTimersByTime(50)
  coalescer.changed('c')
  vi.advanceTimersByTime(50)
  expect(told).toEqual([['a', 'b'], ['c']])
  coalescer.changed('d')
  coalescer.close()
  vi.advanceTimersByTime(100)
  expect(told).toHaveLength(2)
  vi.useRealTimers()
})
