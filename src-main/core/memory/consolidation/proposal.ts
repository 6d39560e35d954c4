import { z } from 'zod'
import type { MemoryRow } from '../database/rows.ts'
import type { Write } from '../database/store.ts'
import { contentHash } from '../database/store.ts'
import type { MemoryContext } from '../operation.ts'
import { iso } from '../shared/time.ts'
import { shortView } from '../shared/view.ts'
import { proposalKinds, type Finding, type ProposalKind } from './scan.ts'

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
    // The world may have moved on since the snapshot: only what is still as it was there is proposed.
    const moved = finding.ids.some((id, index) => {
      const row = context.store.get(id)
      return !row || row.endedAt !== null || row.rev !== finding.revs[index]
    })
    if (moved) return []
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
