import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import type { JsonSchema } from '../../contract/json.ts'
import { checkArguments } from './check-arguments.ts'
import { isExplosive } from './safe-regexp.ts'

const object = (properties: object, more: object = {}): JsonSchema => ({
  type: 'object',
  properties,
  ...more,
})

describe('checkArguments', () => {
  it('says field, expected and got', () => {
    const schema = object(
      {
        limit: { type: 'integer', maximum: 100 },
        state: { enum: ['open', 'closed'] },
        items: { type: 'array', items: object({ name: { type: 'string' } }, { required: ['name'] }) },
      },
      { required: ['limit'], additionalProperties: false },
    )
    expect(checkArguments(schema, { limit: 5, items: [{ name: 'a' }] })).toEqual([])
    expect(
      checkArguments(schema, { limit: '5', state: 'opened', items: [{ name: 1 }, {}], limt: 1 }),
    ).toEqual([
      'limt: no such field; did you mean "limit"?',
      'limit: expected integer, got string "5"',
      'state: expected one of "open", "closed", got string "opened"',
      'items[0].name: expected string, got number 1',
      'items[1].name: required, but missing',
    ])
    expect(checkArguments(schema, [1])).toEqual(['arguments: expected an object, got an array of 1'])
  })

  it('names the branches of a union once', () => {
    const schema = object({ id: { anyOf: [{ type: 'string' }, { type: 'integer' }, { type: 'null' }] } })
    expect(checkArguments(schema, { id: {} })).toEqual([
      'id: expected string or integer or null, got an object',
    ])
  })

  it('understands draft-07 and 2020-12', () => {
    const draft07 = {
      $schema: 'http://json-schema.org/draft-07/schema#',
      ...object({ pair: { type: 'array', items: [{ type: 'string' }, { type: 'number' }] } }),
    }
    expect(checkArguments(draft07, { pair: [1, 1] })).toEqual(['pair[0]: expected string, got number 1'])
    const draft2020 = object({
      pair: { type: 'array', prefixItems: [{ type: 'string' }, { type: 'number' }] },
    })
    expect(checkArguments(draft2020, { pair: [1, 1] })).toEqual(['pair[0]: expected string, got number 1'])
    const local = object(
      { node: { $ref: '#/$defs/node' } },
      { $defs: { node: object({ next: { $ref: '#/$defs/node' }, v: { type: 'number' } }) } },
    )
    expect(checkArguments(local, { node: { next: { v: 'x' } } })).toEqual([
      'node.next.v: expected number, got string "x"',
    ])
  })

  it('never follows a reference out of the document, and lets a broken or bottomless schema pass', () => {
    expect(checkArguments(object({ a: { $ref: 'https://example.com/schema.json' } }), { a: 1 })).toEqual([])
    expect(checkArguments(object({ a: { $ref: '#/nowhere' } }), { a: 1 })).toEqual([])
    expect(checkArguments({ type: 'object', required: 'all' }, { a: 1 })).toEqual([])
    let deep: object = { type: 'string' }
    for (let i = 0; i < 5000; i += 1) deep = object({ a: deep })
    expect(checkArguments(deep as JsonSchema, { a: 1 })).toEqual([])
  })

  it('is not held up by a pattern of exponential time', () => {
    const schema = object({
      a: { type: 'string', pattern: '^(a+)+$' },
      b: { type: 'string', pattern: '^[a-z]+-\\d{2}$' },
    })
    expect(checkArguments(schema, { a: `${'a'.repeat(60)}!`, b: 'x' })).toEqual([
      'b: must match pattern "^[a-z]+-\\d{2}$", got string "x"',
    ])
    expect(['^(a|a)*$', '(x*)*', '([a-z]+)+@', '(.*a){20,}', '.*.*=.*'].map(isExplosive)).toEqual([
      true,
      true,
      true,
      true,
      true,
    ])
    expect(['^[A-Z]{2,3}$', '^\\d+(\\.\\d+)?$', '^(GET|POST)$', '[(+*]+'].map(isExplosive)).toEqual([
      false,
      false,
      false,
      false,
    ])
  })

  it('looks for one problem only in very large arguments', () => {
    const schema = object({ rows: { type: 'array', items: { type: 'number' } } })
    const rows = Array.from({ length: 200_000 }, () => 'x')
    expect(checkArguments(schema, { rows })).toEqual(['rows[0]: expected number, got string "x"'])
  })

  it('holds tokens against nothing but their type, and can leave values out', () => {
    const schema = object({ mail: { type: 'string', pattern: '@', maxLength: 5 }, n: { type: 'number' } })
    expect(checkArguments(schema, { mail: '[EMAIL_1]' }, { tokens: true })).toEqual([])
    expect(checkArguments(schema, { n: '[PHONE_1]' }, { tokens: true })).toEqual([
      'n: expected number, got string "[PHONE_1]"',
    ])
    expect(checkArguments(schema, { n: 'me@example.com' }, { hideValues: true })).toEqual([
      'n: expected number, got a string',
    ])
  })

  // Every one takes seconds; one in five is enough to notice, and the long run takes all.
  const step = process.env['ATHENA_TEST_ALL'] === '1' ? 1 : 5
  const schemas = fileURLToPath(new URL('../../../../shared/bench/schemas', import.meta.url))
  it.skipIf(!existsSync(schemas))(
    'compiles the schemas of real servers (skipped without the benchmark data)',
    () => {
      let tools = 0
      const silent: string[] = []
      for (const file of readdirSync(schemas).filter((name) => name.endsWith('.json'))) {
        const content = JSON.parse(readFileSync(join(schemas, file), 'utf8')) as {
          tools?: { name: string; inputSchema: JsonSchema }[]
        }
        for (const tool of content.tools ?? []) {
          tools += 1
          if (tools % step !== 0) continue
          const required = tool.inputSchema['required']
          // A schema that asks for a field must notice that it is missing: proof that it is in use.
          if (
            Array.isArray(required) &&
            required.length > 0 &&
            checkArguments(tool.inputSchema, {}).length === 0
          ) {
            silent.push(`${file}: ${tool.name}`)
          }
        }
      }
      expect(tools).toBeGreaterThan(1000)
      expect(silent).toEqual([])
    },
  )
})
