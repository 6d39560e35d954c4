import { describe, expect, it } from 'vitest'
import {
  formatAgo,
  formatBytes,
  formatDuration,
  formatEstimate,
  formatThousands,
  prettyJson,
  spokenDuration,
} from './format.ts'

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [612, '612 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [38_400, '38.4 kB'],
    [999_949, '1000 kB'],
    [999_960, '1.0 MB'],
    [1_200_000, '1.2 MB'],
    [84_000_000, '84.0 MB'],
    [5e12, '5.0 TB'],
    [5e16, '50000 TB'],
  ])('writes %d as %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text))
})

describe('formatDuration', () => {
  it.each([
    [-1, '0 ms'],
    [0, '0 ms'],
    [0.36, '0.4 ms'],
    [412.4, '412 ms'],
    [999.4, '999 ms'],
    [999.6, '1.00 s'],
    [4460, '4.46 s'],
    [36_000, '36.0 s'],
    [59_960, '1 min 0 s'],
    [125_000, '2 min 5 s'],
    [3_840_000, '1 h 4 min'],
  ])('writes %d as %s', (ms, text) => expect(formatDuration(ms)).toBe(text))

  it('is read aloud in whole words', () => {
    expect([412, 4460, 125_000].map(spokenDuration)).toEqual([
      '412 milliseconds',
      '4.46 seconds',
      '2 minutes 5 seconds',
    ])
  })
})

describe('numbers', () => {
  it.each([
    [812, '812'],
    [9640, '9.6 k'],
    [41_000, '41.0 k'],
    [410_000, '410 k'],
    [1_200_000, '1.2 M'],
    [-3200, '−3.2 k'],
    [-90, '−90'],
  ])('writes %d as %s', (count, text) => expect(formatThousands(count)).toBe(text))

  it('marks estimates', () => expect(formatEstimate(18_400)).toBe('≈ 18.4 k'))
})

describe('formatAgo', () => {
  const now = Date.UTC(2026, 0, 15, 12)
  it.each([
    [2, 'now'],
    [12, '12 s ago'],
    [130, '2 min ago'],
    [3 * 3600 + 5, '3 h ago'],
    [5 * 86_400, '5 d ago'],
  ])('%d seconds back is %s', (seconds, text) => expect(formatAgo(now - seconds * 1000, now)).toBe(text))
})

describe('prettyJson', () => {
  it('lays out objects and lists and leaves other text alone', () => {
    expect(prettyJson('{"a":1}')).toBe('{\n  "a": 1\n}')
    expect(prettyJson('ok · 3 ms')).toBe('ok · 3 ms')
    expect(prettyJson('{"cut": ')).toBe('{"cut": ')
  })
})
