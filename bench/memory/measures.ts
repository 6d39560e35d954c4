/** Measures of one ranking against the right answers, 0 to 1. */
export interface Scores {
  r5: number
  r10: number
  r20: number
  ndcg10: number
  mrr: number
}

/** Recall at 5, 10 and 20, nDCG@10 (binary) and reciprocal rank. */
export function scores(ranked: readonly string[], evidence: readonly string[]): Scores {
  const relevant = new Set(evidence)
  const recallAt = (k: number): number =>
    ranked.slice(0, k).filter((id) => relevant.has(id)).length / relevant.size
  const gains = ranked
    .slice(0, 10)
    .map((id, index): number => (relevant.has(id) ? 1 / Math.log2(index + 2) : 0))
  let ideal = 0
  for (let i = 0; i < Math.min(10, relevant.size); i++) ideal += 1 / Math.log2(i + 2)
  const first = ranked.findIndex((id) => relevant.has(id))
  return {
    r5: recallAt(5),
    r10: recallAt(10),
    r20: recallAt(20),
    ndcg10: gains.reduce((sum, gain) => sum + gain, 0) / ideal,
    mrr: first < 0 ? 0 : 1 / (first + 1),
  }
}

/** Mean of a measure in per cent, to a tenth. */
export function meanOf(list: readonly Scores[], key: keyof Scores): number {
  return Math.round((1000 * list.reduce((sum, one) => sum + one[key], 0)) / (list.length || 1)) / 10
}

/** A quantile of some times, in milliseconds to a thousandth. */
export function quantile(times: readonly number[], share: number): number {
  const sorted = times.toSorted((a, b) => a - b)
  return Math.round((sorted[Math.floor(sorted.length * share)] ?? 0) * 1000) / 1000
}
