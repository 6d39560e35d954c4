import { expect, test } from 'vitest'
import type { Json } from '../../contract/json.ts'
import { markJson } from './json-spans.ts'

const span = (
  start: number,
  end: number,
): { start: number; end: number; kind: string; reason: string; confidence: number } => ({
  start,
  end,
  kind: 'EMAIL',
  reason: 'format',
  confidence: 1,
})

test('the text is what JSON.stringify writes with two spaces', () => {
  const values: Json[] = [1, 'a"b', [], {}, [1, [2, { a: null }]], { 'a/b': { c: ['x\ny'] } }]
  for (const value of values) {
    expect(markJson(value, []).text).toBe(JSON.stringify(value, null, 2))
  }
})

test('a finding is marked where it stands, escapes before it or inside it', () => {
  const value = { 'a/b': [{ text: 'say "hi" to a@b.de\nnow' }], id: 12 }
  const { text, spans } = markJson(value, [
    { path: '/a~1b/0/text', spans: [span(12, 18)] },
    { path: '/id', spans: [span(0, 2)] },
  ])
  expect(spans.map(({ start, end }) => text.slice(start, end))).toEqual(['a@b.de', '12'])
})
