import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { run } from '../../../../bench/memory.ts'
import { analyse } from '../text/analyse.ts'
import { createTestMemory } from '../testing.ts'
import { parseQuery } from './query.ts'

test('text is folded, split and stemmed; identifiers stay findable as one', () => {
  expect(analyse('The painters’ Crème brûlées')).toEqual(['the', 'painter', 'creme', 'brule'])
  expect(analyse('foo-bar_9')).toEqual(['foo', 'bar', '9', 'foobar9'])
  expect(analyse('日本語')).toEqual(['日本', '本語'])
})

test('a question is read for what it asks', () => {
  const query = parseQuery('When did Anna go to Rome in May 2023, and how many days?')
  expect([...query.terms]).toEqual([
    ['anna', 1],
    ['go', 1],
    ['rome', 1],
    ['2023', 1],
    ['mani', 0.2],
    ['dai', 1],
  ])
  expect(query).toMatchObject({ asksTime: true, asksNumber: true, asksPlace: false, asksSeveral: true })
  expect(query.dates).toEqual({ months: new Set([4]), years: new Set([2023]), days: new Set() })
  expect([...parseQuery('who is it').terms.keys()]).toEqual(['who', 'is', 'it'])
})

test('a new turn changes the window of the turn before it at once', async () => {
  const memory = createTestMemory()
  try {
    await memory.call('episodic/remember', {
      content: 'And what is the name of the greyhound?',
      session: 's',
    })
    expect(await memory.call('episodic/recall', { query: 'greyhound name' })).toHaveLength(1)
    await memory.call('episodic/remember', { content: 'Biscuit', session: 's' })
    const hits = await memory.call('episodic/recall', { query: 'greyhound name' })
    expect(hits.map((one: { content: string }) => one.content)).toContain('Biscuit')
  } finally {
    memory.dispose()
  }
})

test('retrieval of evidence on conversations stays at its level', { timeout: 120_000 }, async () => {
  const data = join(import.meta.dirname, '../../../../../shared/bench/memory')
  if (!existsSync(data)) {
    process.stderr.write('skipped: no conversations beside the repository\n')
    return
  }
  const rows = await run({ data, embedder: false, log() {} })
  const value = (metric: string): number => rows.find((row) => row.metric === metric)?.value ?? 0
  expect(value('R@10')).toBeGreaterThanOrEqual(82)
  expect(value('nDCG@10')).toBeGreaterThanOrEqual(64)
})

test('what was just remembered is found by its new words, also by ones that were asked for in vain', async () => {
  const it = createTestMemory()
  try {
    for (let i = 0; i < 60; i++)
      await it.call('episodic/remember', { content: `Ordinary line ${i} about bread` })
    expect(await it.call('episodic/recall', { query: 'zeppelin' })).toEqual([])
    await it.call('episodic/remember', { content: 'A zeppelin over the boathouse' })
    expect(await it.call('episodic/recall', { query: 'zeppelin' })).toHaveLength(1)
    expect(await it.call('episodic/recall', { query: 'where is the boathouse' })).toHaveLength(1)
  } finally {
    it.dispose()
  }
})
