import { expect, test } from 'vitest'
import { createRunQueue } from './run-queue.ts'

const clock = { now: () => Date.now(), monotonic: () => performance.now() }
const never = new AbortController().signal
const ticket = (
  client: string,
  session: string,
  signal = never,
): { client: string; session: string; limited: boolean; signal: AbortSignal } => ({
  client,
  session,
  limited: false,
  signal,
})

test('runs of one session go one after another, other sessions beside them', async () => {
  const queue = createRunQueue({ concurrency: 4, depth: 100, perMinute: () => 100, clock })
  const order: string[] = []
  const gate = Promise.withResolvers<void>()
  const first = queue.enter(ticket('a', 's1'), async () => {
    order.push('first starts')
    await gate.promise
    order.push('first ends')
  })
  const second = queue.enter(ticket('a', 's1'), () => Promise.resolve(order.push('second')))
  const other = queue.enter(ticket('a', 's2'), () => Promise.resolve(order.push('other')))
  await other
  gate.resolve()
  await Promise.all([first, second])
  expect(order).toEqual(['first starts', 'other', 'first ends', 'second'])
})

test('a client with many waiting runs does not starve another', async () => {
  const queue = createRunQueue({ concurrency: 1, depth: 100, perMinute: () => 100, clock })
  const order: string[] = []
  const work = (name: string) => async (): Promise<void> => {
    order.push(name)
    await Promise.resolve()
  }
  await Promise.all([
    ...Array.from({ length: 5 }, (_, index) => queue.enter(ticket('greedy', `g${index}`), work('greedy'))),
    queue.enter(ticket('modest', 'm1'), work('modest')),
  ])
  expect(order.indexOf('modest')).toBe(1)
})

test('a full queue refuses at once and says that nothing ran', async () => {
  const queue = createRunQueue({ concurrency: 1, depth: 1, perMinute: () => 100, clock })
  const gate = Promise.withResolvers<void>()
  const running = queue.enter(ticket('a', 's1'), () => gate.promise)
  const waiting = queue.enter(ticket('a', 's2'), () => Promise.resolve())
  await expect(queue.enter(ticket('a', 's3'), () => Promise.resolve())).rejects.toMatchObject({
    code: 'QUEUE_FULL',
  })
  gate.resolve()
  await Promise.all([running, waiting])
  expect([queue.running(), queue.waiting()]).toEqual([0, 0])
})

test('a cancelled run leaves the queue without running', async () => {
  const queue = createRunQueue({ concurrency: 1, depth: 10, perMinute: () => 100, clock })
  const gate = Promise.withResolvers<void>()
  const running = queue.enter(ticket('a', 's1'), () => gate.promise)
  const abort = new AbortController()
  let ran = false
  const waiting = queue.enter(ticket('a', 's2', abort.signal), () => Promise.resolve((ran = true)))
  abort.abort()
  await expect(waiting).rejects.toMatchObject({ code: 'CANCELLED' })
  gate.resolve()
  await running
  expect(ran).toBe(false)
})

test('a limited client waits for its bucket, others do not', async () => {
  let time = 0
  const queue = createRunQueue({
    concurrency: 10,
    depth: 100,
    perMinute: () => 2,
    clock: { now: () => time, monotonic: () => time },
  })
  const done: string[] = []
  const limited = Array.from({ length: 3 }, (_, index) =>
    queue.enter({ client: 'mcp', session: `s${index}`, limited: true, signal: never }, () =>
      Promise.resolve(done.push(`limited ${index}`)),
    ),
  )
  await Promise.all(limited.slice(0, 2))
  await queue.enter(ticket('cli', 'c'), () => Promise.resolve(done.push('free')))
  expect(done).toEqual(['limited 0', 'limited 1', 'free'])
  time += 30_000
  await queue.enter(ticket('cli', 'c'), () => Promise.resolve())
  await limited[2]
  expect(done.at(-1)).toBe('limited 2')
})
