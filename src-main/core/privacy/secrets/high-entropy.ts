import type { Span } from '../api.ts'
import { entropy } from './find-secrets.ts'

/** Runs of the letters of base64, base64url and hexadecimal that are long enough to be a key. */
const candidate = /(?<![A-Za-z0-9+/_=-])[A-Za-z0-9+/_-]{20,4096}={0,2}(?![A-Za-z0-9+/_=-])/g
const hexadecimal = /^(?:[0-9a-f]{32,}|[0-9A-F]{32,})$/
/** Least bits a character, as detect-secrets has them (Apache-2.0: 4.5 for base64, 3 for hexadecimal); a little lower for short keys. */
const leastBase64 = 4
const leastHex = 3

/**
 * Strings that no rule knows and that look like nothing but a key: for strict mode, where what is unknown is withheld. Words, paths,
 * UUIDs and Athena's own tokens are not.
 */
export function findHighEntropy(text: string): Span[] {
  const found: Span[] = []
  for (const match of text.matchAll(candidate)) {
    const [value] = match
    if (!isKeyLike(value)) continue
    const start = match.index
    found.push({ start, end: start + value.length, kind: 'SECRET', reason: 'high entropy', confidence: 0.5 })
  }
  return found
}

function isKeyLike(value: string): boolean {
  if (hexadecimal.test(value)) return /\d/.test(value) && /[a-f]/i.test(value) && entropy(value) >= leastHex
  // A path or a name in snake_case or kebab-case has a separator every few letters.
  const separators = value.match(/[/_-]/g)?.length ?? 0
  if (separators > value.length / 12) return false
  return /\d/.test(value) && /[a-z]/.test(value) && /[A-Z]/.test(value) && entropy(value) >= leastBase64
}
