import { expect, it, vi } from 'vitest'
import { createRest, type Resting } from './rest.ts'

const log = { debug: () => {}, info: () => {}, warn: vi.fn(), error: () => {} }
const afterMs = 20

it('puts parts away only when nothing runs, and brings them back with the next activity', async () => {
  const done: string[] = []
  const part = (name: string): Resting => ({
    sleep: async () => void done.push(`${name} sleeps`),
    wake: () => void done.push(`${name} wakes`),
  })
  let isBusy = true
  const rest = createRest({ afterMs, isBusy: () => isBusy, parts: [part('types'), part('scanner')], log })
  await new Promise((resolve) => setTimeout(resolve, 5 * afterMs))
  expect(done).toEqual([])
  isBusy = false
  await vi.waitFor(() => expect(done).toEqual(['types sleeps', 'scanner sleeps']))
  rest.active()
  rest.active()
  expect(done.slice(2)).toEqual(['types wakes', 'scanner wakes'])
  await vi.waitFor(() => expect(done.slice(4)).toEqual(['types sleeps', 'scanner sleeps']))
  rest.close()
  rest.active()
  expect(done).toHaveLength(6)
})

it('gives the memory of a busy time back, even when a part refuses to go', async () => {
  let garbage: unknown[] | undefined = Array.from({ length: 200_000 }, (_, index) => ({
    index,
    text: `${index}`,
  }))
  const before = process.memoryUsage().heapTotal
  expect(garbage).toHaveLength(200_000)
  garbage = undefined
  const parts = [{ sleep: () => Promise.reject(new Error('not now')) }]
  const rest = createRest({ afterMs, isBusy: () => false, parts, log })
  await vi.waitFor(() => expect(process.memoryUsage().heapTotal).toBeLessThan(before))
  expect(log.warn).toHaveBeenCalledWith('a part did not go to rest', { reason: 'Error: not now' })
  rest.close()
})
