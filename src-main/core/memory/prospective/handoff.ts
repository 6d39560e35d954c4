import { z } from 'zod'
import { compact, defineOperation } from '../operation.ts'
import { name, readFields } from '../shared/fields.ts'
import { shortView, briefSchema } from '../shared/view.ts'
import { summarise } from '../shared/gist.ts'
import { blockersOf, openTasks, taskSchema, taskView } from './task.ts'

export const handoff = defineOperation({
  layer: 'prospective',
  name: 'handoff',
  description:
    'Collects what a session leaves open for the next one: tasks it made that are still open, runs of procedures it began and did not finish, contradictions it caused, its last events, and the first step that is ready. Read at the beginning of a session or written at the end of one.',
  input: z.strictObject({
    session: name
      .optional()
      .describe('Session of the client, or name of a remembered conversation; the present one by default.'),
    maxTokens: z.int().min(1).default(1000).describe('For the last events.'),
    scope: readFields.scope,
  }),
  output: z.object({
    session: z.string(),
    openTasks: z.array(taskSchema),
    openRuns: z.array(briefSchema),
    openConflicts: z.array(briefSchema),
    lastState: z.array(briefSchema).describe('The most telling of the last thirty events, in order.'),
    suggestedFirstStep: taskSchema.optional(),
  }),
  positional: ['session'],
  readOnly: true,
  handler(context, input) {
    const session = input.session ?? context.caller.session
    const mine = (source: { session?: string }): boolean => source.session === session
    const { sql, parameters } = context.retrieval.where({ scopes: context.readScopes(input.scope) })
    const tasks = openTasks(context, input.scope).filter((row) => mine(row.source))
    const own = "(m.session = ? OR json_extract(m.source, '$.session') = ?)"
    const runs = context.store.select(`${sql} AND m.kind = 'run' AND m.status = 'open' AND ${own}`, [
      ...parameters,
      session,
      session,
    ])
    const conflicts = context.store.select(
      `${sql} AND m.kind = 'conflict' AND m.status = 'open' AND ${own}`,
      [...parameters, session, session],
    )
    const events = context.store
      .select(
        `${sql} AND m.layer = 'episodic' AND m.kind = 'event' AND ${own}`,
        [...parameters, session, session],
        'ORDER BY m.occurredAt DESC, m.seq DESC LIMIT 30',
      )
      .toReversed()
    const telling = new Set(
      summarise(
        events.map((row) => row.content),
        input.maxTokens,
      ),
    )
    const ready = tasks
      .filter((row) => blockersOf(context, row).length === 0)
      .toSorted((a, b) => (a.dueAt ?? Infinity) - (b.dueAt ?? Infinity) || b.importance - a.importance)
    return compact({
      session,
      openTasks: tasks.map(taskView),
      openRuns: runs.map(shortView),
      openConflicts: conflicts.map(shortView),
      lastState: events.filter((_, index) => telling.has(index)).map(shortView),
      suggestedFirstStep: ready[0] && taskView(ready[0]),
    })
  },
})
