import { z } from 'zod'
import { AthenaError } from '../../../contract/errors.ts'
import { defineOperation } from '../operation.ts'
import { writeFields } from '../shared/fields.ts'
import { accept } from './apply.ts'
import { proposalSchema, proposalView, storeFindings } from './proposal.ts'
import { inWorker } from './scan-thread.ts'
import { proposalKinds, type Finding } from './scan.ts'
import { runningCycle, setRunning } from './state.ts'

export const run = defineOperation({
  layer: 'consolidation',
  name: 'run',
  description:
    'One bounded cycle over a scope: looks for phrasings to merge, events to promote and faded memories to archive. It scans a snapshot in a thread of its own, so that nothing waits, and writes at the end in one short transaction that leaves out whatever changed meanwhile, so no concurrent write is lost. ' +
    'Findings become proposals; with `accept` those of the named stages are done at once. The whole cycle is one operation for meta/undo. CONFLICT while another runs.',
  input: z.strictObject({
    stages: z
      .array(z.enum(proposalKinds))
      .min(1)
      .default([...proposalKinds]),
    accept: z
      .array(z.enum(proposalKinds))
      .default([])
      .describe('Stages whose findings are accepted at once.'),
    budgetMs: z.int().min(10).max(600_000).default(10_000),
    dryRun: z.boolean().default(false).describe('Only says what would be found.'),
    ...writeFields,
  }),
  output: z.object({
    runId: z.string().optional(),
    scanned: z.number(),
    complete: z.boolean().describe('False when the time was up first.'),
    found: z.record(z.string(), z.number()),
    proposals: z.array(proposalSchema),
    accepted: z.number(),
    durationMs: z.number(),
    opId: z.string().optional(),
  }),
  positional: ['stages'],
  readOnly: false,
  async handler(context, input) {
    const { store } = context
    if (runningCycle(store))
      throw new AthenaError(
        'CONFLICT',
        'A consolidation cycle is running; see consolidation/get_consolidation_status.',
      )
    const started = performance.now()
    const scope = context.writeScope(input.scope)
    const runId = context.ids.next('cycle')
    context.retrieval.flush()
    setRunning(store, { runId, startedAt: context.now, stage: 'scan', scanned: 0, of: 0 })
    try {
      const { findings, scanned, complete } = await inWorker(
        context,
        'scan',
        { scopes: [scope], kinds: input.stages, budgetMs: input.budgetMs, limit: 1000 },
        (done, of) => setRunning(store, { runId, startedAt: context.now, stage: 'scan', scanned: done, of }),
      )
      const found = Object.fromEntries(
        input.stages.map((stage) => [stage, findings.filter((one) => one.kind === stage).length]),
      )
      const durationMs = (): number => Math.round(performance.now() - started)
      if (input.dryRun)
        return {
          scanned,
          complete,
          found,
          proposals: findings.map(asProposal),
          accepted: 0,
          durationMs: durationMs(),
        }
      const result = context.write(input, (write) => {
        const proposals = storeFindings(context, write, findings)
        let accepted = 0
        for (const proposal of proposals) {
          if (!(input.accept as readonly string[]).includes(String(proposal.data['kind']))) continue
          const memories = (proposal.data['ids'] as string[])
            .map((id) => store.get(id))
            .filter((row) => row !== undefined && row.endedAt === null)
          if (memories.length !== (proposal.data['ids'] as string[]).length) continue
          accept(
            context,
            write,
            proposal,
            memories.filter((row) => row !== undefined),
          )
          write.update(proposal.id, { status: 'accepted' })
          accepted++
        }
        write.insert({
          id: runId,
          layer: 'consolidation',
          kind: 'cycle',
          scope,
          content: `Cycle: ${scanned} scanned, ${proposals.length} proposed, ${accepted} accepted`,
          status: complete ? 'complete' : 'partial',
          occurredAt: context.now,
          data: {
            stages: input.stages,
            found,
            scanned,
            accepted,
            proposed: proposals.length,
            durationMs: durationMs(),
          },
        })
        return { proposals: proposals.map((row) => proposalView(context, store.need(row.id))), accepted }
      })
      return { runId, scanned, complete, found, ...result, durationMs: durationMs() }
    } finally {
      setRunning(store, undefined)
    }

    function asProposal(finding: Finding): z.infer<typeof proposalSchema> {
      return {
        id: '',
        kind: finding.kind,
        status: 'dry run',
        ids: finding.ids,
        evidence: finding.ids.map((id) => store.get(id)?.content.slice(0, 160) ?? ''),
        effect: finding.effect,
        since: new Date(context.now).toISOString(),
      }
    }
  },
})
