import { z } from 'zod'
import { AthenaError } from '../../../contract/errors.ts'
import type { Json } from '../../../contract/json.ts'
import { compact, defineOperation } from '../operation.ts'
import { changeFields, id, shortText } from '../shared/fields.ts'
import { iso } from '../shared/time.ts'
import { nextOccurrence, readWhen, whenField } from './when.ts'
import { ownZone } from './zone.ts'

export const completeTask = defineOperation({
  layer: 'prospective',
  name: 'complete_task',
  description:
    'Closes a task as done, cancelled or failed, or puts it off ("deferred" with `until`). ' +
    'The outcome is remembered as an event, so that it can be recalled. A repeating task that is done or failed becomes due again at its next occurrence; cancelled, it ends.',
  input: z.strictObject({
    id,
    outcome: z.enum(['done', 'cancelled', 'failed', 'deferred']).default('done'),
    until: whenField.optional().describe('For "deferred": the new time.'),
    note: shortText.optional(),
    ...changeFields,
  }),
  output: z.object({
    id: z.string(),
    status: z.string(),
    nextOccurrence: z.string().optional(),
    eventId: z.string(),
    unblocked: z.array(z.string()).describe('Tasks that waited for it and can begin now.'),
    opId: z.string(),
  }),
  positional: ['id', 'outcome'],
  readOnly: false,
  handler(context, input) {
    if ((input.outcome === 'deferred') !== (input.until !== undefined)) {
      throw new AthenaError(
        'BAD_ARGUMENTS',
        'prospective/complete_task: "deferred" needs until, the other outcomes have none.',
      )
    }
    return context.write(input, (write) => {
      const row = context.need(input.id, input, { layer: 'prospective', kind: 'task' })
      if (row.status !== 'open')
        throw new AthenaError('CONFLICT', `The task ${row.id} is ${row.status} already.`)
      const { repeat, repeatStart, timeZone, deadlineAfter } = row.data
      const zone = typeof timeZone === 'string' ? timeZone : ownZone()
      const start = typeof repeatStart === 'number' ? repeatStart : (row.dueAt ?? row.createdAt)
      const again =
        input.outcome === 'deferred'
          ? readWhen.time(input.until ?? '', context.now, zone)
          : typeof repeat === 'string' && input.outcome !== 'cancelled'
            ? nextOccurrence(repeat, start, Math.max(context.now, row.dueAt ?? 0), zone)
            : undefined
      const status = again !== undefined ? 'open' : input.outcome === 'deferred' ? 'open' : input.outcome
      write.update(row.id, {
        status,
        dueAt: again ?? row.dueAt,
        data: compact<Record<string, Json | undefined>>({
          ...row.data,
          // The next time round has its own latest time, as long after it is due as this one's.
          ...(again !== undefined &&
            input.outcome !== 'deferred' &&
            typeof deadlineAfter === 'number' && { deadline: again + deadlineAfter }),
          note: input.note ?? row.data['note'],
          cuedIn: null,
        }) as Record<string, Json>,
      })
      const event = write.insert({
        layer: 'episodic',
        kind: 'event',
        scope: row.scope,
        content: `${input.outcome === 'deferred' ? 'Put off' : input.outcome === 'done' ? 'Done' : input.outcome === 'failed' ? 'Failed' : 'Cancelled'}: ${row.content}${input.note === undefined ? '' : ` (${input.note})`}`,
        occurredAt: context.now,
        tags: [...row.tags, 'task'],
        importance: row.importance,
      })
      write.link(event.id, row.id, 'about')
      const unblocked =
        status === 'done'
          ? context.store
              .links("toId = ? AND relation = 'dependsOn'", [row.id])
              .map((link) => link.fromId)
              .filter((other) => {
                const task = context.store.get(other)
                if (!task || task.status !== 'open' || task.endedAt !== null) return false
                const waits = Array.isArray(task.data['dependsOn'])
                  ? (task.data['dependsOn'] as string[])
                  : []
                return waits.every((one) => one === row.id || context.store.get(one)?.status !== 'open')
              })
          : []
      return compact({
        id: row.id,
        status: input.outcome === 'deferred' ? 'deferred' : input.outcome,
        nextOccurrence: again === undefined ? undefined : iso(again),
        eventId: event.id,
        unblocked,
      })
    })
  },
})
