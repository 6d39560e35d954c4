import { describe, expect, it } from 'vitest'
import type { RunRow } from '../../src-main/contract/methods.ts'
import {
  compareNumber,
  filterText,
  matchPattern,
  matchesRun,
  parseFilter,
  splitFilter,
  toggleTerm,
} from './run-filter.ts'

const now = Date.UTC(2026, 0, 15)
const run: RunRow = {
  id: 'x_1',
  session: 's_1',
  client: 'Claude Desktop',
  source: 'agent',
  status: 'error',
  title: 'Chase late invoices',
  startedAt: now - 90 * 60_000,
  durationMs: 1200,
  calls: 19,
  failedCalls: 1,
  tools: ['github/list_issues', 'gmail/search'],
  tokens: 31,
  bytesStayed: 73_800,
  bytesToModel: 612,
  tokensToModel: 200,
  tokensSaved: 18_400,
  pinned: true,
  note: 'Ask Anna',
}

describe('parseFilter', () => {
  it('reads fields, quotes, exclusions and free text, and writes them back', () => {
    const text = 'tool:github.* -status:ok client:"Claude Desktop" "late invoices" what:ever'
    const terms = parseFilter(text)
    expect(terms.map(({ field, value, not }) => [field, value, not])).toEqual([
      ['tool', 'github.*', false],
      ['status', 'ok', true],
      ['client', 'Claude Desktop', false],
      [undefined, 'late invoices', false],
      [undefined, 'what:ever', false],
    ])
    expect(filterText(terms)).toBe(text)
  })
  it.each(['', '   ', 'tool:', '""', '-'])('has no term in %j, or one that is text', (text) => {
    expect(parseFilter(text).every((term) => term.field === undefined)).toBe(true)
  })
})

describe('matchesRun', () => {
  it.each([
    ['', true],
    ['invoices', true],
    ['INVOICES x_1', true],
    ['nothing', false],
    ['tool:github.*', true],
    ['tool:github/*', true],
    ['tool:gitlab', false],
    ['-tool:*.list_issues', false],
    ['status:error', true],
    ['status:ok,error', true],
    ['-status:error', false],
    ['client:claude', true],
    ['source:editor', false],
    ['dur:>500ms', true],
    ['dur:>2s', false],
    ['dur:<=1.2s', true],
    ['size:>10kb', true],
    ['calls:19', true],
    ['tokens:>100', false],
    ['since:2h', true],
    ['since:1h', false],
    ['is:failed', true],
    ['is:live', false],
    ['is:pinned', true],
    ['pii:yes', true],
    ['pii:no', false],
    ['anna', true],
    ['status:error tool:gmail -client:cursor', true],
  ])('%s', (filter, fits) => expect(matchesRun(run, parseFilter(filter), now)).toBe(fits))

  it('matches nothing by a number that cannot be read', () => {
    expect(compareNumber('many', 5)).toBe(false)
    expect(compareNumber('>5 parsecs', 9)).toBe(false)
  })
  it('takes all other characters of a pattern as they are', () => {
    expect(matchPattern('a.b*', 'a.bc')).toBe(true)
    expect(matchPattern('a.b*', 'axbc')).toBe(false)
    expect(matchPattern('(*', '(x')).toBe(true)
  })
})

describe('splitFilter', () => {
  it.each([
    ['status:error late', 'status:error late', []],
    ['is:live pii:yes', 'is:live pii:yes', []],
    ['tool:github.list_issues', 'tool:github/list_issues', []],
    ['dur:>2s dur:<9s', 'dur:>2s dur:<9s', []],
    ['-status:ok since:2h "two words"', '-status:ok since:2h "two words"', []],
    ['tool:*.list client:cl*de', '', ['tool:*.list', 'client:cl*de']],
  ])('%s', (filter, host, local) => {
    const split = splitFilter(parseFilter(filter))
    expect(split.host).toBe(host)
    expect(split.local.map((term) => term.text)).toEqual(local)
  })
})

describe('toggleTerm', () => {
  it.each([
    ['', 'status', 'ok', 'status:ok'],
    ['status:ok late', 'status', 'ok', 'late'],
    ['status:ok late', 'status', 'error', 'late status:error'],
    ['-status:ok', 'client', 'Claude Desktop', '-status:ok client:"Claude Desktop"'],
  ])('%s + %s:%s', (filter, field, value, result) => expect(toggleTerm(filter, field, value)).toBe(result))
})
