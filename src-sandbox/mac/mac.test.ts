import { describe, expect, it } from 'vitest'
import { parseRusage, unitOf } from './rusage.ts'
import { createSeatbelt, runnerProfile } from './seatbelt.ts'

describe('the macOS parts that need no Mac', () => {
  it('the profile denies by default and allows nothing', () => {
    expect(runnerProfile).toMatch(/^\(version 1\)\n\(deny default\)/)
    expect(runnerProfile).not.toMatch(/allow/)
  })
  it('is not bound on another system', () => {
    expect(createSeatbelt({} as never, 'linux')).toBeUndefined()
  })
  it('memory and time of a process are read where the header has them', () => {
    const bytes = Buffer.alloc(96)
    bytes.writeBigUInt64LE(24_000_000n, 16)
    bytes.writeBigUInt64LE(12_000_000n, 24)
    bytes.writeBigUInt64LE(123_456_789n, 72)
    expect(parseRusage(bytes, unitOf('arm64'))).toEqual({ rssBytes: 123_456_789, cpuMs: 1500 })
    expect(parseRusage(bytes, unitOf('x64')).cpuMs).toBe(36)
  })
})
