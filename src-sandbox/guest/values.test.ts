import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeUtf8, encodeUtf8, fromBase64, toBase64 } from './bytes.ts'
import { inspect } from './inspect.ts'
import { shapeOf } from './shape-of.ts'
import { decodeState, encodeState } from './state-codec.ts'
import { toJson } from './to-json.ts'

const limit = 10 * 1024 * 1024

describe('state', () => {
  it('comes back as it was, with its types', () => {
    const value = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
      withSparseArray: true,
      withNullPrototype: true,
      withUnicodeString: true,
    } as never)
    fc.assert(
      fc.property(value, (root) => {
        expect(decodeState(encodeState({ root }, limit).text)).toStrictEqual({ root })
      }),
      { numRuns: 300 },
    )
  })
  it('keeps cycles, shared references, and names like __proto__', () => {
    const shared = { a: 1 }
    const root: Record<string, unknown> = {
      one: shared,
      two: shared,
      map: new Map<unknown, unknown>([[shared, 'x']]),
    }
    root.self = root
    Object.defineProperty(root, '__proto__', {
      value: 5,
      enumerable: true,
      configurable: true,
      writable: true,
    })
    const back = decodeState(encodeState(root, limit).text) as typeof root
    expect(back.one).toBe(back.two)
    expect(back.self).toBe(back)
    expect((back.map as Map<unknown, unknown>).get(back.one)).toBe('x')
    expect(Object.hasOwn(back, '__proto__')).toBe(true)
    expect(({} as { a?: unknown }).a).toBeUndefined()
  })
  it('leaves functions out and says which', () => {
    expect(encodeState({ f: () => 1, g: { h: Symbol('x') }, k: 1 }, limit).dropped).toEqual([
      'state.f',
      'state.g.h',
    ])
  })
  it('stops at the limit', () => {
    expect(() => encodeState({ text: 'x'.repeat(1000) }, 500)).toThrow(/larger than/)
    expect(() => encodeState({ bytes: new Uint8Array(1000) }, 500)).toThrow(/larger than/)
  })
  it('refuses a text of another form', () => {
    expect(() => decodeState('{"v":2,"n":[]}')).toThrow(/unknown form/)
    expect(() => decodeState('{"v":1,"n":[["z"]]}')).toThrow(/unknown form/)
  })
})

describe('results as JSON', () => {
  it('are what JSON.stringify gives for what JSON has', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const { json, notes, undefined: nothing } = toJson(value, limit)
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(value)))
        expect([notes, nothing]).toEqual([[], false])
      }),
    )
  })
  it('stop at the limit while converting', () => {
    expect(() =>
      toJson(
        Array.from({ length: 1000 }, () => 'x'.repeat(100)),
        10_000,
      ),
    ).toThrow(/larger than 10000 bytes: return less/)
  })
  it('name a forgotten await', () => {
    expect(toJson({ a: [Promise.resolve(1)] }, limit)).toEqual({
      json: '{"a":["[Promise]"]}',
      notes: ['$.a[0]: a Promise: did you forget `await`?'],
      undefined: false,
    })
  })
})

describe('bytes', () => {
  it('go through base64 and UTF-8 as in Node', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.string({ unit: 'binary' }), (bytes, text) => {
        expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'))
        expect(fromBase64(toBase64(bytes))).toEqual(bytes)
        expect([...encodeUtf8(text)]).toEqual([...new TextEncoder().encode(text)])
        expect(decodeUtf8(bytes, false, false).text).toBe(
          new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes),
        )
      }),
      { numRuns: 500 },
    )
  })
  it('refuse what is no base64', () => {
    for (const text of ['a', 'ab=c', '===', 'a*bc', 'abcde']) expect(fromBase64(text), text).toBeUndefined()
  })
})

describe('shown values', () => {
  it('are short and never fail', () => {
    fc.assert(
      fc.property(
        fc.anything(),
        (value) => typeof inspect(value) === 'string' && typeof shapeOf(value) === 'string',
      ),
    )
    const trap = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('no')
        },
      },
    )
    expect(inspect(trap)).toBe('[unprintable]')
  })
  it('tell shapes without values', () => {
    expect(
      shapeOf({
        id: 7,
        secret: 'hunter2',
        tags: ['a', 'b'],
        owner: null,
        when: new Date(),
        list: [{ a: 1 }, { b: 'x' }],
      }),
    ).toBe(
      '{ id: number, secret: string, tags: string[] (2), owner: null, when: Date, list: ({ a: number } | { b: string })[] (2) }',
    )
  })
})
