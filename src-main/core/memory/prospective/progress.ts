import { z } from 'zod'
import { AthenaError } from '../../../contract/errors.ts'
import type { Json } from '../../../contract/json.ts'
import type { MemoryRow } from '../database/rows.ts'
import { asRecord, compact, defineOperation, type MemoryContext } from '../operation.ts'
import { changeFields, id, shortText } from '../shared/fields.ts'
import { day, iso } from '../shared/time.ts'
import { goalView } from './goal.ts'

export const progress = defineOperation({
  layer: 'prospective',
  name: 'progress',
  description:
    'Tells how far a goal is: criteria met and unmet with their evidence, tasks done and open, the same for goals below it, and since when nothing moved. ' +
    'With `met` (or `unmet`) criteria are marked first, with evidence; only what was marked counts as met, nothing is guessed.',
  input: z.strictObject({
    goal: id,
    met: z
      .array(
        z.strictObject({
          criterion: shortText,
          evidence: shortText.optional().describe('Id of an event, or words.'),
        }),
      )
      .max(100)
      .optional(),
    unmet: z.array(shortText).max(100).optional(),
    stallDays: z.number().min(0.01).default(14),
    ...changeFields,
  }),
  output: z.object({
    goal: z.string(),
    statement: z.string(),
    share: z.number().describe('Criteria met here and below, 0 … 1; by tasks where there are no criteria.'),
    met: z.array(z.object({ criterion: z.string(), evidence: z.string().optional(), at: z.string() })),
    unmet: z.array(z.string()),
    tasks: z.object({ done: z.number(), open: z.number(), failed: z.number() }),
    below: z.array(z.object({ goal: z.string(), statement: z.string(), share: z.number() })),
    lastMoved: z.string(),
    stalledSince: z.string().optional(),
    opId: z.string().optional(),
  }),
  positional: ['goal'],
  readOnly: false,
  handler(context, input) {
    let row = context.need(input.goal, input, { layer: 'prospective', kind: 'goal' })
    let opId: string | undefined
    if (input.met || input.unmet) {
      const known = goalView(row).criteria
      for (const one of [...(input.met ?? []).map((met) => met.criterion), ...(input.unmet ?? [])]) {
        if (!known.includes(one))
          throw new AthenaError(
            'BAD_ARGUMENTS',
            `prospective/progress: ${JSON.stringify(one)} is no criterion of ${row.id}. Criteria: ${known.join('; ')}`,
          )
      }
      opId = context.write({ ...input, scope: row.scope }, (write) => {
        const state = { ...asRecord(row.data['met']) }
        for (const one of input.met ?? [])
          state[one.criterion] = compact({ at: context.now, evidence: one.evidence }) as Json
        for (const one of input.unmet ?? []) delete state[one]
        const reached = known.length > 0 && known.every((one) => one in state)
        row = write.update(row.id, { data: { ...row.data, met: state }, status: reached ? 'done' : 'open' })
        return {}
      }).opId
    }
    const roll = rollUp(context, row, new Set())
    const { criteria } = goalView(row)
    const state = asRecord(row.data['met'])
    return compact({
      goal: row.id,
      statement: row.content,
      share: Math.round(roll.share * 1000) / 1000,
      met: criteria
        .filter((one) => one in state)
        .map((one) => {
          const { at, evidence } = asRecord(state[one])
          return compact({
            criterion: one,
            at: iso(Number(at)),
            evidence: typeof evidence === 'string' ? evidence : undefined,
          })
        }),
      unmet: criteria.filter((one) => !(one in state)),
      tasks: roll.tasks,
      below: childrenOf(context, row).map((child) => ({
        goal: child.id,
        statement: child.content,
        share: Math.round(rollUp(context, child, new Set()).share * 1000) / 1000,
      })),
      lastMoved: iso(roll.lastMoved),
      stalledSince:
        roll.share < 1 && context.now - roll.lastMoved > input.stallDays * day
          ? iso(roll.lastMoved)
          : undefined,
      opId,
    })
  },
})

function childrenOf(context: MemoryContext, row: MemoryRow): MemoryRow[] {
  return context.store.select(
    "m.parent = ? AND m.kind = 'goal' AND m.endedAt IS NULL",
    [row.id],
    'ORDER BY m.seq',
  )
}

/** Share met, tasks and last change of a goal with all below it. */
export function rollUp(
  context: MemoryContext,
  row: MemoryRow,
  seen: Set<string>,
): { share: number; tasks: { done: number; open: number; failed: number }; lastMoved: number } {
  seen.add(row.id)
  const { criteria } = goalView(row)
  const met = Object.keys(asRecord(row.data['met'])).filter((one) => criteria.includes(one)).length
  const tasks = { done: 0, open: 0, failed: 0 }
  let lastMoved = row.updatedAt
  for (const task of context.store.select("m.parent = ? AND m.kind = 'task' AND m.endedAt IS NULL", [
    row.id,
  ])) {
    if (task.status === 'done') tasks.done++
    else if (task.status === 'failed') tasks.failed++
    else if (task.status === 'open') tasks.open++
    lastMoved = Math.max(lastMoved, task.updatedAt)
  }
  const parts: number[] = []
  if (criteria.length > 0) parts.push(met / criteria.length)
  else if (tasks.done + tasks.open + tasks.failed > 0)
    parts.push(tasks.done / (tasks.done + tasks.open + tasks.failed))
  for (const child of childrenOf(context, row)) {
    if (seen.has(child.id)) continue
    const below = rollUp(context, child, seen)
    parts.push(below.share)
    tasks.done += below.tasks.done
    tasks.open += below.tasks.open
    tasks.failed += below.tasks.failed
    lastMoved = Math.max(lastMoved, below.lastMoved)
  }
  return {
    share: parts.length === 0 ? 0 : parts.reduce((sum, part) => sum + part, 0) / parts.length,
    tasks,
    lastMoved,
  }
}
