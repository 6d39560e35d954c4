/** Splits camelCase, snake_case and kebab-case into lower-case words with single spaces: `phoneNumber` → `phone number`. */
export function splitWords(text: string): string {
  return text
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .replace(/[_\-./\s]+/g, ' ')
    .toLowerCase()
}

/** Letters of scripts that put spaces between words; a Chinese character may touch a Latin word. */
const letter = '[a-zA-Z\u00c0-\u024f\u0370-\u052f]'
const ascii = /^[\x20-\x7e]+$/

/**
 * A regular expression that finds any of the words. Words in Latin letters match whole; those of scripts without
 * spaces match anywhere. A trailing `*` lets a word go on.
 */
export function wordPattern(words: readonly string[]): RegExp | undefined {
  if (words.length === 0) return undefined
  const parts = words.map((word) => {
    const open = word.endsWith('*')
    const body = (open ? word.slice(0, -1) : word).replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/ /g, ' ?')
    if (!ascii.test(word) && !/\p{Script=Latin}|\p{Script=Cyrillic}|\p{Script=Greek}/u.test(word)) return body
    return `(?<!${letter})${body}${open ? '' : `(?!${letter})`}`
  })
  return new RegExp(parts.join('|'), 'u')
}

/** A function of a short text that remembers its last results; for the names of fields, which repeat. */
export function remembered<T>(work: (text: string) => T): (text: string) => T {
  const results = new Map<string, T>()
  return (text) => {
    if (results.has(text)) return results.get(text) as T
    const result = work(text)
    if (results.size > 2_000) results.clear()
    results.set(text, result)
    return result
  }
}
