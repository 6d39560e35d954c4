import type { MemoryRow } from '../database/rows.ts'
import type { MemoryContext } from '../operation.ts'
import { analyse, words } from '../text/analyse.ts'
import { stopWords } from '../text/stop-words.ts'

/** Content terms of a text. */
export function termsOf(text: string): Set<string> {
  return new Set(analyse(text).filter((term) => !stopWords.has(term)))
}

/** Terms in common as a share of all (Jaccard). */
export function jaccard(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let both = 0
  for (const term of a) if (b.has(term)) both++
  return both === 0 ? 0 : both / (a.size + b.size - both)
}

/** Numbers and negations: texts that differ in them never say the same. */
export function detailsOf(text: string): string {
  return words(text)
    .filter((word) => /\d/.test(word) || /^(?:no|not|never|none|cannot|without)$/.test(word))
    .toSorted()
    .join(' ')
}

/** Memories of the same kind and scope that share most terms with one, likeness from `least` on, best first. */
export function alike(
  context: Pick<MemoryContext, 'retrieval' | 'now'>,
  row: MemoryRow,
  least: number,
  limit = 20,
): { row: MemoryRow; likeness: number }[] {
  const own = termsOf(row.content)
  if (own.size < 2) return []
  return context.retrieval
    .search({
      query: row.content.slice(0, 500),
      scopes: [row.scope],
      layers: [row.layer],
      kinds: [row.kind],
      limit,
      now: context.now,
    })
    .filter((hit) => hit.row.id !== row.id && detailsOf(hit.row.content) === detailsOf(row.content))
    .map((hit) => ({ row: hit.row, likeness: jaccard(own, termsOf(hit.row.content)) }))
    .filter((one) => one.likeness >= least)
    .toSorted((a, b) => b.likeness - a.likeness)
}
