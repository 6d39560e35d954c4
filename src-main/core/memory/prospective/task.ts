import { z } from 'zod'
import type { Json } from '../../../contract/json.ts'
import { AthenaError } from '../../../contract/errors.ts'
import type { MemoryRow } from '../database/rows.ts'
import { compact, type MemoryContext } from '../operation.ts'
import { filledText, name, shortText, tags, time, score01 } from '../shared/fields.ts'
import { isoOrUndefined } from '../shared/time.ts'
import { nextOccurrence, readWhen, whenField } from './when.ts'
import { checkZone, ownZone } from './zone.ts'

export const taskStates = ['open', 'done', 'cancelled', 'failed'] as const

/** What calls a task to mind besides its time: any one of them is enough. */
export const cueSchema = z.strictObject({
  text: z
    .array(shortText)
    .max(50)
    .optional()
    .describe('Words or phrases; all words of one must be in the context.'),
  people: z.array(name).max(50).optional(),
  paths: z.array(shortText).max(50).optional().describe('Folders or files; also what is below them.'),
  tools: z.array(name).max(50).optional().describe('Tools about to be used, such as "github/create_issue".'),
})
export type Cue = z.infer<typeof cueSchema>

export const taskFields = {
  when: whenField
    .optional()
    .describe(
      'When it is due: a time, or words such as "tomorrow at 9" or "next Friday" (English, read relative to now by the clocks of `timeZone`).',
    ),
  cue: cueSchema.optional(),
  deadline: time.optional().describe('Latest time; `when` by default.'),
  repeat: filledText(500)
    .optional()
    .describe('RFC 5545 rule such as "FREQ=WEEKLY;BYDAY=MO", or words such as "every Monday".'),
  timeZone: name
    .optional()
    .describe(
      'IANA zone whose clocks `when` and `repeat` go by, such as "Europe/Oslo"; that of this computer by default. A task due every day at nine stays due at nine when clocks change.',
    ),
  priority: score01.optional().describe('0 some day … 1 now; 0.5 by default.'),
  dependsOn: z.array(z.string()).max(100).optional().describe('Ids of tasks that must be done first.'),
  goal: z.string().optional().describe('Id of the goal it serves.'),
  promisedBy: name.optional().describe('Who promised it, for commitments.'),
  promisedTo: name.optional(),
  evidence: shortText.optional().describe('The exact words of a promise, or the id of the event.'),
  tags: tags.optional(),
}

export const taskSchema = z.object({
  id: z.string(),
  action: z.string(),
  status: z.enum(taskStates),
  due: z.string().optional(),
  deadline: z.string().optional(),
  repeat: z.string().optional(),
  timeZone: z.string().optional(),
  cue: z.json().optional(),
  priority: z.number(),
  dependsOn: z.array(z.string()),
  goal: z.string().optional(),
  promisedBy: z.string().optional(),
  promisedTo: z.string().optional(),
  tags: z.array(z.string()),
  note: z.string().optional(),
  scope: z.string(),
})
export type TaskView = z.infer<typeof taskSchema>

function optionalText(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}

export function taskView(row: MemoryRow): TaskView {
  const { data } = row
  const deadline = data['deadline']
  return compact({
    id: row.id,
    action: row.content,
    status: (taskStates as readonly string[]).includes(row.status ?? '')
      ? (row.status as TaskView['status'])
      : 'open',
    due: isoOrUndefined(row.dueAt),
    deadline: typeof deadline === 'number' ? new Date(deadline).toISOString() : undefined,
    repeat: optionalText(data['repeat']),
    timeZone: optionalText(data['timeZone']),
    cue: data['cue'],
    priority: row.importance,
    dependsOn: Array.isArray(data['dependsOn']) ? (data['dependsOn'] as string[]) : [],
    goal: row.parent ?? undefined,
    promisedBy: optionalText(data['promisedBy']),
    promisedTo: optionalText(data['promisedTo']),
    tags: row.tags,
    note: optionalText(data['note']),
    scope: row.scope,
  })
}

export interface TaskInput {
  when?: number | string | undefined
  cue?: Cue | undefined
  deadline?: number | undefined
  repeat?: string | undefined
  timeZone?: string | undefined
  priority?: number | undefined
  dependsOn?: string[] | undefined
  goal?: string | undefined
  promisedBy?: string | undefined
  promisedTo?: string | undefined
  evidence?: string | undefined
  tags?: string[] | undefined
}

/** Row fields of what an input says; what it does not say is not in them. */
export function taskPatch(
  context: MemoryContext,
  input: TaskInput & { scope?: string | string[] | undefined },
  before: Record<string, Json>,
  ownId?: string,
): Partial<MemoryRow> {
  const repeat = input.repeat === undefined ? undefined : readWhen.rule(input.repeat)
  const timeZone = input.timeZone === undefined ? optionalText(before['timeZone']) : checkZone(input.timeZone)
  const zone = timeZone ?? ownZone()
  let dueAt = input.when === undefined ? undefined : readWhen.time(input.when, context.now, zone)
  if (dueAt === undefined && repeat !== undefined)
    dueAt = nextOccurrence(repeat, context.now, context.now, zone)
  const repeats = repeat !== undefined || before['repeat'] !== undefined
  if (input.dependsOn) refuseCycle(context, input.dependsOn, input, ownId)
  if (input.goal !== undefined) context.need(input.goal, input, { layer: 'prospective', kind: 'goal' })
  const deadline = input.deadline ?? before['deadline']
  const data = compact({
    ...before,
    cue: input.cue ?? before['cue'],
    deadline,
    deadlineAfter:
      repeats && dueAt !== undefined && typeof deadline === 'number'
        ? deadline - dueAt
        : before['deadlineAfter'],
    repeat: repeat ?? before['repeat'],
    // What the rule counts from: putting a task off must not shift it, and COUNT must come to its end.
    repeatStart: (repeats ? dueAt : undefined) ?? before['repeatStart'],
    // The zone is kept with a rule even when it was not named: a computer that travels does not move what is due.
    timeZone: timeZone ?? (repeats ? zone : undefined),
    dependsOn: input.dependsOn ?? before['dependsOn'],
    promisedBy: input.promisedBy ?? before['promisedBy'],
    promisedTo: input.promisedTo ?? before['promisedTo'],
    evidence: input.evidence ?? before['evidence'],
  }) as Record<string, Json>
  return compact({
    data,
    dueAt,
    importance: input.priority,
    parent: input.goal,
    tags: input.tags,
  }) as Partial<MemoryRow>
}

/** BAD_ARGUMENTS when a task would wait for itself. */
function refuseCycle(
  context: MemoryContext,
  dependsOn: readonly string[],
  input: { scope?: string | string[] | undefined },
  ownId: string | undefined,
): void {
  const seen = new Set<string>()
  const queue = [...dependsOn]
  for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
    if (id === ownId) throw new AthenaError('BAD_ARGUMENTS', `The task ${ownId} would depend on itself.`)
    if (seen.has(id)) continue
    seen.add(id)
    queue.push(...taskView(context.need(id, input, { layer: 'prospective', kind: 'task' })).dependsOn)
  }
}

/** Open tasks that a task waits for. */
export function blockersOf(context: MemoryContext, row: MemoryRow): string[] {
  return taskView(row).dependsOn.filter((id) => {
    const other = context.store.get(id)
    return other !== undefined && other.endedAt === null && other.status === 'open'
  })
}

/** Current tasks of the scopes in a state. */
export function openTasks(
  context: MemoryContext,
  scope: string | string[] | undefined,
  status = 'open',
): MemoryRow[] {
  const { sql, parameters } = context.retrieval.where({
    scopes: context.readScopes(scope),
    layers: ['prospective'],
    kinds: ['task'],
    status,
    cold: true,
  })
  return context.store.select(sql, parameters, 'ORDER BY m.dueAt IS NULL, m.dueAt, m.seq')
}
