import { z } from 'zod'
import { AthenaError } from '../../../contract/errors.ts'
import { defineOperation } from '../operation.ts'
import { id, name, readFields, shortText } from '../shared/fields.ts'
import { content } from './pitfall.ts'

export const extract = defineOperation({
  layer: 'procedural',
  name: 'extract',
  description:
    'Finds the procedure in several traces of the same work: sessions, or lists of event ids, one a trace. ' +
    'The traces are aligned step by step (dynamic programming over likeness of words, after Needleman & Wunsch, 1970); steps that most traces share become candidates, with how many have them; where the words differ the variants are given, and numbers and quoted names that differ become parameters. ' +
    'Nothing is stored: edit the text and give it to procedural/define.',
  input: z.strictObject({
    sessions: z.array(name).min(2).max(20).optional(),
    traces: z.array(z.array(id).min(1).max(500)).min(2).max(20).optional(),
    goal: shortText,
    minSupport: z.number().min(0).max(1).default(0.6).describe('Share of traces that must have a step.'),
    scope: readFields.scope,
  }),
  output: z.object({
    goal: z.string(),
    steps: z.array(z.object({ action: z.string(), support: z.number(), variants: z.array(z.string()) })),
    parameters: z.array(z.object({ name: z.string(), values: z.array(z.string()) })),
    traces: z.number(),
    evidence: z.array(z.string()),
  }),
  readOnly: true,
  handler(context, input) {
    if ((input.sessions === undefined) === (input.traces === undefined))
      throw new AthenaError('BAD_ARGUMENTS', 'procedural/extract: give either sessions or traces.')
    const { sql, parameters } = context.retrieval.where({
      scopes: context.readScopes(input.scope),
      layers: ['episodic'],
      kinds: ['event'],
      cold: true,
    })
    const traces = input.sessions
      ? input.sessions.map((session) =>
          context.store.select(
            `${sql} AND m.session = ?`,
            [...parameters, session],
            'ORDER BY m.position, m.seq LIMIT 500',
          ),
        )
      : (input.traces ?? []).map((ids) =>
          ids.map((one) => context.need(one, input, { layer: 'episodic', kind: 'event' })),
        )
    const empty = traces.findIndex((trace) => trace.length === 0)
    if (empty >= 0)
      throw new AthenaError(
        'NOT_FOUND',
        `procedural/extract: nothing is remembered of ${input.sessions?.[empty] ?? `trace ${empty + 1}`}.`,
      )
    // The longest trace is the frame; each other one is aligned to it.
    const frameIndex = traces.reduce(
      (best, trace, index) => (trace.length > (traces[best]?.length ?? 0) ? index : best),
      0,
    )
    const columns = (traces[frameIndex] ?? []).map((row) => [row.content])
    const bags = (traces[frameIndex] ?? []).map((row) => new Set(content(row.content)))
    traces.forEach((trace, index) => {
      if (index === frameIndex) return
      for (const [at, other] of align(
        bags,
        trace.map((row) => new Set(content(row.content))),
      ))
        columns[at]?.push(trace[other]?.content ?? '')
    })
    const values: { name: string; values: string[] }[] = []
    const steps = columns
      .filter((texts) => texts.length / traces.length >= input.minSupport)
      .map((texts) => ({
        action: generalise(texts, values),
        support: texts.length,
        variants: [...new Set(texts)].slice(0, 10),
      }))
    return {
      goal: input.goal,
      steps,
      parameters: values,
      traces: traces.length,
      evidence: traces.flat().map((row) => row.id),
    }
  },
})

/** Pairs of places that belong together, in order in both lists. */
function align(a: readonly Set<string>[], b: readonly Set<string>[]): [number, number][] {
  const likeness = (x: ReadonlySet<string>, y: ReadonlySet<string>): number => {
    const both = [...x].filter((word) => y.has(word)).length
    return both === 0 ? 0 : (2 * both) / (x.size + y.size)
  }
  const table = Array.from({ length: a.length + 1 }, () => new Float64Array(b.length + 1))
  const cell = (i: number, j: number): number => table[i]?.[j] ?? 0
  const gain = (i: number, j: number): number => {
    const value = likeness(a[i - 1] ?? new Set(), b[j - 1] ?? new Set())
    return value >= 0.35 ? value : -1
  }
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const row = table[i]
      if (row) row[j] = Math.max(cell(i - 1, j), cell(i, j - 1), cell(i - 1, j - 1) + gain(i, j))
    }
  }
  const pairs: [number, number][] = []
  let [i, j] = [a.length, b.length]
  while (i > 0 && j > 0) {
    if (cell(i, j) === cell(i - 1, j)) i--
    else if (cell(i, j) === cell(i, j - 1)) j--
    else {
      pairs.push([i - 1, j - 1])
      i--
      j--
    }
  }
  return pairs.reverse()
}

const slots = /"[^"]+"|'[^']+'|`[^`]+`|\b\d[\d.,:/-]*\b/g

/** The first text with numbers and quoted names that differ between the texts as parameters. */
function generalise(texts: readonly string[], values: { name: string; values: string[] }[]): string {
  const [first = ''] = texts
  const frame = first.replace(slots, '\u0000')
  const same = texts.filter((text) => text.replace(slots, '\u0000') === frame)
  if (same.length < 2) return first
  const lists = same.map((text) => text.match(slots) ?? [])
  let index = -1
  return first.replace(slots, (found) => {
    index++
    const seen = [...new Set(lists.map((one) => one[index] ?? found))]
    if (seen.length === 1) return found
    const known = values.find((one) => JSON.stringify(one.values) === JSON.stringify(seen))
    const chosen = known ?? { name: `value${values.length + 1}`, values: seen }
    if (!known) values.push(chosen)
    return `{{${chosen.name}}}`
  })
}
