import type { Span } from '../api.ts'
import { sensitiveFieldName } from './field-names.ts'

/** `name: value`, `"name": "value"`, `NAME=value`, `name := 'value'`; group 1 the name, 2 a quote, 3 or 4 the value. */
const assignment =
  /(?<![\w.-])["'`]?([A-Za-z][\w.\- ]{1,60}?)["'`]?[ \t]{0,3}(?::=|=>|[:=])[ \t]{0,3}(?:(["'`])([^"'`\r\n]{1,300})\2|([^\s"'`,;(){}[\]<>]{4,300}))/dg
const names =
  /pass|pwd|secret|token|key|pin|otp|auth|cookie|session|credential|connection|database|dsn|answer|recovery|backup|mnemonic|seed|kennwort|contrase|senha|cvv|cvc|security/

/** Values that stand where a secret would, but are none. */
const notSecret =
  /^(?:true|false|null|nil|none|undefined|string|number|boolean|any|unknown|object|required|optional|yes|no|on|off|enabled|disabled|n\/?a|example|test|changeme|redacted|hidden|\W{1,40}|(.)\1{2,}|\*{2,}.{0,8}|x{3,}|\$\{?[\w.]{1,60}\}?|\{\{.{0,80}\}\}|<.{0,80}>|%\w{1,40}%|process\.env.{0,60}|os\.environ.{0,60}|https?:\/\/[^@\s]{1,200})$/i

/**
 * Values of fields with sensitive names: in a leaf whose key is one, the whole leaf; in text, what is assigned to one.
 */
export function findNamedSecrets(text: string, lower: string, keys: readonly string[]): Span[] {
  const key = keys.at(-1)
  const name = key === undefined ? undefined : sensitiveFieldName(key)
  if (name !== undefined) {
    const trimmed = text.trim()
    if (isValue(trimmed, true)) {
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
  if (!names.test(lower) || !/[:=]/.test(text)) return []
  const found: Span[] = []
  assignment.lastIndex = 0
  for (let match = assignment.exec(text); match !== null; match = assignment.exec(text)) {
    const field = sensitiveFieldName(match[1] as string)
    if (field === undefined) {
      // The name may be inside what was taken for a value.
      assignment.lastIndex = match.indices?.[1]?.[1] ?? assignment.lastIndex
      continue
    }
    const quoted = match[3] !== undefined
    const value = match[3] ?? match[4] ?? ''
    const [start, end] = (quoted ? match.indices?.[3] : match.indices?.[4]) ?? [0, 0]
    if (!isValue(value, quoted)) continue
    found.push({ start, end, kind: kindOf(field), reason: `field name "${field}"`, confidence: 0.83 })
  }
  return found
}

function kindOf(name: string): string {
  return /^(?:c[vs][vc]2?|card (?:verification value|security code)|security code)$/.test(name)
    ? 'CARD_CVV'
    : 'SECRET'
}

function isValue(value: string, quoted: boolean): boolean {
  if (value.length < 3 || value.length > 4096 || notSecret.test(value)) return false
  // Without quotes it may be code: an identifier, a call, a type.
  if (!quoted && !(/\d/.test(value) && /[A-Za-z]/.test(value))) return false
  return true
}
