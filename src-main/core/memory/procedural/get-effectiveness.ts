import { z } from 'zod'
import { asRecord, compact, defineOperation } from '../operation.ts'
import { name, readFields } from '../shared/fields.ts'
import { needProcedure, posterior, procedureView, tallyOf } from './procedure.ts'

export const getEffectiveness = defineOperation({
  layer: 'procedural',
  name: 'get_effectiveness',
  description:
    'Tells how well a procedure works: chance of success by version with a 90 % interval (normal approximation of the Beta posterior), by step, usual duration, and whether the last five runs are better or worse than before.',
  input: z.strictObject({ procedure: name, scope: readFields.scope }),
  output: z.object({
    id: z.string(),
    name: z.string(),
    versions: z.array(
      z.object({
        version: z.number(),
        successes: z.number(),
        failures: z.number(),
        successProbability: z.number(),
        low: z.number(),
        high: z.number(),
      }),
    ),
    steps: z.array(
      z.object({
        index: z.number(),
        action: z.string(),
        successes: z.number(),
        failures: z.number(),
        successProbability: z.number(),
      }),
    ),
    medianDurationMs: z.number().optional(),
    openRuns: z.number(),
    trend: z.enum(['better', 'worse', 'steady', 'unknown']),
  }),
  positional: ['procedure'],
  readOnly: true,
  handler(context, input) {
    const row = needProcedure(context, input.procedure, input)
    const view = procedureView(row)
    const tallies = asRecord(row.data['tallies'])
    const round = (value: number): number => Math.round(value * 1000) / 1000
    const versions = Object.keys(tallies).map((version) => {
      const tally = tallyOf(row, Number(version))
      const mean = posterior(tally)
      const deviation = Math.sqrt((mean * (1 - mean)) / (tally.successes + tally.failures + 3))
      return {
        version: Number(version),
        ...tally,
        successProbability: round(mean),
        low: round(Math.max(0, mean - 1.645 * deviation)),
        high: round(Math.min(1, mean + 1.645 * deviation)),
      }
    })
    const own = asRecord(tallies[String(view.version)])
    const steps = (Array.isArray(own['steps']) ? own['steps'] : []).map((one, index) => {
      const { successes, failures } = asRecord(one)
      const tally = { successes: Number(successes ?? 0), failures: Number(failures ?? 0) }
      return {
        index,
        action: view.steps[index]?.action ?? '',
        ...tally,
        successProbability: round(posterior(tally)),
      }
    })
    const runs = context.store.select(
      "m.kind = 'run' AND m.parent = ? AND m.endedAt IS NULL",
      [row.id],
      'ORDER BY m.seq',
    )
    const durations = runs
      .flatMap((run) => (typeof run.data['durationMs'] === 'number' ? [run.data['durationMs']] : []))
      .toSorted((a, b) => a - b)
    const outcomes = runs
      .filter((run) => run.status !== 'open')
      .map((run): number => ({ success: 1, partial: 0.5 })[run.status ?? ''] ?? 0)
    const mean = (list: number[]): number => list.reduce((sum, one) => sum + one, 0) / list.length
    const change = outcomes.length < 8 ? undefined : mean(outcomes.slice(-5)) - mean(outcomes.slice(0, -5))
    const trend: 'better' | 'worse' | 'steady' | 'unknown' =
      change === undefined ? 'unknown' : change > 0.15 ? 'better' : change < -0.15 ? 'worse' : 'steady'
    return compact({
      id: row.id,
      name: view.name,
      versions,
      steps,
      medianDurationMs: durations[Math.floor(durations.length / 2)],
      openRuns: runs.filter((run) => run.status === 'open').length,
      trend,
    })
  },
})
