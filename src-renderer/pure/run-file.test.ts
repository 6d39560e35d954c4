import { expect, it } from 'vitest'
import { foldRun } from './run-fold.ts'
import { readRunFile } from './run-file.ts'
import { sampleRun } from './sample-run.testing.ts'

const run = {
  id: 'x_1',
  session: 's_1',
  client: 'Claude Desktop',
  source: 'agent',
  status: 'ok',
  title: 'From a file',
  startedAt: 1,
  durationMs: 4000,
  calls: 3,
  failedCalls: 1,
  tools: ['gmail/search', 5],
  tokens: 2,
  bytesStayed: 1,
  bytesToModel: 1,
  tokensToModel: 1,
  tokensSaved: 1,
}
const head = JSON.stringify({ 'athena-run': 1, run, code: 'return 1', answer: 'ok' })
const lines = sampleRun.map((event, index) => JSON.stringify({ seq: index + 1, event }))

it('reads a run back as it was recorded, with its payloads', () => {
  const file = readRunFile(
    [head, JSON.stringify({ blob: 'r1', size: 2, text: '{}' }), ...lines, ''].join('\n'),
  )
  expect(file?.events.map((entry) => entry.event)).toEqual(sampleRun)
  expect(file?.blobs.get('r1')).toBe('{}')
  expect(file?.run).toMatchObject({ title: 'From a file', tools: ['gmail/search'] })
  expect(foldRun(file?.events ?? []).calls.size).toBe(3)
})

it('leaves out what is not an event and refuses what is no run', () => {
  const bad = [
    '{"seq":1,"event":{"t":1,"k":"call.asked","call":{},"tool":"x","argsRef":"r","preview":""}}',
    '{"seq":2,"event":{"t":"1","k":"log","level":"log","text":"x"}}',
    '{"seq":3,"event":{"t":1,"k":"call.ended","call":"a","ok":true,"bytes":1,"tokens":1,"error":"<b>"}}',
    '{"seq":4,"event":{"t":1,"k":"code.checked","ms":1,"problems":{}}}',
    '{"seq":5,"event":{"t":1,"k":"unheard.of"}}',
    'not json',
    'null',
  ]
  expect(readRunFile([head, ...bad].join('\n'))?.events).toEqual([])
  for (const text of ['', '[]', '{"athena-run":2}', '{"athena-run":1,"run":{}}', lines.join('\n')])
    expect(readRunFile(text)).toBeUndefined()
})
