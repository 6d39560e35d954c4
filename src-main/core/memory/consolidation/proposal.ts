import { z } from 'zod'
import type { MemoryRow } from '../database/rows.ts'
import type { Write } from '../database/store.ts'
import { contentHash } from '../database/store.ts'
import { factKinds } from '../semantic/fact.ts'
import type { MemoryContext } from '../operation.ts'
import { iso } from '../shared/time.ts'
import { strengthOf } from '../shared/strength.ts'
import { shortView } from '../shared/view.ts'
import { alike } from './likeness.ts'

export const proposalKinds = ['merge', 'promote', 'archive'] as const
export type ProposalKind = (typeof proposalKinds)[number]

export const proposalSchema = z.object({
  id: z.string(),
  kind: z.enum(proposalKinds),
  status: z.string(),
  ids: z.array(z.string()),
  evidence: z.array(z.string()).describe('Contents of the memories, shortened.'),
  effect: z.string().describe('What accepting it does.'),
  likeness: z.number().optional(),
  since: z.string(),
})

/** A proposal before it is stored. */
export interface Finding {
  kind: ProposalKind
  scope: string
  ids: string[]
  effect: string
  likeness?: number
}

export function proposalView(context: MemoryContext, row: MemoryRow): z.infer<typeof proposalSchema> {
  const ids = row.data['ids'] as string[]
  const { likeness } = row.data
  return {
    id: row.id,
    kind: row.data['kind'] as ProposalKind,
    status: row.status ?? 'open',
    ids,
    evidence: ids.flatMap((id) => {
      const memory = context.store.get(id)
      return memory ? [shortView(memory).content] : []
    }),
    effect: row.content,
    ...(typeof likeness === 'number' && { likeness }),
    since: iso(row.createdAt),
  }
}

/** What makes two proposals the same: a rejected one is not made again. */
function keyOf(finding: Finding): string {
  return contentHash(`${finding.kind} ${finding.ids.toSorted().join(' ')}`)
}

/** Stores findings that were not proposed before; gives the new ones. */
export function storeFindings(
  context: MemoryContext,
  write: Write,
  findings: readonly Finding[],
): MemoryRow[] {
  return findings.flatMap((finding) => {
    const name = keyOf(finding)
    const known = context.store.select(
      "m.layer = 'consolidation' AND m.kind = 'proposal' AND m.name = ? AND m.scope = ?",
      [name, finding.scope],
    )
    if (known.length > 0) return []
    // The world may have moved on since the scan: only what is still current is proposed.
    if (finding.ids.some((id) => context.store.get(id)?.endedAt !== null)) return []
    return [
      write.insert({
        layer: 'consolidation',
        kind: 'proposal',
        scope: finding.scope,
        name,
        content: finding.effect,
        status: 'open',
        data: {
          kind: finding.kind,
          ids: finding.ids,
          ...(finding.likeness !== undefined && { likeness: finding.likeness }),
        },
      }),
    ]
  })
}

/** About nine months without use, by the FSRS curve of a memory of usual importance. */
const archiveBelow = 0.5
const mergeLikeness = 0.75
const promoteLikeness = 0.6
const promoteSupport = 3

/**
 * Looks for what could be condensed, a slice at a time, giving way to others between slices and stopping when time is up. Reads only.
 */
export async function scan(
  context: MemoryContext,
  options: {
    scopes: readonly string[]
    kinds: readonly ProposalKind[]
    budgetMs: number
    limit: number
    onProgress?: (done: number, all: number) => void
  },
): Promise<{ findings: Finding[]; scanned: number; complete: boolean }> {
  const started = performance.now()
  const findings: Finding[] = []
  const { sql, parameters } = context.retrieval.where({ scopes: options.scopes })
  const rows = context.store.select(
    `${sql} AND ((m.layer = 'episodic' AND m.kind = 'event') OR (m.layer = 'semantic' AND m.kind IN (${factKinds.map((kind) => `'${kind}'`).join(', ')})))`,
    parameters,
    'ORDER BY m.seq DESC LIMIT 100000',
  )
  const grouped = new Set<string>()
  let scanned = 0
  for (const row of rows) {
    if (
      performance.now() - started > options.budgetMs ||
      findings.length >= options.limit ||
      context.signal.aborted
    )
      break
    scanned++
    if (scanned % 20 === 0) {
      options.onProgress?.(scanned, rows.length)
      await new Promise((resolve) => setImmediate(resolve))
    }
    if (options.kinds.includes('archive') && row.pin === null && row.importance < 0.75) {
      const { retrievability } = strengthOf(context.store, row, context.now)
      if (retrievability < archiveBelow)
        findings.push({
          kind: 'archive',
          scope: row.scope,
          ids: [row.id],
          effect: `Moves it to the cold tier; the chance of recalling it is ${Math.round(retrievability * 100)} %`,
        })
    }
    if (grouped.has(row.id) || row.session !== null) continue
    const near = alike(context, row, promoteLikeness)
    if (options.kinds.includes('promote') && row.layer === 'episodic') {
      const group = [row, ...near.map((one) => one.row)].filter((one) => !grouped.has(one.id))
      const days = new Set(group.map((one) => iso(one.occurredAt ?? one.createdAt).slice(0, 10)))
      if (group.length >= promoteSupport && days.size >= promoteSupport) {
        for (const one of group) grouped.add(one.id)
        findings.push({
          kind: 'promote',
          scope: row.scope,
          ids: group.map((one) => one.id),
          effect: `Stores as a fact what happened on ${days.size} days: ${shortView(row).content}`,
        })
        continue
      }
    }
    if (options.kinds.includes('merge') && row.layer === 'semantic') {
      const same = near.filter((one) => one.likeness >= mergeLikeness && !grouped.has(one.row.id))
      if (same.length === 0) continue
      for (const one of [row, ...same.map((other) => other.row)]) grouped.add(one.id)
      findings.push({
        kind: 'merge',
        scope: row.scope,
        ids: [row.id, ...same.map((one) => one.row.id)],
        effect: `Keeps one of ${same.length + 1} phrasings, with the strength and sources of all: ${shortView(row).content}`,
        likeness: Math.round((same[0]?.likeness ?? 0) * 100) / 100,
      })
    }
  }
  return { findings, scanned, complete: scanned === rows.length }
}
