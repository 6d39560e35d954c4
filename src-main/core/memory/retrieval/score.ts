import { textFlags } from '../text/flags.ts'
import type { Entries, Entry } from './entries.ts'
import type { ParsedQuery } from './query.ts'
import { weights } from './weights.ts'

export interface ScoredEntry {
  entry: Entry
  score: number
  /** Parts of the score; they sum to it. */
  signals: Record<string, number>
}

interface Request {
  query: ParsedQuery
  candidates: readonly Entry[]
  entries: Entries
  /** Weight of a term by its rarity. */
  inverseFrequency: (term: string) => number
}

/** Reach of the window, in turns to either side. */
const reach = 2

/**
 * Ranks candidates together with their neighbours in the session. A memory is scored by BM25 over its window (its own terms, and those of
 * the turns beside it at a lower weight), then by soft priors: the session it belongs to, who said it, whether it tells what
 * the question asks for. All parts are in `signals`. Best first.
 */
export function scoreEntries(request: Request): ScoredEntry[] {
  const { query, entries, candidates } = request
  const all = new Map<number, Entry>()
  const speakers = new Set<string>()
  for (const entry of candidates) {
    all.set(entry.seq, entry)
    for (let step = -reach; step <= reach; step++) {
      const other = step === 0 ? undefined : entries.at(entry.session, entry.position + step)
      if (other) all.set(other.seq, other)
    }
    for (const term of entry.speaker) speakers.add(term)
  }
  if (all.size === 0) return []

  // Terms of the query get slots; a term number leads to its slot.
  const terms = [...query.terms.keys()]
  const slots = new Map<number, number>()
  const termWeights = terms.map((term, slot) => {
    slots.set(entries.numbers.of(term), slot)
    const isSpeaker = speakers.has(term)
    return (query.terms.get(term) ?? 0) * request.inverseFrequency(term) * (isSpeaker ? weights.nameTerm : 1)
  })
  const total = termWeights.reduce((sum, weight) => sum + weight, 0) || 1
  const named = terms.filter((term) => speakers.has(term))
  const pairKeys = new Set(query.pairs.map(([a, b]) => pairKey(entries.numbers.of(a), entries.numbers.of(b))))

  // Counts of query terms and average length.
  const counts = new Map<Entry, { tf: Float32Array; pairs: number }>()
  function countsOf(entry: Entry): { tf: Float32Array; pairs: number } {
    const known = counts.get(entry)
    if (known) return known
    const tf = new Float32Array(terms.length)
    let pairs = 0
    let previous = -1
    for (const number of entry.terms) {
      const slot = slots.get(number)
      if (slot !== undefined) tf[slot] = (tf[slot] ?? 0) + 1
      if (previous >= 0 && pairKeys.size > 0 && slot !== undefined && pairKeys.has(pairKey(previous, number)))
        pairs++
      previous = number
    }
    const result = { tf, pairs }
    counts.set(entry, result)
    return result
  }
  let lengths = 0
  for (const entry of all.values()) lengths += entry.terms.length
  const averageLength = lengths / all.size || 1

  function saturate(count: number, length: number): number {
    const norm = weights.k1 * (1 - weights.b + (weights.b * length) / averageLength)
    return (count * (1 + weights.k1)) / (count + norm)
  }

  const sessions = new Map<string, Float32Array>()
  const rough: { entry: Entry; own: number; window: number; pairs: number }[] = []
  const windowTf = new Float32Array(terms.length)
  for (const entry of all.values()) {
    const { tf, pairs } = countsOf(entry)
    windowTf.set(tf)
    if (entry.session !== '') {
      for (let step = -reach; step <= reach; step++) {
        if (step === 0) continue
        const other = entries.at(entry.session, entry.position + step)
        if (!other) continue
        const share = Math.abs(step) === 1 ? weights.near : weights.far
        const otherTf = countsOf(other).tf
        for (let slot = 0; slot < terms.length; slot++)
          windowTf[slot] = (windowTf[slot] ?? 0) + share * (otherTf[slot] ?? 0)
      }
    }
    let own = 0
    let window = 0
    for (let slot = 0; slot < terms.length; slot++) {
      const weight = termWeights[slot] ?? 0
      const count = tf[slot] ?? 0
      if (count > 0) own += weight * saturate(count, entry.terms.length)
      const near = windowTf[slot] ?? 0
      if (near > 0) window += weight * saturate(near, entry.terms.length)
    }
    rough.push({ entry, own: own / total, window: window / total, pairs })
    if (entry.session !== '') {
      let best = sessions.get(entry.session)
      if (!best) sessions.set(entry.session, (best = new Float32Array(terms.length)))
      for (let slot = 0; slot < terms.length; slot++) best[slot] = (best[slot] ?? 0) + (tf[slot] ?? 0)
    }
  }

  // A session's prior: BM25 of the session as one text.
  const priors = new Map<string, number>()
  let highest = 0
  for (const [session, tf] of sessions) {
    let prior = 0
    for (let slot = 0; slot < terms.length; slot++) {
      const count = tf[slot] ?? 0
      prior += ((termWeights[slot] ?? 0) * count) / (count + 1.2)
    }
    prior /= total
    priors.set(session, prior)
    highest = Math.max(highest, prior)
  }

  const { dates } = query
  const asksDate = dates.months.size > 0 || dates.years.size > 0
  const result: ScoredEntry[] = []
  for (const { entry, own, window, pairs } of rough) {
    const signals: Record<string, number> = { window, own: weights.own * own }
    const prior = priors.get(entry.session)
    if (prior !== undefined && highest > 0) signals['session'] = (weights.session * prior) / highest
    if (named.length > 0 && entry.speaker.some((term) => named.includes(term)))
      signals['speaker'] = weights.speaker / named.length
    if (query.asksTime && entry.flags & textFlags.time) signals['time'] = weights.time
    if (query.asksNumber && entry.flags & textFlags.number) signals['number'] = weights.number
    if (query.asksDuration && entry.flags & textFlags.duration) signals['duration'] = weights.duration
    if (query.asksPlace && entry.flags & textFlags.place) signals['place'] = weights.place
    if (asksDate && entry.occurredAt !== 0) {
      const match = dateMatch(dates, entry.occurredAt)
      if (match > 0) signals['date'] = weights.date * match
    }
    if (entry.flags & textFlags.question) signals['question'] = weights.question
    if (pairs > 0) signals['pair'] = weights.pair * Math.min(pairs, 2)
    if (entry.terms.length < 8) signals['short'] = weights.short * (1 - entry.terms.length / 8)
    let score = 0
    for (const part of Object.values(signals)) score += part
    if (window > 0) result.push({ entry, score, signals })
  }
  return result.toSorted((a, b) => b.score - a.score || a.entry.seq - b.entry.seq)
}

/** How well a moment fits the months, years and days named: 1 all that were named, less for a part. */
function dateMatch(dates: ParsedQuery['dates'], occurredAt: number): number {
  const date = new Date(occurredAt)
  const month = dates.months.size === 0 ? undefined : dates.months.has(date.getUTCMonth())
  const year = dates.years.size === 0 ? undefined : dates.years.has(date.getUTCFullYear())
  if (month === false || year === false) return 0
  if (month === undefined) return 0.3
  return dates.days.size > 0 && dates.days.has(date.getUTCDate()) ? 1 : 0.6
}

function pairKey(a: number, b: number): number {
  return a * 4_194_304 + b
}
