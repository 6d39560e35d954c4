import type { JsonSchema } from '../../contract/json.ts'
import { visibleText } from './untrusted-text.ts'

const identifier = /^[A-Za-z_$][A-Za-z0-9_$]*$/

/** True for a JSON object. */
export function isRecord(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A string literal that shows nothing invisible and cannot leave its quotes. */
export function quote(text: string): string {
  const json = JSON.stringify(text).replace(
    /[\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return `'${json.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
}

/** A property name, quoted where it is no identifier. */
export function propertyKey(name: string): string {
  return identifier.test(name) ? name : quote(name)
}

/** A JSON value on one line, cut. */
export function compactJson(value: unknown, maxCharacters = 300): string {
  const text = visibleText(JSON.stringify(value) ?? 'undefined')
  return text.length > maxCharacters ? `${text.slice(0, maxCharacters)}…` : text
}

/** The bounds that generators write on every integer; they say nothing. */
export function isSafeIntegerBound(value: unknown): boolean {
  return typeof value === 'number' && Math.abs(value) >= Number.MAX_SAFE_INTEGER
}

/** A JSON value as a TypeScript literal type. */
export function literal(value: unknown, depth = 0): string {
  if (value === null) return 'null'
  if (typeof value === 'string') return quote(value)
  if (typeof value === 'boolean') return String(value)
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : 'number'
  if (depth > 8) return 'unknown'
  if (Array.isArray(value)) return `[${value.map((item) => literal(item, depth + 1)).join(', ')}]`
  if (isRecord(value)) {
    const parts = Object.entries(value).map(
      ([key, item]) => `${propertyKey(key)}: ${literal(item, depth + 1)}`,
    )
    return parts.length === 0 ? 'Record<string, never>' : `{ ${parts.join('; ')} }`
  }
  return 'unknown'
}

/** A type in brackets if something is to be put after it. */
export function group(type: string): string {
  return /[|&]|=>|^keyof |^readonly /.test(stripNested(type)) ? `(${type})` : type
}

/** The text with everything in brackets and quotes blanked, to look at the top level only. */
export function stripNested(type: string): string {
  let depth = 0
  let result = ''
  let inQuote = false
  for (let index = 0; index < type.length; index++) {
    const character = type[index] ?? ''
    if (inQuote) {
      if (character === '\\') index++
      else if (character === "'") inQuote = false
      continue
    }
    if (type.startsWith('/*', index)) {
      const end = type.indexOf('*/', index + 2)
      index = end < 0 ? type.length : end + 1
      continue
    }
    if (character === "'") inQuote = true
    else if ('{[(<'.includes(character)) depth++
    else if ('}])>'.includes(character)) depth--
    else if (depth === 0) result += character
  }
  return result
}

/** A union of types, each once. */
export function union(members: string[]): string {
  const distinct = [...new Set(members)].filter((member) => member !== 'never')
  if (distinct.length === 0) return 'never'
  if (distinct.includes('unknown')) return 'unknown'
  return distinct.length === 1
    ? (distinct[0] ?? 'never')
    : distinct.map((member) => (/&|=>/.test(stripNested(member)) ? `(${member})` : member)).join(' | ')
}

/** An intersection of types, each once. */
export function intersection(members: string[]): string {
  const distinct = [...new Set(members)].filter((member) => member !== 'unknown')
  if (distinct.length === 0) return 'unknown'
  return distinct.length === 1
    ? (distinct[0] ?? 'unknown')
    : distinct.map((member) => group(member)).join(' & ')
}
