import { expect, test } from 'vitest'
import { createTopics } from './topics.ts'
import type { RunReader } from './store/index.ts'
import { athenaMigrations, createRunReader, createRunWriter, openDatabase } from './store/index.ts'

const database = openDatabase(':memory:', athenaMigrations)
const writer = createRunWriter(database)
const reader: RunReader = createRunReader(database, writer.flush)

test('a page that was away for a moment gets exactly what it missed', () => {
  const topics = createTopics(reader)
  const leave = topics.subscribe('runs', () => {})
  for (const value of ['a', 'b', 'c']) topics.publish('runs', value)
  leave()
  const seen: unknown[] = []
  topics.subscribe('runs', (event) => seen.push([event.seq, event.value]), 1)
  topics.publish('runs', 'd')
  expect(seen).toEqual([
    [2, 'b'],
    [3, 'c'],
    [4, 'd'],
  ])
})

test('a page that was away too long, or knows a number from before a restart, is told to start over', () => {
  const topics = createTopics(reader)
  for (let index = 0; index < 300; index += 1) topics.publish('runs', index)
  const resets: number[] = []
  topics.subscribe(
    'runs',
    () => {},
    5,
    (seq) => resets.push(seq),
  )
  topics.subscribe(
    'runs',
    () => {},
    9_999,
    (seq) => resets.push(seq),
  )
  expect(resets).toEqual([300, 300])
})

test('the events of a run come from the log first and live afterwards', () => {
  const codeRef = writer.keep('code')
  writer.create({
    id: 'x_1',
    session: 's',
    client: 'c',
    source: 'cli',
    title: 't',
    codeRef,
    codeHash: 'h',
    startedAt: 0,
  })
  writer.append('x_1', { t: 0, k: 'log', level: 'log', text: 'one' })
  const topics = createTopics(reader)
  const seen: number[] = []
  topics.subscribe('run:x_1', (event) => seen.push(event.seq), 0)
  const event = { t: 1, k: 'log', level: 'log', text: 'two' } as const
  topics.publishRunEvent('x_1', writer.append('x_1', event), event)
  expect(seen).toEqual([1, 2])
})
