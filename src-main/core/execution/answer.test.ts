import { expect, test } from 'vitest'
import { cutText, formatDuration, renderAnswer, renderCalls } from './answer.ts'
import { codeFrame, describeFailure } from './failure.ts'
import type { CallRecord } from './recorder.ts'

const call = (tool: string, ok: boolean, ms: number, error?: string): CallRecord => ({
  id: 'c1',
  tool,
  startedAt: 0,
  ms,
  ok,
  bytes: 1,
  ...(error ? { error } : {}),
})
const base = {
  status: 'ok' as const,
  durationMs: 312,
  session: 's_7k2',
  execution: 'x_91f',
  logs: [],
  calls: [],
  notes: [],
  minted: [],
}

test('a plain answer is the status line and the result', () => {
  expect(renderAnswer({ ...base, result: '{"a":1}' })).toBe(
    'ok · 312 ms · session s_7k2 · execution x_91f\n{"a":1}',
  )
})

test('calls are grouped, tokens are counted, logs follow the result', () => {
  const text = renderAnswer({
    ...base,
    result: '3',
    calls: [
      call('gmail/search', true, 1_000),
      call('gmail/search', true, 200),
      call('crm/update', false, 5, 'TOOL_FAILED: no such id'),
    ],
    logs: [
      { level: 'log', text: 'hello' },
      { level: 'error', text: 'oh' },
    ],
    minted: ['[EMAIL_1]', '[EMAIL_2]', '[PHONE_1]', '[IBAN_1]'],
  })
  expect(text).toBe(
    [
      'ok · 312 ms · 3 calls · session s_7k2 · execution x_91f',
      '3',
      'logs:',
      'hello',
      '[error] oh',
      'calls: gmail.search ×2 ok (1.20 s), crm.update failed (TOOL_FAILED: no such id)',
      'note: 4 personal values stayed here as tokens ([EMAIL_1] [EMAIL_2] [PHONE_1] …)',
    ].join('\n'),
  )
})

test('a long result is cut with the notice at the head', () => {
  const text = renderAnswer({
    ...base,
    result: 'x'.repeat(182_304),
    resultPath: '/workspace/.results/x_91f.json',
  })
  const [, notice = '', shown = ''] = text.split('\n')
  expect(notice).toBe(
    '[truncated: 20,000 of 182,304 characters shown; whole result in /workspace/.results/x_91f.json]',
  )
  expect(shown).toHaveLength(20_000)
})

test('logs keep the last hundred lines', () => {
  const logs = Array.from({ length: 250 }, (_, index) => ({ level: 'log' as const, text: `line ${index}` }))
  const text = renderAnswer({ ...base, result: '1', logs })
  expect(text).toContain('logs (last 100 of 250 lines')
  expect(text).not.toContain('line 149\n')
  expect(text).toContain('line 150\n')
})

test('text is never cut inside a character', () => {
  expect(cutText('a😀b', 2)).toBe('a')
  expect(cutText('a😀b', 3)).toBe('a😀')
})

test('durations read as people say them', () => {
  expect([0.4, 312, 4_460, 45_000, 125_000].map(formatDuration)).toEqual([
    '0 ms',
    '312 ms',
    '4.46 s',
    '45.0 s',
    '2 min 05 s',
  ])
})

test('an unfinished call says so', () => {
  expect(renderCalls([{ id: 'c1', tool: 'a/b', startedAt: 0, ms: 0, bytes: 0 }])).toBe('a.b not finished')
})

test('a caret stands under the column, tabs kept', () => {
  expect(codeFrame('const a = 1\n\tfoo(bar)', 2, 6)).toBe('2 | \tfoo(bar)\n    \t    ^')
  expect(codeFrame('one', 5, 1)).toBe('')
})

test('a thrown error says what was already done', () => {
  const failure = describeFailure(
    {
      status: 'error',
      error: { name: 'TypeError', message: 'x is undefined', stack: '', line: 1, column: 3 },
      state: null,
    },
    'x.y',
    [call('crm/update', true, 5)],
    'Shape of the last result of crm/update: { id: string }',
  )
  expect(failure.status).toBe('error')
  expect(failure.text.split('\n')).toEqual([
    'TypeError: x is undefined (line 1, column 3)',
    '1 | x.y',
    '      ^',
    'Shape of the last result of crm/update: { id: string }',
    'Already done before this: 1 call (see "calls"). Do not repeat writes blindly.',
  ])
})

test('a timeout names the last line known to be reached', () => {
  const failure = describeFailure(
    { status: 'timeout', which: 'cpu', limitMs: 5_000, lastKnown: 'call gmail.search, line 7' },
    '',
    [],
    undefined,
  )
  expect(failure.text).toContain('computed for 5 s without an await')
  expect(failure.text).toContain('call gmail.search, line 7')
})

test('a failed call is shown at the line that made it', () => {
  const failure = describeFailure(
    { status: 'error', error: { name: 'ToolError', message: 'no such id', stack: '' }, state: null },
    'const a = 1\nawait update({ id: a })',
    [{ ...call('crm/update', false, 5, 'TOOL_FAILED: no such id'), line: 2 }],
    undefined,
  )
  expect(failure.text.split('\n')).toEqual(['ToolError: no such id (line 2)', '2 | await update({ id: a })'])
})
