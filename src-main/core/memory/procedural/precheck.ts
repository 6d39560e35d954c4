import { z } from 'zod'
import { defineOperation } from '../operation.ts'
import { name, readFields, score01, shortText } from '../shared/fields.ts'
import { isoOrUndefined } from '../shared/time.ts'
import { findPitfalls, warningSchema } from './pitfall.ts'

export const precheck = defineOperation({
  layer: 'procedural',
  name: 'precheck',
  description:
    'To be asked before acting: has this gone wrong here before? Gives pitfalls that are like the action, failed runs of procedures that fit it, and the correction that fits best. `proceed` is false when a like pitfall is severe (0.7 or more) or was met three times.',
  input: z.strictObject({
    action: shortText.describe('What is about to be done.'),
    target: name.optional().describe('What it is done to.'),
    minLikeness: score01.default(0.4),
    limit: z.int().min(1).max(50).default(5),
    scope: readFields.scope,
  }),
  output: z.object({
    proceed: z.boolean(),
    warnings: z.array(warningSchema),
    pastFailures: z.array(
      z.object({
        procedure: z.string(),
        runId: z.string(),
        at: z.string().optional(),
        notes: z.string().optional(),
      }),
    ),
    correction: z.string().optional(),
  }),
  positional: ['action', 'target'],
  readOnly: true,
  handler(context, input) {
    const action = input.target === undefined ? input.action : `${input.action} ${input.target}`
    const warnings = findPitfalls(context, action, input.scope, input.limit, input.minLikeness)
    const scopes = context.readScopes(input.scope)
    const pastFailures = context.retrieval
      .search({
        query: action,
        scopes,
        layers: ['procedural'],
        kinds: ['procedure'],
        limit: 3,
        now: context.now,
      })
      .flatMap(({ row }) =>
        context.store
          .select(
            "m.kind = 'run' AND m.parent = ? AND m.status = 'failure' AND m.endedAt IS NULL",
            [row.id],
            'ORDER BY m.seq DESC LIMIT 3',
          )
          .map((run) => ({
            procedure: String(row.data['label']),
            runId: run.id,
            at: isoOrUndefined(run.occurredAt),
            ...(typeof run.data['notes'] === 'string' && { notes: run.data['notes'] }),
          })),
      )
      .slice(0, input.limit)
    context.retrieval.noteGiven({
      operation: 'procedural.precheck',
      caller: context.caller,
      scope: scopes,
      at: context.now,
      hits: warnings.map((one) => ({ id: one.pitfallId, score: one.likeness, text: one.mistake })),
    })
    return {
      proceed: !warnings.some((one) => one.severity >= 0.7 || one.failures >= 3),
      warnings,
      pastFailures,
      ...(warnings[0] && { correction: warnings[0].correction }),
    }
  },
})
