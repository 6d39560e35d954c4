import type { Span } from '../api.ts'
import { assignmentsIn } from '../detect/assignments.ts'
import { exampleParts } from './example-parts.ts'
import { sensitiveFieldName } from './field-names.ts'

/** A word that every sensitive field name contains. */
const hint =
  /pass|pwd|secret|token|key|pin|otp|auth|cookie|session|credential|connection|database|dsn|answer|recovery|backup|mnemonic|seed|kennwort|contrase|senha|cvv|cvc|code|value/gi
/** Values that stand where a secret would, but are none. */
const notSecret =
  /^(?:true|false|null|nil|none|undefined|string|number|boolean|any|unknown|object|required|optional|yes|no|on|off|enabled|disabled|n\/?a|example|test|changeme|redacted|hidden|\W{1,40}|(.)\1{2,}|\*{2,}.{0,8}|x{3,}|\$\{?[\w.]{1,60}\}?|\{\{.{0,80}\}\}|<.{0,80}>|%\w{1,40}%|process\.env.{0,60}|os\.environ.{0,60}|https?:\/\/[^@\s]{1,200})$/i

/** Names and counters of programs: a Java object in a log, a session number in hexadecimal, a dotted path. */
const machine =
  /^(?:0x[0-9a-f]{1,16}|(?!eyJ)[a-z][\w$]{0,60}(?:\.[A-Za-z_$][\w$]{0,60}){1,8}(?:@[0-9a-f]{4,8})?)$/i

/** Counting up or through the alphabet: nobody's secret. */
const sequence = /abcdefghijklm|1234567890123/i

/**
 * Values of fields with sensitive names: in a leaf whose key is one, the whole leaf; in text, what is assigned to one.
 */
export function findNamedSecrets(text: string, keys: readonly string[]): Span[] {
  const key = keys.at(-1)
  const name = key === undefined ? undefined : sensitiveFieldName(key)
  if (name !== undefined) {
    const trimmed = text.trim()
    if (isValue(trimmed, 'leaf', name)) {
      const start = text.indexOf(trimmed)
      return [
        {
          start,
          end: start + trimmed.length,
          kind: kindOf(name),
          reason: `key name "${name}"`,
          confidence: 0.94,
        },
      ]
    }
    return []
  }
  const found: Span[] = []
  for (const { name: full, value, start, end, quoted } of assignmentsIn(text, hint)) {
    const field = sensitiveFieldName(full)
    if (field === undefined || !isValue(value, quoted ? 'quoted' : 'bare', field)) continue
    found.push({ start, end, kind: kindOf(field), reason: `field name "${field}"`, confidence: 0.83 })
  }
  return found
}

function kindOf(name: string): string {
  return /^(?:c[vs][vc]2?|card (?:verification value|security code)|security code)$/.test(name)
    ? 'CARD_CVV'
    : 'SECRET'
}

/**
 * Whether a value can be a secret.
 *
 * @param place `leaf`: the whole of a JSON leaf with a sensitive key; `quoted` or `bare`: assigned to a sensitive name in a text.
 */
function isValue(value: string, place: 'leaf' | 'quoted' | 'bare', field: string): boolean {
  if (value.length < 3 || value.length > 4096 || notSecret.test(value)) return false
  if (place === 'leaf') return fitsField(value, field)
  // A URL with a password in it has a rule of its own.
  if (
    exampleParts.test(value) ||
    sequence.test(value) ||
    machine.test(value) ||
    /^[a-z][a-z0-9+]{1,20}:\/\//i.test(value)
  )
    return false
  const digit = /\d/.test(value)
  // Without quotes it may be code: an identifier, a call, a type.
  if (place === 'bare') return digit && /[A-Za-z]/.test(value)
  // In quotes it may be a word of the program: a name, a label, a message.
  if (/pass|pwd|kennwort|contrase|senha/.test(field)) return digit || !/^[A-Za-z][a-z_ -]{0,11}$/.test(value)
  return (
    digit || (/[A-Z]/.test(value) && /[a-z]/.test(value) && /[^\w\s]/.test(value) && !/[<> ]/.test(value))
  )
}

/** Short names mean other things too (a test that may `pass`, the `token` of a parser); their values must look the part. */
function fitsField(value: string, field: string): boolean {
  switch (field) {
    case 'pin':
    case 'pin code':
    case 'otp':
      return /^\d{4,12}$/.test(value)
    case 'pass':
      return value.length >= 6 && /[\d\W]/.test(value)
    case 'token':
    case 'session key':
      return value.length >= 8 && (/\d/.test(value) || value.length >= 20)
    case 'cookie':
    case 'set cookie':
      return value.includes('=')
    case 'cvv':
    case 'cvc':
    case 'cvv2':
    case 'cvc2':
    case 'security code':
    case 'card security code':
      return /^\d{3,8}$/.test(value)
    default:
      return true
  }
}
