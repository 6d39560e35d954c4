import { expect, test } from 'vitest'
import { parseRunFilter } from './run-filter.ts'

test('a filter takes keys, durations, quoted and free text', () => {
  expect(
    parseRunFilter('status:error,timeout client:claude tool:github.* dur:>1.5s "late invoices" x_7'),
  ).toEqual({
    status: ['error', 'timeout'],
    client: 'claude',
    tool: 'github.',
    minDurationMs: 1_500,
    text: ['late invoices', 'x_7'],
  })
})

test('unknown keys and half-typed values never fail', () => {
  expect(parseRunFilter('colour:red status: dur:>x')).toEqual({ text: ['colour:red'] })
})
