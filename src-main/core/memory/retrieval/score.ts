import { textFlags } from '../text/flags.ts'
import type { Entries, Entry, SessionEntries } from './entries.ts'
import type { ParsedQuery } from './query.ts'
import { spreadDepth, type Weights } from './weights.ts'

export interface ScoredEntry {
  entry: Entry
  score: number
  /** Parts of the score by name; they sum to it. */
  signals: () => Record<string, number>
}

/** Parts of a score, in the order of their computation; see `weights.ts` for what each means. */
const signalNames = [
  'window',
  'own',
  'coverage',
  'session',
  'peak',
  'answer',
  'speaker',
  'time',
  'number',
  'duration',
  'place',
  'date',
  'question',
  'self',
  'pair',
  'utility',
  'importance',
  'similarity',
  'spread',
] as const

interface Rough {
  entry: Entry
  own: number
  window: number
  pairs: number
  coverage: number
  answer: number
}

interface Request {
  query: ParsedQuery
  candidates: readonly Entry[]
  entries: Entries
  /** How many of the candidates bring their neighbours along; the others are ranked with those that are at hand. */
  expanded: number
  /** Whether what stands beside a ranked memory is read, if it is not at hand. */
  readsNeighbours: boolean
  /** Weight of a term by its rarity. */
  inverseFrequency: (term: string) => number
  /** Likeness of meaning (cosine) of a memory and the query; undefined where a memory has no vector (yet). */
  similarity?: ((seq: number) => number | undefined) | undefined
  weights: Weights
}

const none = new Int32Array(0)
let queries = 0
/** Scratch of one query: at the number of a term of the query its slot + 1, elsewhere 0. */
let slotOfTerm = new Uint16Array(1 << 16)

/** Reach of the window, in turns to either side, and the steps to them. */
const reach = 2
const besideSteps = [-2, -1, 1, 2] as const
const besideCount = besideSteps.length

/**
 * Ranks candidates together with their neighbours in the session. A memory is scored by BM25 over its window (its own terms, and those of
 * the turns beside it at a lower weight), then by soft priors: the session it belongs to, who said it, whether it tells what
 * the question asks for. All parts are in `signals`. Best first.
 */
export function scoreEntries(request: Request): ScoredEntry[] {
  const { query, entries, candidates, weights } = request
  const queryNumber = ++queries
  const all: Entry[] = []
  const speakers = new Set<string>()
  function take(entry: Entry): void {
    if (entry.query === queryNumber) return
    entry.query = queryNumber
    entry.place = all.length
    all.push(entry)
  }
  for (const [index, entry] of candidates.entries()) {
    take(entry)
    for (const term of entry.speaker) speakers.add(term)
    if (index >= request.expanded) continue
    for (let step = -reach; step <= reach; step++) {
      const other = step === 0 ? undefined : entries.at(entry.session, entry.position + step)
      if (other) take(other)
    }
  }
  const neighbour = request.readsNeighbours ? entries.at : entries.near
  if (all.length === 0) return []
  const ranked = all.length
  // Their neighbours are needed for their windows, though not ranked themselves. Places of the neighbours, −1 for none.
  const beside = new Int32Array(ranked * besideCount).fill(-1)
  for (let i = 0; i < ranked; i++) {
    const entry = all[i]
    if (!entry?.session) continue
    for (let at = 0; at < besideCount; at++) {
      const other = neighbour(entry.session, entry.position + (besideSteps[at] ?? 0))
      if (!other) continue
      take(other)
      beside[i * besideCount + at] = other.place
    }
  }

  // Terms of the query get slots; a term number leads to its slot.
  const terms = [...query.terms.keys()]
  const termNumbers = terms.map((term) => entries.numbers.of(term))
  if (entries.numbers.size() > slotOfTerm.length) slotOfTerm = new Uint16Array(entries.numbers.size() * 2)
  for (const [slot, number] of termNumbers.entries()) slotOfTerm[number] = slot + 1
  const termWeights = terms.map((term) => {
    const isSpeaker = speakers.has(term)
    return (query.terms.get(term) ?? 0) * request.inverseFrequency(term) * (isSpeaker ? weights.nameTerm : 1)
  })
  const total = termWeights.reduce((sum, weight) => sum + weight, 0) || 1
  const named = terms.filter((term) => speakers.has(term))
  const pairKeys = new Set(query.pairs.map(([a, b]) => pairKey(entries.numbers.of(a), entries.numbers.of(b))))

  // Counts of query terms, a row an entry, and average length.
  const width = terms.length
  const counts = new Float32Array(all.length * width)
  const pairCounts = new Uint8Array(all.length)
  let lengths = 0
  for (let i = 0; i < all.length; i++) {
    const numbers = all[i]?.terms ?? none
    let previous = -1
    lengths += numbers.length
    // By index: the iterator of a typed array costs more than all that is done here.
    for (let at = 0; at < numbers.length; at++) {
      const number = numbers[at] ?? 0
      const slot = (slotOfTerm[number] ?? 0) - 1
      if (slot >= 0) {
        counts[i * width + slot] = (counts[i * width + slot] ?? 0) + 1
        if (previous >= 0 && pairKeys.has(pairKey(previous, number))) pairCounts[i] = (pairCounts[i] ?? 0) + 1
      }
      previous = number
    }
  }
  for (const number of termNumbers) slotOfTerm[number] = 0
  const averageLength = lengths / all.length || 1

  function saturate(count: number, length: number): number {
    const norm = weights.k1 * (1 - weights.b + (weights.b * length) / averageLength)
    return (count * (1 + weights.k1)) / (count + norm)
  }

  const sessions = new Map<SessionEntries, Float32Array>()
  const rough: Rough[] = []
  const peaks = new Map<SessionEntries, number>()
  const windowTf = new Float32Array(width)
  for (let i = 0; i < ranked; i++) {
    const entry = all[i]
    if (!entry) continue
    const base = i * width
    for (let slot = 0; slot < width; slot++) windowTf[slot] = counts[base + slot] ?? 0
    let answer = 0
    if (entry.session) {
      for (let at = 0; at < besideCount; at++) {
        const place = beside[i * besideCount + at] ?? -1
        const other = all[place]
        if (!other) continue
        const step = besideSteps[at]
        const share = step === -1 || step === 1 ? weights.near : weights.far
        const start = place * width
        const asks =
          step === -1 && (other.flags & textFlags.question) !== 0 && other.speaker !== entry.speaker
        for (let slot = 0; slot < width; slot++) {
          const count = counts[start + slot] ?? 0
          if (count === 0) continue
          windowTf[slot] = (windowTf[slot] ?? 0) + share * count
          if (asks) answer += termWeights[slot] ?? 0
        }
      }
    }
    let own = 0
    let window = 0
    let coverage = 0
    for (let slot = 0; slot < width; slot++) {
      const near = windowTf[slot] ?? 0
      if (near === 0) continue
      const weight = termWeights[slot] ?? 0
      const count = counts[base + slot] ?? 0
      if (count > 0) own += weight * saturate(count, entry.terms.length)
      window += weight * saturate(near, entry.terms.length)
      coverage += weight
    }
    rough.push({
      entry,
      own: own / total,
      window: window / total,
      pairs: pairCounts[i] ?? 0,
      coverage: coverage / total,
      answer: answer / total,
    })
    if (entry.session) {
      peaks.set(entry.session, Math.max(peaks.get(entry.session) ?? 0, window / total))
      let sum = sessions.get(entry.session)
      if (!sum) sessions.set(entry.session, (sum = new Float32Array(width)))
      for (let slot = 0; slot < width; slot++) sum[slot] = (sum[slot] ?? 0) + (counts[base + slot] ?? 0)
    }
  }

  // A session's prior: BM25 of the session as one text.
  const priors = new Map<SessionEntries, number>()
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

  const cosines = new Map<number, number>()
  function cosine(entry: Entry): number {
    let value = cosines.get(entry.seq)
    if (value === undefined) {
      value = request.similarity?.(entry.seq) ?? 0
      cosines.set(entry.seq, value)
    }
    return value
  }
  /** Likeness of meaning of a memory and the turns beside it: the cosine of the query and the weighted mean of their vectors. */
  function similarity(entry: Entry): number {
    if (!request.similarity) return 0
    let sum = cosine(entry)
    let share = 1
    if (entry.session) {
      for (const step of [-1, 1]) {
        const other = neighbour(entry.session, entry.position + step)
        if (!other) continue
        sum += weights.similarityNear * cosine(other)
        share += weights.similarityNear
      }
    }
    return sum / share
  }

  const { dates } = query
  const asksDate = dates.months.size > 0 || dates.years.size > 0
  const parts = new Float64Array(signalNames.length)
  /** Fills `parts` for one memory and gives their sum. */
  function weigh(one: Rough): number {
    const { entry } = one
    const prior = entry.session ? (priors.get(entry.session) ?? 0) : 0
    const spoken = named.length > 0 && entry.speaker.some((term) => named.includes(term))
    parts[0] = weights.window * one.window
    parts[1] = weights.own * one.own
    parts[2] = weights.coverage * one.coverage
    parts[3] = highest > 0 ? (weights.session * prior) / highest : 0
    parts[4] = entry.session ? weights.peak * (peaks.get(entry.session) ?? 0) : 0
    parts[5] = weights.answer * one.answer
    parts[6] = spoken ? weights.speaker / named.length : 0
    parts[7] = query.asksTime && entry.flags & textFlags.time ? weights.time : 0
    parts[8] = query.asksNumber && entry.flags & textFlags.number ? weights.number : 0
    parts[9] = query.asksDuration && entry.flags & textFlags.duration ? weights.duration : 0
    parts[10] = query.asksPlace && entry.flags & textFlags.place ? weights.place : 0
    parts[11] = asksDate && entry.occurredAt !== 0 ? weights.date * dateMatch(dates, entry.occurredAt) : 0
    parts[12] = entry.flags & textFlags.question ? weights.question : 0
    parts[13] = entry.flags & textFlags.self ? weights.self : 0
    parts[14] = weights.pair * Math.min(one.pairs, 2)
    parts[15] = weights.utility * entry.utility
    parts[16] = weights.importance * (entry.importance - 0.5)
    parts[17] = weights.similarity * similarity(entry)
    parts[18] = 0
    let sum = 0
    for (let at = 0; at < parts.length; at++) sum += parts[at] ?? 0
    return sum
  }
  const result: Ranked[] = []
  for (const one of rough)
    if (one.window > 0 || similarity(one.entry) > 0) result.push({ one, score: weigh(one), spread: 0 })
  result.sort((a, b) => b.score - a.score || a.one.entry.seq - b.one.entry.seq)
  if (query.asksSeveral) spreadSessions(result, weights.spread)
  return result.map(({ one, score, spread }) => ({
    entry: one.entry,
    score,
    signals() {
      weigh(one)
      parts[18] = spread
      const named: Record<string, number> = {}
      signalNames.forEach((name, index) => {
        const part = parts[index] ?? 0
        if (part !== 0) named[name] = part
      })
      return named
    },
  }))
}

interface Ranked {
  one: Rough
  score: number
  spread: number
}

/**
 * Who asks for several things wants them from several sittings: going down the best, each memory loses a little for every better one of its
 * session (greedy, after maximal marginal relevance, J. Carbonell, J. Goldstein, 1998).
 */
function spreadSessions(ranked: Ranked[], share: number): void {
  const best = ranked.slice(0, spreadDepth)
  const floor = ranked[spreadDepth]?.score ?? -Infinity
  const taken = new Map<SessionEntries, number>()
  for (let place = 0; place < best.length; place++) {
    let chosen = place
    let highest = -Infinity
    for (let i = place; i < best.length; i++) {
      const one = best[i]
      if (!one) continue
      const session = one.one.entry.session
      const value = one.score - share * (session ? (taken.get(session) ?? 0) : 0)
      if (value > highest) [chosen, highest] = [i, value]
    }
    const [next] = best.splice(chosen, 1)
    if (!next) break
    best.splice(place, 0, next)
    const session = next.one.entry.session
    if (session) {
      // Never below those that were not looked at, so that scores stay in order.
      const spread = Math.max(highest, Math.min(floor, next.score)) - next.score
      next.spread = spread
      next.score += spread
      taken.set(session, (taken.get(session) ?? 0) + 1)
    }
    ranked[place] = next
  }
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
