import { z } from 'zod'
import { defineOperation } from '../operation.ts'
import { id, limit, readFields } from '../shared/fields.ts'
import { day } from '../shared/time.ts'
import { elapsed } from '../episodic/event.ts'
import { blockersOf, openTasks, taskSchema, taskView } from './task.ts'

export const nextActions = defineOperation({
  layer: 'prospective',
  name: 'next_actions',
  description:
    'Orders open work: what can begin now before what waits, then by urgency (time left to the deadline or due time), priority and how many other tasks wait for it. `whyNow` says the reasons.',
  input: z.strictObject({
    goal: id.optional().describe('Only tasks that serve this goal or goals below it.'),
    limit: limit.default(10),
    maxTokens: readFields.maxTokens,
    scope: readFields.scope,
  }),
  output: z.array(
    z.object({ task: taskSchema, urgency: z.number(), whyNow: z.string(), blockedBy: z.array(z.string()) }),
  ),
  positional: ['goal', 'limit'],
  listOf: '',
  readOnly: true,
  handler(context, input) {
    const goals = new Set<string>()
    if (input.goal !== undefined) {
      const queue = [context.need(input.goal, input, { layer: 'prospective', kind: 'goal' }).id]
      for (let goal = queue.shift(); goal !== undefined; goal = queue.shift()) {
        if (goals.has(goal)) continue
        goals.add(goal)
        queue.push(
          ...context.store
            .select("m.parent = ? AND m.kind = 'goal' AND m.endedAt IS NULL", [goal])
            .map((row) => row.id),
        )
      }
    }
    return openTasks(context, input.scope)
      .filter((row) => input.goal === undefined || (row.parent !== null && goals.has(row.parent)))
      .map((row) => {
        const { deadline } = row.data
        const end = typeof deadline === 'number' ? deadline : row.dueAt
        const slack = end === null ? undefined : (end - context.now) / day
        // Urgency is 1 when time is up and halves with every three days that are left.
        const pressure = slack === undefined ? 0.2 : slack <= 0 ? 1 : 0.5 ** (slack / 3)
        const waiting = context.store
          .links("toId = ? AND relation = 'dependsOn'", [row.id])
          .filter((link) => context.store.get(link.fromId)?.status === 'open').length
        const blockedBy = blockersOf(context, row)
        const urgency = pressure + 0.5 * row.importance + 0.2 * Math.min(waiting, 5)
        const reasons: string[] = []
        if (end !== null)
          reasons.push(
            slack !== undefined && slack <= 0
              ? `late: ${elapsed(end, context.now)}`
              : `due ${elapsed(end, context.now)}`,
          )
        if (row.importance > 0.5) reasons.push(`priority ${row.importance}`)
        if (waiting > 0) reasons.push(`${waiting} other wait for it`)
        if (blockedBy.length > 0) reasons.push(`waits for ${blockedBy.join(', ')}`)
        return {
          task: taskView(row),
          urgency: Math.round(urgency * 1000) / 1000,
          whyNow: reasons.join('; ') || 'open, no date',
          blockedBy,
        }
      })
      .toSorted(
        (a, b) => Number(a.blockedBy.length > 0) - Number(b.blockedBy.length > 0) || b.urgency - a.urgency,
      )
      .slice(0, input.limit)
  },
})
