import { describe, expect, it } from 'vitest'
import { formFields, readForm } from './form-fields.ts'

const schema = {
  type: 'object',
  properties: {
    name: { type: 'string', title: 'Name', minLength: 2 },
    mail: { type: 'string', format: 'email', default: 'a@example.com' },
    age: { type: 'integer', minimum: 18 },
    agreed: { type: 'boolean' },
    size: {
      type: 'string',
      oneOf: [
        { const: 's', title: 'Small' },
        { const: 'l', title: 'Large' },
      ],
    },
    days: { type: 'array', items: { type: 'string', enum: ['mon', 'tue'] }, minItems: 1 },
  },
  required: ['name', 'days'],
}

describe('the form of a question', () => {
  it('has a field for each kind of value that the protocol knows', () => {
    expect(formFields(schema)).toEqual([
      { name: 'name', title: 'Name', type: 'text', required: true },
      {
        name: 'mail',
        title: 'mail',
        type: 'text',
        format: 'email',
        default: 'a@example.com',
        required: false,
      },
      { name: 'age', title: 'age', type: 'integer', required: false },
      { name: 'agreed', title: 'agreed', type: 'boolean', default: false, required: false },
      {
        name: 'size',
        title: 'size',
        type: 'choice',
        options: [
          { value: 's', label: 'Small' },
          { value: 'l', label: 'Large' },
        ],
        required: false,
      },
      {
        name: 'days',
        title: 'days',
        type: 'choices',
        options: [
          { value: 'mon', label: 'mon' },
          { value: 'tue', label: 'tue' },
        ],
        required: true,
      },
    ])
  })

  it('is not made of what no form can show', () => {
    for (const property of [{ type: 'object' }, { type: 'array', items: {} }, {}, null])
      expect(formFields({ type: 'object', properties: { property } })).toBeUndefined()
    expect(formFields({ type: 'string' })).toBeUndefined()
  })

  it('is read as the types it asks for, whether they come from a window or as text', () => {
    const fields = formFields(schema) ?? []
    const expected = { name: 'Ann', age: 20, agreed: true, size: 'l', days: ['mon', 'tue'] }
    expect(readForm(fields, schema, { ...expected, mail: '' })).toEqual({ content: expected, problems: [] })
    const written = { name: 'Ann', age: '20', agreed: 'true', size: 'l', days: 'mon, tue' }
    expect(readForm(fields, schema, written)).toEqual({ content: expected, problems: [] })
  })

  it('names every field that does not fit, without its value', () => {
    const fields = formFields(schema) ?? []
    const { problems } = readForm(fields, schema, { name: 'secret', age: 'old', agreed: 'perhaps', extra: 1 })
    expect(problems.map((one) => one.split(':')[0])).toEqual(['extra', 'age', 'agreed'])
    const later = readForm(fields, schema, { name: 'x', age: 3, size: 'secret', days: [] }).problems.join(
      '\n',
    )
    for (const name of ['name', 'age', 'size', 'days']) expect(later).toContain(name)
    expect(later).not.toContain('secret')
  })
})
