import type { JsonSchema } from '../../contract/json.ts'
import { checkArguments } from './check-arguments.ts'

/** One field of a form that a server asks the user to fill in. */
export interface FormField {
  name: string
  title: string
  description?: string
  type: 'text' | 'number' | 'integer' | 'boolean' | 'choice' | 'choices'
  required: boolean
  /** Of `choice` and `choices`. */
  options?: { value: string; label: string }[]
  default?: string | number | boolean | string[]
  /** `email`, `uri`, `date`, `date-time` or nothing known. */
  format?: string
}

export type FormContent = Record<string, string | number | boolean | string[]>

/** Bounds on what a server may put before the user. */
const maxFields = 30
const maxOptions = 200
const maxCharacters = 500

/**
 * The fields of a form from the schema of a question (MCP elicitation: a flat object of strings, numbers, booleans and lists of choices).
 * Undefined where the schema asks for anything else, which no form can show.
 */
export function formFields(schema: unknown): FormField[] | undefined {
  if (!isRecord(schema) || !isRecord(schema['properties'])) return undefined
  const required = new Set(Array.isArray(schema['required']) ? schema['required'] : [])
  const entries = Object.entries(schema['properties'])
  if (entries.length > maxFields) return undefined
  const fields: FormField[] = []
  for (const [name, property] of entries) {
    const field = isRecord(property) ? readField(name, property) : undefined
    if (!field) return undefined
    fields.push({ ...field, required: required.has(name) })
  }
  return fields
}

/**
 * What the user filled in, as the types the schema asks for: text from a command line becomes numbers, truth values and lists. Fields left
 * empty are left out. Problems name the field and hold no value.
 */
export function readForm(
  fields: readonly FormField[],
  schema: JsonSchema,
  given: Record<string, unknown>,
): { content: FormContent; problems: string[] } {
  const content: FormContent = {}
  const problems = Object.keys(given)
    .filter((name) => !fields.some((field) => field.name === name))
    .map((name) => `${name.slice(0, 80)}: the form has no such field`)
  for (const field of fields) {
    const value = Object.hasOwn(given, field.name) ? given[field.name] : undefined
    if (value === undefined || (value === '' && !field.required)) continue
    const read = readValue(field, value)
    if (read === undefined) problems.push(`${field.name}: expected ${expected(field)}`)
    else content[field.name] = read
  }
  const checked = problems.length > 0 ? [] : checkArguments(schema, content, { hideValues: true })
  return { content, problems: [...problems, ...checked] }
}

function readField(name: string, property: Record<string, unknown>): Omit<FormField, 'required'> | undefined {
  const field = {
    name,
    title: short(property['title']) ?? name,
    ...optional('description', short(property['description'])),
  }
  switch (property['type']) {
    case 'string': {
      const options = choices(property)
      if (options)
        return { ...field, type: 'choice', options, ...optional('default', text(property['default'])) }
      return {
        ...field,
        type: 'text',
        ...optional('format', short(property['format'])),
        ...optional('default', text(property['default'])),
      }
    }
    case 'number':
    case 'integer': {
      const preset = property['default']
      return { ...field, type: property['type'], ...(typeof preset === 'number' ? { default: preset } : {}) }
    }
    case 'boolean':
      return { ...field, type: 'boolean', default: property['default'] === true }
    case 'array': {
      const options = isRecord(property['items']) ? choices(property['items']) : undefined
      if (!options) return undefined
      const preset = property['default']
      const list = Array.isArray(preset) ? preset.filter((one) => typeof one === 'string') : undefined
      return { ...field, type: 'choices', options, ...optional('default', list) }
    }
    default:
      return undefined
  }
}

/** `enum` (with the older `enumNames`), or `oneOf`/`anyOf` of titled constants. */
function choices(property: Record<string, unknown>): FormField['options'] {
  const titled = property['oneOf'] ?? property['anyOf']
  if (Array.isArray(titled)) {
    const options = titled.flatMap((one) =>
      isRecord(one) && typeof one['const'] === 'string'
        ? [{ value: one['const'], label: short(one['title']) ?? one['const'] }]
        : [],
    )
    return options.length === titled.length && options.length <= maxOptions ? options : undefined
  }
  const values = property['enum']
  if (!Array.isArray(values) || values.length > maxOptions) return undefined
  const names = Array.isArray(property['enumNames']) ? property['enumNames'] : []
  return values.flatMap((value, index) =>
    typeof value === 'string' ? [{ value, label: short(names[index]) ?? value }] : [],
  )
}

function readValue(field: FormField, value: unknown): FormContent[string] | undefined {
  switch (field.type) {
    case 'text':
    case 'choice':
      return typeof value === 'string' ? value : undefined
    case 'number':
    case 'integer': {
      const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
      return typeof number === 'number' && Number.isFinite(number) ? number : undefined
    }
    case 'boolean':
      if (typeof value === 'boolean') return value
      return value === 'true' ? true : value === 'false' ? false : undefined
    case 'choices': {
      const list = typeof value === 'string' ? value.split(',').map((one) => one.trim()) : value
      return Array.isArray(list) && list.every((one) => typeof one === 'string') ? list : undefined
    }
  }
}

function expected(field: FormField): string {
  if (field.type === 'boolean') return 'true or false'
  if (field.type === 'choices') return 'a list of choices'
  return field.type === 'text' || field.type === 'choice' ? 'text' : `a ${field.type}`
}

function short(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value.slice(0, maxCharacters) : undefined
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value.slice(0, maxCharacters) : undefined
}

function optional<K extends string, V>(name: K, value: V | undefined): Record<K, V> | Record<never, V> {
  return value === undefined ? {} : ({ [name]: value } as Record<K, V>)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
