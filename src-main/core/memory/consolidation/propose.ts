import { z } from 'zod'
import { defineOperation } from '../operation.ts'
import { limit, writeFields } from '../shared/fields.ts'
import { proposalSchema, proposalView, storeFindings } from './proposal.ts'
import { inWorker } from './scan-thread.ts'
import { proposalKinds } from './scan.ts'

export const propose = defineOperation({
  layer: 'consolidation',
  name: 'propose',
  description:
    'Looks for what could be condensed in a scope and lists it for review: phrasings of the same to merge, events on several days to promote to a fact, faded memories to archive. ' +
    'Nothing is changed but the list. What was rejected is not proposed again. Texts that differ in a number or a negation are never called the same.',
  input: z.strictObject({
    kinds: z
      .array(z.enum(proposalKinds))
      .min(1)
      .default([...proposalKinds]),
    limit: limit.default(50),
    budgetMs: z.int().min(10).max(600_000).default(5000),
    ...writeFields,
  }),
  output: z.object({
    proposals: z.array(proposalSchema),
    scanned: z.number(),
    complete: z.boolean(),
    opId: z.string(),
  }),
  readOnly: false,
  async handler(context, input) {
    const scope = context.writeScope(input.scope)
    context.retrieval.flush()
    const { findings, scanned, complete } = await inWorker(context, 'scan', {
      scopes: [scope],
      kinds: input.kinds,
      budgetMs: input.budgetMs,
      limit: input.limit,
    })
    const { opId } = context.write(input, (write) => {
      storeFindings(context, write, findings)
      return {}
    })
    const open = context.store
      .select(
        "m.layer = 'consolidation' AND m.kind = 'proposal' AND m.status = 'open' AND m.scope = ? AND m.endedAt IS NULL",
        [scope],
        'ORDER BY m.seq',
      )
      .filter((row) => (input.kinds as readonly string[]).includes(String(row.data['kind'])))
    return {
      proposals: open.slice(0, input.limit).map((row) => proposalView(context, row)),
      scanned,
      complete,
      opId,
    }
  },
})
