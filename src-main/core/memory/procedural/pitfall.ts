import { z } from 'zod'
import type { MemoryRow } from '../database/rows.ts'
import type { MemoryContext } from '../operation.ts'
import { isoOrUndefined } from '../shared/time.ts'
import { analyse } from '../text/analyse.ts'
import { stopWords } from '../text/stop-words.ts'

export const warningSchema = z.object({
  pitfallId: z.string(),
  situation: z.string(),
  mistake: z.string(),
  correction: z.string(),
  failures: z.number(),
  severity: z.number(),
  likeness: z.number().describe('Share of the pitfall’s content words that the action has.'),
  lastAt: z.string().optional(),
})

/** Pitfalls whose situation or mistake is like an action, worst first. */
export function findPitfalls(
  context: MemoryContext,
  action: string,
  scope: string | string[] | undefined,
  limit: number,
  least = 0.4,
): z.infer<typeof warningSchema>[] {
  const own = new Set(content(action))
  return context.retrieval
    .search({
      query: action,
      scopes: context.readScopes(scope),
      layers: ['procedural'],
      kinds: ['pitfall'],
      limit: 50,
      now: context.now,
    })
    .map((hit) => ({ row: hit.row, likeness: likenessOf(hit.row, own) }))
    .filter((one) => one.likeness >= least)
    .toSorted((a, b) => b.likeness * (1 + b.row.importance) - a.likeness * (1 + a.row.importance))
    .slice(0, limit)
    .map(({ row, likeness }) => ({
      pitfallId: row.id,
      situation: String(row.data['situation']),
      mistake: String(row.data['mistake']),
      correction: String(row.data['correction']),
      failures: row.observed,
      severity: row.importance,
      likeness: Math.round(likeness * 100) / 100,
      ...(row.occurredAt !== null && { lastAt: isoOrUndefined(row.occurredAt) ?? '' }),
    }))
}

/** The greater share, of situation and mistake, whose content words an action has. */
function likenessOf(row: MemoryRow, action: ReadonlySet<string>): number {
  const share = (text: string): number => {
    const words = content(text)
    return words.length === 0 ? 0 : words.filter((word) => action.has(word)).length / words.length
  }
  return Math.max(share(String(row.data['mistake'])), share(String(row.data['situation'])))
}

export function content(text: string): string[] {
  return [...new Set(analyse(text).filter((term) => !stopWords.has(term)))]
}
