import type { Span } from '../api.ts'

/** What the user adds to the detectors, as plain JSON for the worker. */
export interface ExtraDetectors {
  /** The user's own values; matched exactly, in any letter case. */
  own: { kind: string; value: string }[]
  /** The user's own kinds. */
  custom: { name: string; pattern: string; ignoreCase: boolean; words: string[] }[]
}

/** Finds what {@link ExtraDetectors} describes. */
export type ExtraFinder = (text: string, found: Span[]) => void

/** Values a chunk of the search expression holds; longer alternations compile slowly. */
const chunkSize = 500

/** Prepares a finder; undefined when there is nothing to find. */
export function prepareExtra(extra: ExtraDetectors): ExtraFinder | undefined {
  if (extra.own.length === 0 && extra.custom.length === 0) return undefined
  const kindByValue = new Map(extra.own.map((item) => [fold(item.value), item.kind]))
  // Longest first, so that "Anna Maria" wins over "Anna".
  const values = [...kindByValue.keys()]
    .filter((value) => value.length >= 2)
    .sort((a, b) => b.length - a.length)
  const patterns: RegExp[] = []
  for (let at = 0; at < values.length; at += chunkSize) {
    const body = values.slice(at, at + chunkSize).map((value) => escape(value).replace(/\s+/g, '\\s{1,4}'))
    patterns.push(new RegExp(`(?<![\\p{L}\\p{N}])(?:${body.join('|')})(?![\\p{L}\\p{N}])`, 'giu'))
  }
  const custom = extra.custom.map((kind) => ({
    kind: kind.name,
    words: kind.words.map((word) => word.toLowerCase()),
    pattern: new RegExp(kind.pattern, kind.ignoreCase ? 'giu' : 'gu'),
  }))
  return (text, found) => {
    for (const pattern of patterns) {
      for (const match of text.matchAll(pattern)) {
        const kind = kindByValue.get(fold(match[0])) ?? 'MY_DATA'
        found.push({
          start: match.index,
          end: match.index + match[0].length,
          kind,
          reason: 'my data',
          confidence: 1,
        })
      }
    }
    for (const { kind, words, pattern } of custom) {
      for (const match of text.matchAll(pattern)) {
        if (match[0] === '') continue
        const end = match.index + match[0].length
        if (words.length > 0) {
          const around = text.slice(Math.max(0, match.index - 40), end + 30).toLowerCase()
          if (!words.some((word) => around.includes(word))) continue
        }
        found.push({ start: match.index, end, kind, reason: 'custom kind', confidence: 0.97 })
      }
    }
  }
}

function fold(value: string): string {
  return value.trim().replace(/\s+/g, ' ').toLowerCase()
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
}
