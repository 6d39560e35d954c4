import type { Json } from '../../../contract/json.ts'

/** Estimated tokens of a text: four UTF-8 bytes each, the usual rule of thumb for English; errs to the high side elsewhere. */
export function estimateTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / 4)
}

/** The leading items whose contents together stay within a budget. */
export function withinTokens<T>(
  items: readonly T[],
  maximum: number | undefined,
  textOf: (item: T) => string,
): T[] {
  if (maximum === undefined) return [...items]
  const kept: T[] = []
  let used = 0
  for (const item of items) {
    used += estimateTokens(textOf(item))
    if (used > maximum) break
    kept.push(item)
  }
  return kept
}

/** A result whose list, a member or the result itself, is cut so that its items as JSON stay within a budget. */
export function cutList(result: Json, member: string, maximum: number | undefined): Json {
  if (maximum === undefined) return result
  const cut = (list: Json): Json =>
    Array.isArray(list) ? withinTokens(list, maximum, (item) => JSON.stringify(item)) : list
  if (member === '') return cut(result)
  if (result === null || typeof result !== 'object' || Array.isArray(result)) return result
  return { ...result, [member]: cut(result[member] ?? null) }
}
