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

test('numbers, times, switches and refusals', () => {
  expect(
    parseRunFilter(
      'size:>10kb calls:3 dur:<2s since:2h pii:yes is:pinned -status:ok -"weekly report"',
      10_000_000,
    ),
  ).toEqual({
    numbers: [
      { column: 'stayed', than: '>', value: 10_000 },
      { column: 'calls', than: '=', value: 3 },
      { column: 'duration', than: '<', value: 2_000 },
    ],
    since: 10_000_000 - 7_200_000,
    pii: true,
    pinned: true,
    not: [{ status: ['ok'] }, { text: ['weekly report'] }],
  })
})

test('unknown keys and half-typed values never fail', () => {
  expect(parseRunFilter('colour:red status: dur:>x')).toEqual({ text: ['colour:red'] })
})
