import { joinedIdentifiers, stem, words } from '../text/analyse.ts'
import { questionNoise, stopWords } from '../text/stop-words.ts'

/** What a query asks for, read from its words alone. */
export interface ParsedQuery {
  /** Content terms with their weights: 1 a normal word, less for words about the question, more for identifiers. */
  terms: Map<string, number>
  /** Adjacent content words, as pairs of terms. */
  pairs: [string, string][]
  /** Words that begin with a capital inside the query, as terms: probably names. */
  names: Set<string>
  /** Asks for a time ("when", "what date", "how long ago"). */
  asksTime: boolean
  /** Asks for an amount ("how many", "how much"). */
  asksNumber: boolean
  /** Asks for a duration or rate ("how long", "how often"). */
  asksDuration: boolean
  /** Asks for a place ("where", "which city"). */
  asksPlace: boolean
  /** Asks for several things ("which books", "how many", "both"): they may be told in several sittings. */
  asksSeveral: boolean
  /** Months (0–11), years and days of the month named in the query. */
  dates: { months: Set<number>; years: Set<number>; days: Set<number> }
}

const monthNames = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
]

/** Reads a query. If nothing but function words is left, those are the terms. */
export function parseQuery(query: string): ParsedQuery {
  const all = words(query.slice(0, 8000)).slice(0, 400)
  const terms = new Map<string, number>()
  const content: string[] = []
  for (const word of all) {
    if (stopWords.has(word)) continue
    const term = stem(word)
    content.push(term)
    const weight = questionNoise.has(word) ? 0.2 : 1
    terms.set(term, Math.max(terms.get(term) ?? 0, weight))
  }
  for (const identifier of joinedIdentifiers(query)) terms.set(identifier, 2)
  if (terms.size === 0) for (const word of all) terms.set(stem(word), 1)
  const pairs: [string, string][] = []
  for (let i = 0; i + 1 < content.length; i++) {
    const [a, b] = [content[i], content[i + 1]]
    if (a !== undefined && b !== undefined) pairs.push([a, b])
  }
  const names = new Set<string>()
  for (const match of query.matchAll(/(?<=\S\s+|^)\p{Lu}[\p{L}\p{M}]+/gu)) {
    const word = words(match[0])[0]
    if (word !== undefined && !stopWords.has(word)) names.add(stem(word))
  }
  const lower = query.toLowerCase()
  return {
    terms,
    pairs,
    names,
    asksTime:
      /\bwhen\b|\b(?:what|which) (?:date|day|month|year|time|week)\b|\bhow long ago\b|\bsince when\b/.test(
        lower,
      ),
    asksNumber: /\bhow (?:many|much)\b|\bnumber of\b|\bhow old\b/.test(lower),
    asksDuration: /\bhow (?:long|often|frequently)\b/.test(lower),
    asksPlace: /\bwhere\b|\b(?:what|which) (?:city|country|place|state|town|location)\b/.test(lower),
    asksSeveral: several.test(query),
    dates: datesIn(query),
  }
}

/** "how many", "what are", "both", or what/which with a plural (a word in -s, though not -ss, before the verb). */
const several =
  /\bhow (?:many|often)\b|\bwhat (?:are|were|do|have)\b|\b(?:both|all|list|every)\b|\bin what ways\b|\b(?:what|which)\s+(?:(?!(?:is|was|does|did|do|has)\b)[\w-]+\s+){0,3}?(?!(?:is|was|does|has|this|his)\b)\w{2,}(?<!s)s\b/i

function datesIn(query: string): ParsedQuery['dates'] {
  const months = new Set<number>()
  const years = new Set<number>()
  const days = new Set<number>()
  for (const match of query.matchAll(/\b(\p{Lu}\p{L}+)\b/gu)) {
    const month = monthNames.indexOf((match[1] ?? '').toLowerCase())
    if (month >= 0) months.add(month)
  }
  for (const match of query.matchAll(/\b(?:19|20)\d\d\b/g)) years.add(Number(match[0]))
  if (months.size > 0) {
    for (const match of query.matchAll(/\b([12]?\d|3[01])(?:st|nd|rd|th)?\b(?!\d)/g))
      days.add(Number(match[1]))
  }
  return { months, years, days }
}
