import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { JsonSchema } from '../../contract/json.ts'
import { schemaToTypeScript } from './schema-to-typescript.ts'

function write(schema: JsonSchema): string {
  return schemaToTypeScript(schema, 'Root').text
}

function object(properties: JsonSchema, rest: JsonSchema = {}): JsonSchema {
  return { type: 'object', properties, ...rest }
}

const keywords = [
  'type',
  'properties',
  'required',
  'items',
  'prefixItems',
  'additionalProperties',
  'patternProperties',
  'propertyNames',
  'enum',
  'const',
  'oneOf',
  'anyOf',
  'allOf',
  '$ref',
  'nullable',
  'not',
  'if',
  'default',
  'description',
  'minimum',
  '$defs',
  'dependentRequired',
]

describe('schemaToTypeScript', () => {
  it('writes required and optional fields, with the keywords that types cannot say as tags', () => {
    expect(
      write(
        object(
          {
            title: { type: 'string', description: 'Head line.', minLength: 1, pattern: '^\\S' },
            limit: { type: 'integer', default: 20, minimum: 1, maximum: 100 },
          },
          { required: ['title'] },
        ),
      ),
    ).toBe(`export interface Root {
  /** Head line. @minLength 1 @pattern "^\\\\S" */
  title: string
  /** @integer @default 20 @minimum 1 @maximum 100 */
  limit?: number
}
`)
  })

  it('keeps the discriminants of a union and the fields beside it', () => {
    const text = write({
      type: 'object',
      properties: { id: { type: 'string' } },
      required: ['id'],
      oneOf: [
        object({ kind: { const: 'a' }, size: { type: 'number' } }, { required: ['kind'] }),
        object({ kind: { const: 'b' } }, { required: ['kind'] }),
      ],
    })
    expect(text.replace(/\s+/g, ' ')).toBe(
      "export type Root = { id: string } & ({ kind: 'a' size?: number } | { kind: 'b' }) ",
    )
  })

  it('says which fields a branch of `anyOf` demands', () => {
    const text = write({
      ...object({ a: { type: 'string' }, b: { type: 'string' } }),
      anyOf: [{ required: ['a'] }, { required: ['b'] }],
    })
    expect(text).toContain('& ({ a: unknown } | { b: unknown })')
  })

  it('follows references inside the document, recursion included', () => {
    const text = write({
      ...object({ root: { $ref: '#/$defs/node' }, self: { $ref: '#' } }),
      $defs: { node: object({ children: { type: 'array', items: { $ref: '#/$defs/node' } } }) },
    })
    expect(text).toContain('root?: RootNode')
    expect(text).toContain('self?: Root\n')
    expect(text).toContain('export interface RootNode {\n  children?: RootNode[]\n}')
  })

  it('takes draft-07 definitions, anchors and pointers into properties', () => {
    const text = write({
      ...object({
        a: { $ref: '#/definitions/a~1b' },
        b: { $ref: '#place' },
        c: { $ref: '#/properties/d' },
        d: object({ x: { type: 'number' } }),
      }),
      definitions: { 'a/b': { enum: ['x', 'y', 3, null] }, p: { $anchor: 'place', type: 'boolean' } },
    })
    expect(text).toContain("export type RootAB = 'x' | 'y' | 3 | null")
    expect(text).toContain('export type RootPlace = boolean')
    expect(text).toContain('c?: RootD')
  })

  it('never follows a reference out of the document, and says so', () => {
    const { text, degraded } = schemaToTypeScript(
      object({ a: { $ref: 'https://example.com/schema.json' } }),
      'Root',
    )
    expect(text).toContain('a?: unknown')
    expect(degraded).toEqual([
      expect.stringContaining("reference 'https://example.com/schema.json' is not in this document"),
    ])
  })

  it('ends rings of references', () => {
    const { text, degraded } = schemaToTypeScript(
      {
        ...object({ a: { $ref: '#/$defs/a' } }),
        $defs: { a: { $ref: '#/$defs/b' }, b: { $ref: '#/$defs/a' } },
      },
      'Root',
    )
    expect(text).toContain('unknown')
    expect(degraded.length).toBeGreaterThan(0)
  })

  it('keeps recursion through lists and objects, and breaks it where an alias would stand for itself', () => {
    const json = {
      anyOf: [
        { type: 'string' },
        { type: 'array', items: { $ref: '#/$defs/json' } },
        { type: 'object', additionalProperties: { $ref: '#/$defs/json' } },
      ],
    }
    expect(write({ ...object({ a: { $ref: '#/$defs/json' } }), $defs: { json } })).toContain(
      'export type RootJson = string | RootJson[] | { [key: string]: RootJson }',
    )
    const ring = {
      x: { anyOf: [{ $ref: '#/$defs/y' }, { type: 'string' }] },
      y: { anyOf: [{ $ref: '#/$defs/x' }, { type: 'number' }] },
    }
    const { text, degraded } = schemaToTypeScript(
      { ...object({ a: { $ref: '#/$defs/x' } }), $defs: ring },
      'Root',
    )
    expect(text).toContain('export type RootX = RootY | string')
    expect(text).toContain('export type RootY = unknown')
    expect(degraded).toEqual(['root: `RootY` refers to itself and nothing else'])
  })

  it('never throws and never grows without bound, whatever JSON a server sends as a schema', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 5 }),
        fc.constantFrom(...keywords),
        fc.constantFrom(...keywords),
        (value, outer, inner) => {
          const schema = {
            type: 'object',
            properties: { a: { [outer]: value, [inner]: { [outer]: value } } },
            $defs: { a: { [inner]: value } },
          }
          const { text } = schemaToTypeScript(schema, 'Root')
          expect(text.startsWith('export interface Root {')).toBe(true)
          expect(text.length).toBeLessThan(20_000 + JSON.stringify(schema).length * 20)
        },
      ),
      { numRuns: 300, seed: 7 },
    )
  })

  it('writes tuples of both drafts', () => {
    const text = write(
      object({
        a: { type: 'array', prefixItems: [{ type: 'string' }, { type: 'number' }], items: false },
        b: { type: 'array', items: [{ type: 'string' }], additionalItems: { type: 'number' } },
        c: {
          type: 'array',
          prefixItems: [{ type: 'number' }, { type: 'number' }],
          minItems: 1,
          items: false,
        },
      }),
    )
    expect(text).toContain('a?: [string, number]')
    expect(text).toContain('b?: [string, ...number[]]')
    expect(text).toContain('c?: [number, number?]')
  })

  it('writes null, type lists, constants and closed maps', () => {
    const text = write(
      object({
        a: { type: ['string', 'null'] },
        b: { type: 'number', nullable: true },
        c: { const: { deep: ['x'] } },
        d: { type: 'object', additionalProperties: { type: 'number' } },
        e: { type: 'object', propertyNames: { enum: ['x', 'y'] }, additionalProperties: { type: 'boolean' } },
        f: { type: 'object', patternProperties: { '^x-': { type: 'string' } } },
        g: {
          type: 'object',
          properties: { n: { type: 'number' } },
          required: ['n'],
          additionalProperties: { type: 'string' },
        },
        h: { type: 'array', items: { anyOf: [{ type: 'string' }, { type: 'number' }] } },
        i: false,
      }),
    )
    expect(text).toContain('a?: string | null')
    expect(text).toContain('b?: number | null')
    expect(text).toContain("c?: { deep: ['x'] }")
    expect(text).toContain('d?: { [key: string]: number }')
    expect(text).toContain("e?: { [K in ('x' | 'y') & string]?: boolean }")
    expect(text).toContain("/** Keys that match '^x-'. */")
    expect(text).toContain('[key: string]: string | number')
    expect(text).toContain('h?: (string | number)[]')
    expect(text).toContain('i?: never')
  })

  it('lists what no type can say', () => {
    const { text, degraded } = schemaToTypeScript(
      object({
        a: { type: 'string', not: { const: 'x' } },
        b: JSON.parse('{"if":{"type":"string"},"then":{"minLength":1}}'),
      }),
      'Root',
    )
    expect(text).toContain('@not {"const":"x"}')
    expect(degraded).toEqual([
      'a: `not` is in the comment only',
      'b: `if` is in the comment only',
      'b: `then` is in the comment only',
    ])
  })

  it('bounds depth and size', () => {
    let deep: JsonSchema = { type: 'string' }
    for (let level = 0; level < 200; level++) deep = object({ a: deep })
    expect(schemaToTypeScript(deep, 'Root').degraded.join()).toContain('deeper than')
    const wide = object(
      Object.fromEntries(Array.from({ length: 9_000 }, (_, index) => [`p${index}`, { type: 'string' }])),
    )
    expect(schemaToTypeScript(wide, 'Root').degraded.join()).toContain('more than')
  })

  it('lets no description or name leave its place', () => {
    const text = write(
      object({
        "a'b": { type: 'string', description: 'x */ evil() /* \u202e\u0007y\u200b @ts-nocheck' },
        'c\u202ed': { enum: ["it's", 'back\\slash', 'new\nline'] },
        __proto__x: { type: 'string' },
      }),
    )
    expect(text).toContain("'a\\'b'?: string")
    expect(text).toContain('x *\\/ evil() /* y @ ts-nocheck')
    expect(text).toContain("'c\\u202ed'?: 'it\\'s' | 'back\\\\slash' | 'new\\nline'")
    // eslint-disable-next-line no-control-regex
    expect(text).not.toMatch(/[\u0000-\u0008\u200b\u202e]/)
  })
})
