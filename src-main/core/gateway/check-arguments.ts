import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import type { JsonSchema } from '../../contract/json.ts'
import { safeRegExp } from './safe-regexp.ts'

/** Bounds on a schema that anybody may have written. Past them only "is an object" is checked. */
const maxSchemaBytes = 1024 * 1024
const maxSchemaDepth = 64
const maxProblems = 5

const options = {
  strict: false,
  allErrors: true,
  verbose: true,
  validateSchema: false,
  addUsedSchema: false,
  // `format` is an annotation in 2020-12, and servers differ in what they take; the server itself decides.
  validateFormats: false,
  logger: false,
  code: { regExp: safeRegExp },
} as const
/** Every problem of small arguments; only the first of large ones, whose list of problems could be larger still. */
const engines = {
  all: { draft07: new Ajv(options), draft2020: new Ajv2020(options) },
  first: {
    draft07: new Ajv({ ...options, allErrors: false }),
    draft2020: new Ajv2020({ ...options, allErrors: false }),
  },
}
type Thoroughness = keyof typeof engines
const compiled = {
  all: new WeakMap<JsonSchema, ValidateFunction | 'unchecked'>(),
  first: new WeakMap<JsonSchema, ValidateFunction | 'unchecked'>(),
}
/** Values in the arguments up to which all problems are looked for. */
const smallValues = 2000

/** How arguments are looked at. */
export interface CheckOptions {
  /** Leave values out of the messages: they may be personal. */
  hideValues?: boolean
  /** Strings with vault tokens in them are not held against length, pattern, format or enum: the real value is checked later. */
  tokens?: boolean
}

/**
 * Checks arguments against a JSON Schema, draft-07 or 2020-12. Returns one sentence a problem (field, expected, got), at most five;
 * empty when all is well. References out of the schema are never followed: such a part counts as unknown. A schema that is too large,
 * too deep or broken is not used, so that the server itself has the last word.
 */
export function checkArguments(schema: JsonSchema, value: unknown, check: CheckOptions = {}): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [`arguments: expected an object, got ${describe(value, check.hideValues === true)}`]
  }
  const validate = compile(schema, isSmall(value) ? 'all' : 'first')
  if (validate === 'unchecked' || validate(value)) return []
  const errors = simplify(validate.errors ?? []).filter((error) => !(check.tokens === true && excused(error)))
  const problems = new Set(errors.map((error) => sentence(error, check.hideValues === true)))
  const list = [...problems]
  return list.length <= maxProblems
    ? list
    : [...list.slice(0, maxProblems), `… and ${list.length - maxProblems} more problems`]
}

function compile(schema: JsonSchema, thoroughness: Thoroughness): ValidateFunction | 'unchecked' {
  const known = compiled[thoroughness].get(schema)
  if (known !== undefined) return known
  let validate: ValidateFunction | 'unchecked' = 'unchecked'
  try {
    if (depth(schema) <= maxSchemaDepth && JSON.stringify(schema).length <= maxSchemaBytes) {
      const dialect = typeof schema['$schema'] === 'string' ? schema['$schema'] : ''
      const engine = /draft-0[3-7]/.test(dialect)
        ? engines[thoroughness].draft07
        : engines[thoroughness].draft2020
      validate = engine.compile(localOnly(schema) as JsonSchema)
    }
  } catch {
    // A broken schema must not make its tool unusable.
  }
  compiled[thoroughness].set(schema, validate)
  return validate
}

function isSmall(value: unknown): boolean {
  let left = smallValues
  const queue: unknown[] = [value]
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    left -= 1
    if (left < 0) return false
    if (typeof next !== 'object' || next === null) continue
    const items = Array.isArray(next) ? next : Object.values(next)
    if (items.length > left) return false
    queue.push(...items)
  }
  return true
}

/** The schema without its own ids and with every reference that leaves the document replaced by "anything". */
function localOnly(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(localOnly)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
  const reference = entries.find(([key]) => key === '$ref' || key === '$dynamicRef')?.[1]
  if (typeof reference === 'string' && !reference.startsWith('#')) return {}
  return Object.fromEntries(
    entries
      .filter(([key, item]) => !(['$id', 'id', '$schema'].includes(key) && typeof item === 'string'))
      .map(([key, item]) => [key, localOnly(item)]),
  )
}

function depth(value: unknown, level = 0): number {
  if (typeof value !== 'object' || value === null || level > maxSchemaDepth) return level
  let most = level
  for (const item of Object.values(value)) most = Math.max(most, depth(item, level + 1))
  return most
}

/** Leaves out what only repeats: the branches of a failed union, when another error names the same place better. */
function simplify(errors: ErrorObject[]): ErrorObject[] {
  const unions = errors.filter((error) => error.keyword === 'anyOf' || error.keyword === 'oneOf')
  if (unions.length === 0) return errors
  return errors.filter((error) => {
    const inside = unions.find(
      (union) =>
        union !== error &&
        error.schemaPath.startsWith(`${union.schemaPath}/`) &&
        error.instancePath === union.instancePath,
    )
    return inside === undefined
  })
}

const tokenPattern = /\[[A-Z][A-Z0-9_]*_\d+\]/
const excusable = new Set(['pattern', 'maxLength', 'minLength', 'enum', 'const', 'format', 'anyOf', 'oneOf'])

function excused(error: ErrorObject): boolean {
  return excusable.has(error.keyword) && typeof error.data === 'string' && tokenPattern.test(error.data)
}

function sentence(error: ErrorObject, hide: boolean): string {
  const field = fieldName(error.instancePath)
  const params = error.params as Record<string, unknown>
  const got = describe(error.data, hide)
  switch (error.keyword) {
    case 'required':
      return `${join(field, String(params['missingProperty']))}: required, but missing`
    case 'additionalProperties':
    case 'unevaluatedProperties': {
      const extra = String(params['additionalProperty'] ?? params['unevaluatedProperty'])
      return `${join(field, extra)}: no such field${suggestion(extra, error.parentSchema)}`
    }
    case 'type':
      return `${field}: expected ${[params['type']].flat().join(' or ')}, got ${got}`
    case 'enum':
      return `${field}: expected one of ${list(params['allowedValues'])}, got ${got}`
    case 'const':
      return `${field}: expected ${JSON.stringify(params['allowedValue'])}, got ${got}`
    case 'anyOf':
    case 'oneOf':
      return `${field}: expected ${branches(error.schema)}, got ${got}`
    default:
      return `${field}: ${error.message ?? 'does not fit the schema'}, got ${got}`
  }
}

function fieldName(path: string): string {
  if (path === '') return 'arguments'
  return path
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~').slice(0, 60))
    .reduce((name, part) => (/^\d+$/.test(part) ? `${name}[${part}]` : join(name, part)), '')
}

function join(field: string, part: string): string {
  return field === '' || field === 'arguments' ? part.slice(0, 60) : `${field}.${part.slice(0, 60)}`
}

function describe(value: unknown, hide: boolean): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return `an array of ${value.length}`
  if (typeof value === 'object') return 'an object'
  if (hide) return `a ${typeof value}`
  const text = JSON.stringify(value) ?? String(value)
  return `${typeof value} ${text.length > 60 ? `${text.slice(0, 60)}…` : text}`
}

function list(values: unknown): string {
  const all = Array.isArray(values) ? values : []
  const shown = all.slice(0, 12).map((value) => JSON.stringify(value))
  return all.length > shown.length
    ? `${shown.join(', ')} (and ${all.length - shown.length} more)`
    : shown.join(', ')
}

function branches(schema: unknown): string {
  if (!Array.isArray(schema)) return 'another form'
  const kinds = schema.map((one: unknown) => {
    if (typeof one !== 'object' || one === null) return 'anything'
    const { type, const: constant, enum: values } = one as Record<string, unknown>
    if (constant !== undefined) return JSON.stringify(constant)
    if (Array.isArray(values)) return `one of ${list(values)}`
    if (type === 'object') {
      const { required, properties } = one as { required?: string[]; properties?: object }
      return `an object with ${(required ?? Object.keys(properties ?? {})).slice(0, 5).join(', ') || 'any fields'}`
    }
    return [type ?? 'another form'].flat().join(' or ')
  })
  return [...new Set(kinds)].slice(0, 6).join(' or ')
}

/** The declared field that looks most like the one given. */
function suggestion(extra: string, schema: unknown): string {
  const properties = (schema as { properties?: Record<string, unknown> } | undefined)?.properties
  const names = Object.keys(properties ?? {})
  if (names.length === 0) return ''
  const near = names
    .map((name) => ({ name, distance: editDistance(name.toLowerCase(), extra.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)[0]
  if (near && near.distance <= Math.max(2, Math.floor(extra.length / 3)))
    return `; did you mean "${near.name}"?`
  return `; there are ${names.slice(0, 12).join(', ')}`
}

/** Levenshtein distance; both texts are cut at 64 characters. */
export function editDistance(a: string, b: string): number {
  const left = a.slice(0, 64)
  const right = b.slice(0, 64)
  let row = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (let i = 1; i <= left.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= right.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (left[i - 1] === right[j - 1] ? 0 : 1)
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[right.length] ?? 0
}
