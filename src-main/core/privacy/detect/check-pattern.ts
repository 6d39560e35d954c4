import { AthenaError } from '../../../contract/errors.ts'

/** Longest pattern a user may add. */
const maxLength = 300

/**
 * Accepts a user's pattern only if it cannot take long on any input: it compiles, does not match nothing, has no open
 * quantifier (`*`, `+`, `{n,}`), no look-behind and no back-reference, and no repeated group whose content repeats itself.
 * Quantifiers may go to 100.
 *
 * @throws BAD_PARAMS with what to change.
 */
export function checkPattern(pattern: string, ignoreCase: boolean): void {
  if (pattern.length === 0 || pattern.length > maxLength)
    throw refuse(`it must have 1 to ${maxLength} characters`)
  let compiled: RegExp
  try {
    compiled = new RegExp(pattern, ignoreCase ? 'iu' : 'u')
  } catch (error) {
    throw refuse(error instanceof Error ? error.message : 'it is not a regular expression')
  }
  if (compiled.test('')) throw refuse('it matches the empty text, so it would match everywhere')
  const bare = pattern.replace(/\\[^\d k]|\\k?(?=[ ])/g, 'x').replace(/\[\^?\]?(?:[^\]\\]|\\.)*\]/g, 'x')
  if (/\\[1-9k]/.test(bare)) throw refuse('back-references are not allowed')
  if (/\(\?<[=!]/.test(bare)) throw refuse('look-behind is not allowed')
  if (/[*+]|\{\d+,\}/.test(bare)) throw refuse('use a bounded repeat such as {1,30} instead of *, + or {n,}')
  const repeats = [...bare.matchAll(/\{(\d+)(?:,(\d+))?\}/g)].map((found) => Number(found[2] ?? found[1]))
  if (repeats.some((count) => count > 100)) throw refuse('a repeat may go to 100 at most')
  // The product of nested repeats bounds the work at one place of the text.
  if (nestedRepeat(bare)) throw refuse('a repeated group must not contain another repeat')
  if (repeats.filter((count) => count > 10).length > 4) throw refuse('at most four repeats may go beyond 10')
}

/** True if a group that is repeated contains a repeat. */
function nestedRepeat(pattern: string): boolean {
  const open: boolean[] = []
  for (let index = 0; index < pattern.length; index++) {
    const character = pattern[index]
    if (character === '(') open.push(false)
    else if (character === '{' && /^\{\d/.test(pattern.slice(index))) open[open.length - 1] = true
    else if (character === ')') {
      const inner = open.pop() ?? false
      if (inner && /^\{\d/.test(pattern.slice(index + 1))) return true
      if (inner && open.length > 0) open[open.length - 1] = true
    }
  }
  return false
}

function refuse(reason: string): AthenaError {
  return new AthenaError('BAD_PARAMS', `The pattern cannot be used: ${reason}.`)
}
