/** A field of a form made from a JSON schema. */
export interface FormField {
  name: string
  required: boolean
  description: string
  /** How it is asked for; `json` is everything a form cannot say well. */
  kind: 'text' | 'long' | 'number' | 'integer' | 'boolean' | 'choice' | 'lines' | 'group' | 'json'
  /** Values of a `choice`. */
  choices: readonly (string | number | boolean | null)[]
  /** Fields of a `group`. */
  fields: readonly FormField[]
  /** What the tool takes when nothing is given. */
  fallback: unknown
  /** Type and bounds in words, such as `integer, 1 to 100`. */
  hint: string
}

type Schema = Record<string, unknown>

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Groups deeper than this are asked for as JSON. */
const maxDepth = 3

/** The fields of a tool's input schema; `json` for what no form says well, so that nothing is out of reach. */
export function formFields(schema: unknown): FormField[] {
  return isSchema(schema) ? fieldsOf(plain(schema, schema), schema, 0) : []
}

function fieldsOf(schema: Schema, root: Schema, depth: number): FormField[] {
  const properties = isSchema(schema['properties']) ? schema['properties'] : {}
  const required = new Set(Array.isArray(schema['required']) ? (schema['required'] as unknown[]) : [])
  const fields = Object.entries(properties).map(([name, property]) =>
    fieldOf(name, isSchema(property) ? property : {}, required.has(name), root, depth),
  )
  // What must be given comes first; the order of the schema is kept within both.
  return [...fields.filter((field) => field.required), ...fields.filter((field) => !field.required)]
}

function fieldOf(name: string, given: Schema, required: boolean, root: Schema, depth: number): FormField {
  const schema = plain(given, root)
  const description =
    [given['description'], schema['description']].find((one) => typeof one === 'string') ?? ''
  const choices = choicesOf(schema)
  const type = typeOf(schema)
  const items = plain(isSchema(schema['items']) ? schema['items'] : {}, root)
  const group = type === 'object' && isSchema(schema['properties']) && depth < maxDepth
  const kind: FormField['kind'] =
    choices.length > 0
      ? 'choice'
      : type === 'string'
        ? isLong(schema, name)
          ? 'long'
          : 'text'
        : type === 'number' || type === 'integer' || type === 'boolean'
          ? type
          : type === 'array' && typeOf(items) === 'string' && choicesOf(items).length === 0
            ? 'lines'
            : group
              ? 'group'
              : 'json'
  return {
    name,
    required,
    description: description as string,
    kind,
    choices,
    fields: kind === 'group' ? fieldsOf(schema, root, depth + 1) : [],
    fallback: given['default'] ?? schema['default'],
    hint: hintOf(schema, kind, type),
  }
}

/** Follows local references, takes the one alternative beside null, joins `allOf`. */
function plain(schema: Schema, root: Schema): Schema {
  let current = schema
  for (let step = 0; step < 8; step++) {
    const reference = current['$ref']
    if (typeof reference === 'string' && reference.startsWith('#')) {
      let target: unknown = root
      for (const part of reference.split('/').slice(1))
        target = isSchema(target)
          ? target[decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~')]
          : undefined
      if (!isSchema(target)) return current
      current = { ...target, ...without(current, '$ref') }
      continue
    }
    const alternatives = current['anyOf'] ?? current['oneOf']
    if (Array.isArray(alternatives)) {
      const real = alternatives.filter((one): one is Schema => isSchema(one) && one['type'] !== 'null')
      if (real.length !== 1 || real[0] === undefined) return current
      current = { ...without(current, 'anyOf', 'oneOf'), ...real[0] }
      continue
    }
    const all = current['allOf']
    if (Array.isArray(all) && all.length === 1 && isSchema(all[0])) {
      current = { ...without(current, 'allOf'), ...all[0] }
      continue
    }
    return current
  }
  return current
}

function without(schema: Schema, ...names: string[]): Schema {
  return Object.fromEntries(Object.entries(schema).filter(([name]) => !names.includes(name)))
}

function typeOf(schema: Schema): string | undefined {
  const { type } = schema
  if (typeof type === 'string') return type
  if (!Array.isArray(type)) return isSchema(schema['properties']) ? 'object' : undefined
  const real = type.filter((one) => one !== 'null')
  return real.length === 1 && typeof real[0] === 'string' ? real[0] : undefined
}

function choicesOf(schema: Schema): FormField['choices'] {
  const values = Array.isArray(schema['enum'])
    ? (schema['enum'] as unknown[])
    : 'const' in schema
      ? [schema['const']]
      : []
  const simple = values.filter(
    (one): one is string | number | boolean | null =>
      one === null || ['string', 'number', 'boolean'].includes(typeof one),
  )
  return simple.length === values.length ? simple : []
}

function isLong(schema: Schema, name: string): boolean {
  const most = schema['maxLength']
  return (
    (typeof most === 'number' && most >= 1000) ||
    /^(content|text|body|code|message|query|statement|html|markdown|sql)$/i.test(name)
  )
}

function hintOf(schema: Schema, kind: FormField['kind'], type: string | undefined): string {
  const parts: string[] = []
  const { format, minimum, maximum, minLength, maxLength, pattern } = schema
  if (kind === 'json') parts.push(type ?? 'any JSON')
  else if (kind === 'lines') parts.push('one a line')
  else if (kind === 'integer' || kind === 'number') parts.push(kind)
  if (typeof format === 'string') parts.push(format)
  if (typeof minimum === 'number' || typeof maximum === 'number')
    parts.push(`${String(minimum ?? '…')} to ${String(maximum ?? '…')}`)
  if (typeof minLength === 'number' && minLength > 1) parts.push(`at least ${minLength} characters`)
  if (typeof maxLength === 'number' && maxLength < 200) parts.push(`at most ${maxLength} characters`)
  if (typeof pattern === 'string' && pattern.length <= 60) parts.push(pattern)
  return parts.join(', ')
}

/** The value with a field changed or, for undefined, taken out. */
export function withField(value: unknown, name: string, next: unknown): Record<string, unknown> {
  const old = isSchema(value) ? value : {}
  if (next === undefined) return without(old, name)
  return { ...old, [name]: next }
}

/** A field of a value that may be anything. */
export function fieldValue(value: unknown, name: string): unknown {
  return isSchema(value) ? value[name] : undefined
}

/** A value to begin with: what is required, empty. */
export function exampleValue(fields: readonly FormField[]): Record<string, unknown> {
  return Object.fromEntries(
    fields
      .filter((field) => field.required)
      .map((field) => [
        field.name,
        field.fallback ??
          (field.kind === 'choice'
            ? field.choices[0]
            : field.kind === 'number' || field.kind === 'integer'
              ? 0
              : field.kind === 'boolean'
                ? false
                : field.kind === 'lines'
                  ? []
                  : field.kind === 'group'
                    ? exampleValue(field.fields)
                    : field.kind === 'json'
                      ? {}
                      : ''),
      ]),
  )
}

/** Names of required fields that are missing or empty, such as `path` or `to.name`. */
export function missingFields(fields: readonly FormField[], value: unknown): string[] {
  return fields.flatMap((field) => {
    const one = fieldValue(value, field.name)
    if (field.required && (one === undefined || one === '')) return [field.name]
    if (field.kind === 'group' && one !== undefined)
      return missingFields(field.fields, one).map((name) => `${field.name}.${name}`)
    return []
  })
}
