import { z } from 'zod'
import { AthenaError } from '../../../contract/errors.ts'
import type { Json } from '../../../contract/json.ts'
import { asRecord, compact, defineOperation } from '../operation.ts'
import { changeFields, id, name, shortText } from '../shared/fields.ts'
import { needProcedure, posterior, procedureView, tallyOf } from './procedure.ts'

export const recordRun = defineOperation({
  layer: 'procedural',
  name: 'record_run',
  description:
    'Records how a run of a procedure went, as a whole and by step. ' +
    'The chance of success is the mean of a Beta posterior that begins with one success and one failure; the weakest step is the one with the lowest. Closes the run when `runId` is given (CONFLICT if it is closed); otherwise a run is added.',
  input: z.strictObject({
    procedure: name.optional().describe('Id or name; needed without runId.'),
    runId: id.optional(),
    outcome: z.enum(['success', 'failure', 'partial']),
    steps: z
      .array(z.enum(['success', 'failure', 'skipped']))
      .max(200)
      .optional()
      .describe('Outcome of each step, in order.'),
    durationMs: z.number().min(0).optional(),
    notes: shortText.optional(),
    ...changeFields,
  }),
  output: z.object({
    runId: z.string(),
    procedureId: z.string(),
    successProbability: z.number(),
    runs: z.number(),
    weakStep: z.object({ index: z.number(), action: z.string(), successProbability: z.number() }).optional(),
    opId: z.string(),
  }),
  positional: ['procedure', 'outcome'],
  readOnly: false,
  handler(context, input) {
    const run =
      input.runId === undefined
        ? undefined
        : context.need(input.runId, input, { layer: 'procedural', kind: 'run' })
    const reference = run?.parent ?? input.procedure
    if (reference === undefined)
      throw new AthenaError('BAD_ARGUMENTS', 'procedural/record_run: give procedure or runId.')
    const row = needProcedure(context, reference, input)
    const view = procedureView(row)
    if (input.steps && input.steps.length > view.steps.length) {
      throw new AthenaError(
        'BAD_ARGUMENTS',
        `${view.name} has ${view.steps.length} steps, not ${input.steps.length}.`,
      )
    }
    return context.write({ ...input, scope: row.scope }, (write) => {
      if (run && run.status !== 'open')
        throw new AthenaError('CONFLICT', `The run ${run.id} is closed already.`)
      const version = run ? Number(run.data['version']) : view.version
      // A partial outcome counts half for each side.
      const [won, lost] = { success: [1, 0], failure: [0, 1], partial: [0.5, 0.5] }[input.outcome] as [
        number,
        number,
      ]
      const tallies = { ...asRecord(row.data['tallies']) }
      const own = asRecord(tallies[String(version)])
      const stepTallies = (Array.isArray(own['steps']) ? own['steps'] : []).map((one) => asRecord(one))
      input.steps?.forEach((outcome, index) => {
        const before = stepTallies[index] ?? {}
        stepTallies[index] = {
          successes: Number(before['successes'] ?? 0) + (outcome === 'success' ? 1 : 0),
          failures: Number(before['failures'] ?? 0) + (outcome === 'failure' ? 1 : 0),
        }
      })
      tallies[String(version)] = {
        successes: Number(own['successes'] ?? 0) + won,
        failures: Number(own['failures'] ?? 0) + lost,
        steps: stepTallies.map((one) => one ?? {}) as Json,
      }
      const data = compact({
        version,
        outcome: input.outcome,
        steps: input.steps,
        durationMs: input.durationMs,
        notes: input.notes,
      }) as Record<string, Json>
      const closed = run
        ? write.update(run.id, { status: input.outcome, data: { ...run.data, ...data } })
        : write.insert({
            layer: 'procedural',
            kind: 'run',
            scope: row.scope,
            content: `Run of ${view.name}`,
            status: input.outcome,
            parent: row.id,
            occurredAt: context.now,
            data,
          })
      const after = write.update(row.id, { data: { ...row.data, tallies } })
      const tally = tallyOf(after, version)
      const weakest = stepTallies
        .map((one, index) => ({
          index,
          tries: Number(one['successes'] ?? 0) + Number(one['failures'] ?? 0),
          failures: Number(one['failures'] ?? 0),
          chance: posterior({
            successes: Number(one['successes'] ?? 0),
            failures: Number(one['failures'] ?? 0),
          }),
        }))
        .filter((one) => one.failures > 0)
        .toSorted((a, b) => a.chance - b.chance)[0]
      return compact({
        runId: closed.id,
        procedureId: row.id,
        successProbability: Math.round(posterior(tally) * 1000) / 1000,
        runs: tally.successes + tally.failures,
        weakStep: weakest && {
          index: weakest.index,
          action: view.steps[weakest.index]?.action ?? '',
          successProbability: Math.round(weakest.chance * 1000) / 1000,
        },
      })
    })
  },
})
