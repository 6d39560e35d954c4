import type { Span } from '../api.ts'
import { kinds as builtIn } from '../kinds/index.ts'
import { findSecrets } from '../secrets/find-secrets.ts'
import type { ExtraFinder } from './extra.ts'
import type { CandidateContext, Kind } from './kind.ts'
import { findTokens } from './tokens.ts'
import { splitWords, wordPattern } from './words.ts'

export type ScanMode = 'standard' | 'strict'

/** What to look for and what is known about the place. */
export interface ScanOptions {
  mode: ScanMode
  /** Key names on the way to the leaf, outermost first; the last two count. */
  keys?: readonly string[]
  /** Kinds switched off by name. */
  off?: ReadonlySet<string>
  /** Finds the user's own values and kinds. */
  extra?: ExtraFinder
}

interface Prepared {
  kind: Kind
  pattern: RegExp
  words: RegExp | undefined
  not: RegExp | undefined
}

/** Letters before a candidate that may hold a word of its kind (Macie's rule), and a little for the word itself. */
const wordDistance = 30
const beforeLength = wordDistance + 18
const afterLength = 24

const prepared: readonly Prepared[] = builtIn.flatMap((kind) =>
  kind.pattern
    ? [{ kind, pattern: kind.pattern, words: wordPattern(kind.words), not: wordPattern(kind.not ?? []) }]
    : [],
)

/**
 * Everything the detectors find in one text, without overlaps, in reading order. Tokens already in the text are left
 * alone. Pure and bounded: no pattern can take more than linear time.
 */
export function scanText(text: string, options: ScanOptions): Span[] {
  if (text.length < 2) return []
  const found: Span[] = []
  const key = splitWords((options.keys ?? []).slice(-2).join(' '))
  const lower = text.toLowerCase()
  for (const item of prepared) {
    if (options.off?.has(item.kind.name)) continue
    if (item.kind.strictOnly && options.mode !== 'strict') continue
    if (item.kind.needs && !item.kind.needs.some((need) => lower.includes(need))) continue
    findKind(text, key, item, found)
  }
  if (!options.off?.has('SECRET')) found.push(...findSecrets(text, lower, options.keys ?? []))
  options.extra?.(text, found)
  return withoutOverlaps(text, found)
}

function findKind(text: string, key: string, item: Prepared, found: Span[]): void {
  const { kind, pattern, words, not } = item
  pattern.lastIndex = 0
  const keyed = key !== '' && words !== undefined && words.test(key)
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const value = match[0]
    if (value === '') {
      pattern.lastIndex++
      continue
    }
    const start = match.index
    const end = start + value.length
    const context: CandidateContext = {
      key,
      before: splitWords(text.slice(Math.max(0, start - beforeLength), start)),
      after: splitWords(text.slice(end, end + afterLength)),
      whole: start === 0 && end === text.length,
      keyed,
      near: false,
    }
    context.near = words !== undefined && (words.test(context.before) || words.test(context.after))
    if (not !== undefined && !keyed && (not.test(context.before) || not.test(context.after) || not.test(key)))
      continue
    const supported = keyed || context.near
    const alone = typeof kind.alone === 'function' ? undefined : (kind.alone ?? false)
    if (!supported && alone === false) continue
    if (kind.valid && !kind.valid(value, context)) continue
    if (
      !supported &&
      alone === undefined &&
      !(kind.alone as (v: string, c: CandidateContext) => boolean)(value, context)
    ) {
      continue
    }
    found.push({
      start,
      end,
      kind: kind.name,
      reason: keyed
        ? `key name "${key}"`
        : context.near
          ? 'context word'
          : kind.valid
            ? 'checked form'
            : 'form',
      confidence: (kind.confidence ?? 0.8) + (supported ? 0.1 : 0),
    })
  }
}

/** Keeps the surer, then the longer, of findings that overlap; drops what touches a token. */
function withoutOverlaps(text: string, found: Span[]): Span[] {
  if (found.length === 0) return found
  const tokens = findTokens(text)
  const clear = tokens.length
    ? found.filter((span) => !tokens.some((token) => span.start < token.end && token.start < span.end))
    : found
  const byWorth = clear.sort(
    (a, b) => b.confidence - a.confidence || b.end - b.start - (a.end - a.start) || a.start - b.start,
  )
  const kept: Span[] = []
  for (const span of byWorth) {
    // `kept` stays sorted by start, so one look at the neighbours settles it.
    let low = 0
    let high = kept.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((kept[middle] as Span).start < span.start) low = middle + 1
      else high = middle
    }
    const previous = kept[low - 1]
    const next = kept[low]
    if ((previous && previous.end > span.start) || (next && next.start < span.end)) continue
    kept.splice(low, 0, span)
  }
  return kept
}
