import { analyse } from '../text/analyse.ts'
import { stopWords } from '../text/stop-words.ts'
import { estimateTokens } from './tokens.ts'

/**
 * Indexes of the texts that together tell most within a token budget, in order: LexRank (Erkan & Radev, 2004) over
 * cosine of TF-IDF, with redundant ones passed over (maximal marginal relevance). Nothing is written anew.
 */
export function summarise(texts: readonly string[], maximumTokens: number): number[] {
  const list = texts.slice(0, 2000)
  const bags = list.map((text) => {
    const counts = new Map<string, number>()
    for (const term of analyse(text)) if (!stopWords.has(term)) counts.set(term, (counts.get(term) ?? 0) + 1)
    return counts
  })
  const frequency = new Map<string, number>()
  for (const bag of bags) for (const term of bag.keys()) frequency.set(term, (frequency.get(term) ?? 0) + 1)
  const vectors = bags.map((bag) => {
    let length = 0
    const vector = new Map<string, number>()
    for (const [term, count] of bag) {
      const weight = count * Math.log(1 + list.length / (frequency.get(term) ?? 1))
      vector.set(term, weight)
      length += weight * weight
    }
    return { vector, length: Math.sqrt(length) || 1 }
  })
  const postings = new Map<string, number[]>()
  vectors.forEach(({ vector }, index) => {
    for (const term of vector.keys()) postings.set(term, [...(postings.get(term) ?? []), index])
  })
  const similar = vectors.map((one, index) => {
    const sums = new Map<number, number>()
    for (const [term, weight] of one.vector) {
      for (const other of postings.get(term) ?? []) {
        if (other !== index)
          sums.set(other, (sums.get(other) ?? 0) + weight * (vectors[other]?.vector.get(term) ?? 0))
      }
    }
    return new Map(
      [...sums].map(([other, sum]) => [other, sum / (one.length * (vectors[other]?.length ?? 1))]),
    )
  })
  let rank = list.map(() => 1 / Math.max(list.length, 1))
  const outgoing = similar.map((row) => [...row.values()].reduce((sum, value) => sum + value, 0))
  for (let round = 0; round < 20; round++) {
    rank = rank.map((_, index) => {
      let sum = 0
      for (const [other, value] of similar[index] ?? [])
        sum += ((rank[other] ?? 0) * value) / (outgoing[other] || 1)
      return 0.15 / Math.max(list.length, 1) + 0.85 * sum
    })
  }
  const highest = Math.max(...rank, 1e-9)
  const chosen: number[] = []
  const left = new Set(list.keys())
  let used = 0
  while (left.size > 0) {
    let best = -1
    let bestValue = -Infinity
    for (const index of left) {
      const repeat = Math.max(0, ...chosen.map((other) => similar[index]?.get(other) ?? 0))
      const value =
        0.7 * ((rank[index] ?? 0) / highest) - 0.3 * repeat + (index === 0 && chosen.length === 0 ? 0.01 : 0)
      if (value > bestValue) [best, bestValue] = [index, value]
    }
    left.delete(best)
    const cost = estimateTokens(list[best] ?? '')
    if (used + cost > maximumTokens) continue
    used += cost
    chosen.push(best)
  }
  return chosen.toSorted((a, b) => a - b)
}
