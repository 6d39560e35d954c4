import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createFrameReader, encodeFrame, nestsWithin } from './framing.ts'

describe('frames', () => {
  it('come out as they went in, whatever the chunks', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string()),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
        (texts, cuts) => {
          const stream = Buffer.concat(texts.map(encodeFrame))
          const got: string[] = []
          const read = createFrameReader(
            (payload) => got.push(payload.toString('utf8')),
            () => expect.unreachable(),
          )
          for (let at = 0, i = 0; at < stream.length; i++) {
            const size = cuts[i % cuts.length] ?? 1
            read(stream.subarray(at, at + size))
            at += size
          }
          expect(got).toEqual(texts.map((text) => Buffer.from(text).toString('utf8')))
        },
      ),
    )
  })
  it('are refused when larger than the limit, once, and nothing is read after', () => {
    const header = Buffer.alloc(4)
    header.writeUInt32LE(17 * 1024 * 1024)
    const broken: string[] = []
    const read = createFrameReader(
      () => expect.unreachable(),
      (detail) => broken.push(detail),
    )
    read(header)
    read(Buffer.from(encodeFrame('{}')))
    expect(broken).toEqual(['frame of 17825792 bytes'])
  })
  it('are measured for depth without recursion and without being fooled by strings', () => {
    expect(nestsWithin(Buffer.from('['.repeat(512) + ']'.repeat(512)), 512)).toBe(true)
    expect(nestsWithin(Buffer.from('['.repeat(513) + ']'.repeat(513)), 512)).toBe(false)
    expect(nestsWithin(Buffer.from(JSON.stringify({ a: '['.repeat(9999) + '\\"' })), 512)).toBe(true)
    expect(nestsWithin(Buffer.from('{"a":'.repeat(2_000_000)), 512)).toBe(false)
  })
})
