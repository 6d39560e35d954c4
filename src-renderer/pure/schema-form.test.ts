import { describe, expect, it } from 'vitest'
import { exampleValue, formFields, missingFields, withField } from './schema-form.ts'

const schema = {
  type: 'object',
  required: ['path', 'to'],
  properties: {
    limit: { type: 'integer', minimum: 1, maximum: 100, default: 10, description: 'How many' },
    path: { type: 'string' },
    mode: { anyOf: [{ enum: ['a', 'b'] }, { type: 'null' }] },
    tags: { type: 'array', items: { type: 'string' } },
    to: { $ref: '#/$defs/person' },
    where: { oneOf: [{ type: 'string' }, { type: 'number' }] },
    body: { type: 'string' },
    dry: { type: ['boolean', 'null'] },
  },
  $defs: {
    person: {
      type: 'object',
      required: ['name'],
      properties: { name: { type: 'string' }, age: { type: 'number' } },
    },
  },
}

describe('formFields', () => {
  it('asks for each property in the way that fits, required ones first', () => {
    expect(formFields(schema).map((field) => [field.name, field.kind, field.required])).toEqual([
      ['path', 'text', true],
      ['to', 'group', true],
      ['limit', 'integer', false],
      ['mode', 'choice', false],
      ['tags', 'lines', false],
      ['where', 'json', false],
      ['body', 'long', false],
      ['dry', 'boolean', false],
    ])
    const limit = formFields(schema).find((field) => field.name === 'limit')
    expect(limit).toMatchObject({ description: 'How many', fallback: 10, hint: 'integer, 1 to 100' })
  })

  it('does not run in circles and takes anything', () => {
    const circle = {
      properties: { next: { $ref: '#/properties/next' }, self: { $ref: '#' } },
      type: 'object',
    }
    expect(formFields(circle).map((field) => field.name)).toEqual(['next', 'self'])
    for (const odd of [null, 3, 'x', [], {}, { properties: 5 }]) expect(formFields(odd)).toEqual([])
  })
})

describe('values', () => {
  it('begins with what is required, and names what is missing', () => {
    const fields = formFields(schema)
    expect(exampleValue(fields)).toEqual({ path: '', to: { name: '' } })
    expect(missingFields(fields, { to: {} })).toEqual(['path', 'to.name'])
    expect(missingFields(fields, { path: 'x', to: { name: 'y' } })).toEqual([])
    expect(withField({ a: 1, b: 2 }, 'a', undefined)).toEqual({ b: 2 })
    expect(withField('odd', 'a', 1)).toEqual({ a: 1 })
  })
})
