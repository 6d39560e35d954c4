import { z } from 'zod'
import { AthenaError } from '../../../contract/errors.ts'
import type { MemoryRow } from '../database/rows.ts'
import { defineOperation, type MemoryContext } from '../operation.ts'
import { name, readFields, shortText, text } from '../shared/fields.ts'
import { analyse, fold } from '../text/analyse.ts'
import { stopWords } from '../text/stop-words.ts'
import { blockersOf, cueSchema, openTasks, taskSchema, taskView, type Cue } from './task.ts'

export const cue = defineOperation({
  layer: 'prospective',
  name: 'cue',
  description:
    'Gives the open tasks that the present context calls to mind: whose cue has words of `text`, a person, a path or a tool of it. ' +
    'Each fires once a session (or `episode`), so the same reminder is not given again and again; with `peek` nothing is marked.',
  input: z.strictObject({
    text: text(20_000).optional().describe('What is being talked about or done.'),
    people: z.array(name).max(50).optional(),
    paths: z.array(shortText).max(200).optional(),
    tool: name.optional(),
    episode: name.optional().describe('What counts as one context; the session by default.'),
    peek: z.boolean().default(false),
    scope: readFields.scope,
  }),
  output: z.array(
    z.object({ task: taskSchema, matched: z.array(z.string()).describe('What of the cue was met.') }),
  ),
  positional: ['text'],
  readOnly: false,
  handler(context, input) {
    const { text: said, people, paths, tool } = input
    if ([said, people, paths, tool].every((one) => one === undefined)) {
      throw new AthenaError(
        'BAD_ARGUMENTS',
        'prospective/cue: give some context: text, people, paths or tool.',
      )
    }
    const episode = input.episode ?? context.caller.session
    const found = calledToMind(context, input.scope, { text: said, people, paths, tool }).filter(
      ({ row }) => row.data['cuedIn'] !== episode,
    )
    if (!input.peek && found.length > 0) {
      context.write({ scope: found[0]?.row.scope }, (write) => {
        for (const { row } of found) write.update(row.id, { data: { ...row.data, cuedIn: episode } })
        return {}
      })
    }
    return found.map(({ row, matched }) => ({ task: taskView(row), matched }))
  },
})

/** What is going on: words said, people, paths, a tool about to be used. */
export interface Present {
  text?: string | undefined
  people?: readonly string[] | undefined
  paths?: readonly string[] | undefined
  tool?: string | undefined
}

interface Folded {
  terms: ReadonlySet<string>
  persons: ReadonlySet<string>
  said: string
  paths: readonly string[]
  tool: string | undefined
}

/** Open tasks, not waiting for others, whose cue something present meets, with what met it. */
export function calledToMind(
  context: MemoryContext,
  scope: string | string[] | undefined,
  present: Present,
): { row: MemoryRow; matched: string[] }[] {
  const folded: Folded = {
    terms: new Set(analyse(present.text ?? '')),
    persons: new Set((present.people ?? []).map(fold)),
    said: fold(present.text ?? ''),
    paths: present.paths ?? [],
    tool: present.tool,
  }
  return openTasks(context, scope).flatMap((row) => {
    const parsed = cueSchema.safeParse(row.data['cue'] ?? {})
    if (!parsed.success || blockersOf(context, row).length > 0) return []
    const matched = matches(parsed.data, folded)
    return matched.length > 0 ? [{ row, matched }] : []
  })
}

function matches(wanted: Cue, present: Folded): string[] {
  const result: string[] = []
  for (const phrase of wanted.text ?? []) {
    const all = analyse(phrase)
    const content = all.filter((term) => !stopWords.has(term))
    const needed = content.length > 0 ? content : all
    if (needed.length > 0 && needed.every((term) => present.terms.has(term))) result.push(`text: ${phrase}`)
  }
  for (const person of wanted.people ?? []) {
    const plain = fold(person)
    if (
      present.persons.has(plain) ||
      new RegExp(`(?<![\\p{L}])${escape(plain)}(?![\\p{L}])`, 'u').test(present.said)
    )
      result.push(`person: ${person}`)
  }
  for (const path of wanted.paths ?? []) {
    const folder = path.endsWith('/') ? path : `${path}/`
    if (present.paths.some((one) => one === path || one.startsWith(folder))) result.push(`path: ${path}`)
  }
  for (const tool of wanted.tools ?? []) {
    const plain = (one: string): string => one.replaceAll(/__|\./g, '/').toLowerCase()
    if (present.tool !== undefined && plain(present.tool) === plain(tool)) result.push(`tool: ${tool}`)
  }
  return result
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
