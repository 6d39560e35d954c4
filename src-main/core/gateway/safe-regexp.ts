/** Longest text a foreign pattern is tried on. */
const maxText = 10_000

/** As much of a RegExp as a validator needs. */
export interface Matcher {
  test: (text: string) => boolean
  toString: () => string
}

/**
 * Regular expressions out of other people's schemas. A pattern whose repetition contains another repetition or an alternative can take
 * time exponential in the text (and the host would stand still), so such a pattern, a broken one, and a very long text count as
 * matching: the server itself decides.
 */
export function safeRegExp(pattern: string, flags: string): Matcher {
  // Ajv tells expressions apart by their text.
  const named = (test: (text: string) => boolean) => ({ test, toString: () => `${pattern}/${flags}` })
  if (pattern.length > 1000 || isExplosive(pattern)) return named(() => true)
  try {
    const expression = new RegExp(pattern, flags)
    return named((text) => text.length > maxText || expression.test(text))
  } catch {
    return named(() => true)
  }
}
// Ajv asks for the source text of the engine for stand-alone code, which is never made here.
safeRegExp.code = 'safeRegExp'

/** True when a repeated group contains a repetition or an alternative, or two unbounded repetitions stand side by side. */
export function isExplosive(pattern: string): boolean {
  const groups: boolean[] = []
  let previousUnbounded = false
  for (let i = 0; i < pattern.length; i += 1) {
    const character = pattern[i]
    if (character === '\\') {
      i += 1
    } else if (character === '[') {
      i += 1
      while (i < pattern.length && pattern[i] !== ']') i += pattern[i] === '\\' ? 2 : 1
    } else if (character === '(') {
      groups.push(false)
      previousUnbounded = false
      continue
    } else if (character === '|') {
      if (groups.length > 0) groups[groups.length - 1] = true
      previousUnbounded = false
      continue
    } else if (character === ')') {
      const risky = groups.pop() ?? false
      const unbounded = isUnbounded(pattern, i + 1)
      if (risky && unbounded) return true
      if (groups.length > 0 && (risky || unbounded)) groups[groups.length - 1] = true
      continue
    }
    if (isUnbounded(pattern, i + 1)) {
      if (previousUnbounded && pattern[i] === '.') return true
      if (groups.length > 0) groups[groups.length - 1] = true
      previousUnbounded = pattern[i] === '.'
      i = quantifierEnd(pattern, i + 1)
    }
  }
  return false
}

function isUnbounded(pattern: string, at: number): boolean {
  return pattern[at] === '*' || pattern[at] === '+' || /^\{\d+,\d*\}/.test(pattern.slice(at, at + 12))
}

function quantifierEnd(pattern: string, at: number): number {
  if (pattern[at] !== '{') return at
  return pattern.indexOf('}', at)
}
