import { z } from 'zod'
import type { MemoryRow } from '../database/rows.ts'
import { contentHash } from '../database/store.ts'
import { compact, defineOperation, type MemoryContext } from '../operation.ts'
import { content, name, score01, tags, time, writeFields } from '../shared/fields.ts'
import { day } from '../shared/time.ts'
import { analyse, words } from '../text/analyse.ts'
import { nextPosition } from './event.ts'

/** Share of equal terms from which two long texts count as the same report. */
const nearDuplicate = 0.9

export const remember = defineOperation({
  layer: 'episodic',
  name: 'remember',
  description:
    'Remembers one event with its time, place and people. ' +
    'The same event told again (equal text at the same time, or within a day when no time is given) strengthens the first memory instead of ' +
    'adding one: `duplicateOf` names it. `novelty` is 1 minus the greatest share of terms in common with an earlier memory of the scope.',
  input: z.strictObject({
    content,
    occurredAt: time.optional().describe('When it happened; now by default.'),
    place: name.optional(),
    participants: z.array(name).max(50).optional().describe('People concerned.'),
    speaker: name.optional().describe('Who said it, for utterances.'),
    session: name
      .optional()
      .describe('Conversation or sitting it belongs to; neighbours in a session help recall.'),
    tags: tags.optional(),
    importance: score01.optional().describe('0 trifling … 1 vital; 0.5 by default.'),
    affect: z.number().min(-1).max(1).optional().describe('-1 unpleasant … 1 pleasant.'),
    source: name.optional().describe('Where it comes from: a file, an address, a person.'),
    ...writeFields,
  }),
  output: z.object({
    id: z.string(),
    duplicateOf: z.string().optional(),
    novelty: z.number(),
    opId: z.string(),
  }),
  positional: ['content'],
  readOnly: false,
  handler(context, input) {
    return context.write(input, (write, scope) => {
      const known = findDuplicate(context, scope, input.content, input.occurredAt)
      if (known.duplicate) {
        const { duplicate } = known
        write.update(duplicate.id, {
          observed: duplicate.observed + 1,
          tags: [...new Set([...duplicate.tags, ...(input.tags ?? [])])],
          importance: Math.max(duplicate.importance, input.importance ?? 0),
        })
        return { id: duplicate.id, duplicateOf: duplicate.id, novelty: 0 }
      }
      const row = write.insert({
        layer: 'episodic',
        kind: 'event',
        scope,
        content: input.content,
        occurredAt: input.occurredAt ?? context.now,
        place: input.place ?? null,
        speaker: input.speaker ?? null,
        session: input.session ?? null,
        position: input.session === undefined ? null : nextPosition(context, scope, input.session),
        tags: input.tags ?? [],
        importance: input.importance ?? 0.5,
        data: compact({ participants: input.participants, affect: input.affect }) as Record<
          string,
          string[] | number
        >,
        source: compact({ ref: input.source }),
      })
      return { id: row.id, novelty: known.novelty }
    })
  },
})

function findDuplicate(
  context: MemoryContext,
  scope: string,
  text: string,
  occurredAt: number | undefined,
): { duplicate?: MemoryRow; novelty: number } {
  const sameTime = (row: MemoryRow): boolean =>
    occurredAt === undefined
      ? Math.abs(context.now - (row.occurredAt ?? row.createdAt)) < day
      : row.occurredAt === occurredAt
  const equal = context.store
    .select(
      "m.hash = ? AND m.scope = ? AND m.layer = 'episodic' AND m.kind = 'event' AND m.endedAt IS NULL",
      [contentHash(text), scope],
    )
    .find(sameTime)
  if (equal) return { duplicate: equal, novelty: 0 }
  const near = context.retrieval.search({
    query: text.slice(0, 1000),
    scopes: [scope],
    layers: ['episodic'],
    kinds: ['event'],
    limit: 5,
    // A text that shares nine tenths of its terms shares its rarest ones.
    quick: { terms: 3, candidates: 20 },
    now: context.now,
    cold: true,
  })
  const own = new Set(analyse(text))
  let most = 0
  for (const { row } of near) {
    const other = new Set(analyse(row.content))
    const share = jaccard(own, other)
    most = Math.max(most, share)
    if (share >= nearDuplicate && sameTime(row) && sameDetails(text, row.content))
      return { duplicate: row, novelty: 0 }
  }
  return { novelty: Math.round((1 - most) * 100) / 100 }
}

function jaccard(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let both = 0
  for (const term of a) if (b.has(term)) both++
  return both === 0 ? 0 : both / (a.size + b.size - both)
}

/** Texts that differ in a number or a negation are different reports, however alike they are. */
function sameDetails(a: string, b: string): boolean {
  const details = (text: string): string =>
    words(text)
      .filter((word) => /\d/.test(word) || /^(?:no|not|never|none|cannot|without|un\w+)$/.test(word))
      .toSorted()
      .join(' ')
  return details(a) === details(b)
}
