import { AthenaError } from '../../../contract/errors.ts'
import type { MemoryContext } from '../operation.ts'
import type { Weights } from '../retrieval/weights.ts'

/** A question and the memories that answer it. */
export interface GoldenQuestion {
  query: string
  relevant: readonly string[]
}

/** How one question was answered. */
export interface GoldenResult {
  query: string
  recall: (k: number) => number
  /** nDCG at 10, every right answer worth the same (K. Järvelin, J. Kekäläinen, 2002). */
  ndcg: number
  /** 1 over the rank of the first right answer, 0 if there is none. */
  reciprocal: number
  /** Its place, from 0; -1 if there is none. */
  first: number
}

/** The questions of a set in some scopes; NOT_FOUND if there are none. */
export function goldenSet(context: MemoryContext, scopes: readonly string[], set: string): GoldenQuestion[] {
  const { sql, parameters } = context.retrieval.where({ scopes, layers: ['rag'], kinds: ['judgement'] })
  const golden = context.store
    .select(`${sql} AND m.name = ?`, [...parameters, set])
    .map((row) => ({ query: row.content, relevant: (row.data['relevant'] ?? []) as string[] }))
  if (golden.length === 0)
    throw new AthenaError(
      'NOT_FOUND',
      `The golden set ${JSON.stringify(set)} has no questions; add some with rag/judge.`,
    )
  return golden
}

/** Asks one question of the ranker, in the layers of its answers, and measures what came. */
export function askGolden(
  context: MemoryContext,
  scopes: readonly string[],
  { query, relevant }: GoldenQuestion,
  options: { depth: number; weights?: Weights | undefined },
): GoldenResult {
  const layers = [...new Set(relevant.flatMap((one) => context.store.get(one)?.layer ?? []))]
  const ranked = context.retrieval
    .search({
      query,
      scopes,
      layers: layers.length > 0 ? layers : undefined,
      limit: options.depth,
      weights: options.weights,
      now: context.now,
    })
    .map((hit) => hit.row.id)
  const right = new Set(relevant)
  const first = ranked.findIndex((one) => right.has(one))
  let gain = 0
  ranked.slice(0, 10).forEach((one, index) => {
    if (right.has(one)) gain += 1 / Math.log2(index + 2)
  })
  let ideal = 0
  for (let i = 0; i < Math.min(10, right.size); i++) ideal += 1 / Math.log2(i + 2)
  return {
    query,
    recall: (k) => ranked.slice(0, k).filter((one) => right.has(one)).length / right.size,
    ndcg: gain / ideal,
    reciprocal: first < 0 ? 0 : 1 / (first + 1),
    first,
  }
}

/** Puts a share of the questions aside, at least two. */
export function splitGolden<Q extends { query: string }>(
  golden: readonly Q[],
  share: number,
): { held: Q[]; fitted: Q[] } {
  const order = golden.toSorted((a, b) => hash(a.query) - hash(b.query))
  const count = Math.max(2, Math.round(order.length * share))
  return { held: order.slice(0, count), fitted: order.slice(count) }
}

/** Spreads questions evenly over the two parts, the same way every time (FNV-1a). */
function hash(text: string): number {
  let value = 2_166_136_261
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 16_777_619)
  return value >>> 0
}
