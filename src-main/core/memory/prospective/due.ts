import { z } from 'zod'
import { defineOperation } from '../operation.ts'
import { limit, readFields, time } from '../shared/fields.ts'
import { day, isoOrUndefined } from '../shared/time.ts'
import { elapsed } from '../episodic/event.ts'
import { blockersOf, openTasks, taskSchema, taskView } from './task.ts'

export const due = defineOperation({
  layer: 'prospective',
  name: 'due',
  description:
    'Lists open tasks that are due, overdue or missed, and with `horizonDays` those to come, earliest first. Missed is what is past its deadline; `reason` says why each is here.',
  input: z.strictObject({
    now: time.optional().describe('As if it were this time.'),
    horizonDays: z.number().min(0).max(3660).default(0),
    includeMissed: z.boolean().default(true),
    limit: limit.default(50),
    maxTokens: readFields.maxTokens,
    scope: readFields.scope,
  }),
  output: z.array(
    taskSchema.extend({
      state: z.enum(['missed', 'overdue', 'due', 'upcoming']),
      reason: z.string(),
      blockedBy: z.array(z.string()),
    }),
  ),
  positional: ['horizonDays'],
  listOf: '',
  readOnly: true,
  handler(context, input) {
    const now = input.now ?? context.now
    return openTasks(context, input.scope)
      .flatMap((row) => {
        const { deadline } = row.data
        const at = row.dueAt ?? (typeof deadline === 'number' ? deadline : null)
        if (at === null || at > now + input.horizonDays * day) return []
        const late = typeof deadline === 'number' && deadline < now
        const state = late
          ? ('missed' as const)
          : at > now
            ? ('upcoming' as const)
            : now - at > day
              ? ('overdue' as const)
              : ('due' as const)
        if (state === 'missed' && !input.includeMissed) return []
        const blockedBy = blockersOf(context, row)
        const what = late
          ? `its deadline was ${isoOrUndefined(deadline) ?? ''}`
          : `it is due ${at > now ? 'in the future' : elapsed(at, now)}`
        return [
          {
            ...taskView(row),
            state,
            reason: blockedBy.length > 0 ? `${what}; it waits for ${blockedBy.length} other` : what,
            blockedBy,
          },
        ]
      })
      .slice(0, input.limit)
  },
})
