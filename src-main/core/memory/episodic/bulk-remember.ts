import { z } from 'zod'
import { AthenaError } from '../../../contract/errors.ts'
import { contentHash } from '../database/store.ts'
import { compact, defineOperation } from '../operation.ts'
import { content, name, score01, tags, time, writeFields } from '../shared/fields.ts'
import { hour } from '../shared/time.ts'
import { analyse } from '../text/analyse.ts'
import { stopWords } from '../text/stop-words.ts'
import { nextPosition } from './event.ts'

const turn = z.strictObject({
  content,
  speaker: name.optional(),
  occurredAt: time.optional(),
  session: name.optional(),
  tags: tags.optional(),
  place: name.optional(),
  participants: z.array(name).max(50).optional(),
  importance: score01.optional(),
  externalId: name
    .optional()
    .describe('Id in the system it comes from; a turn with a known one is not stored twice.'),
})

export const bulkRemember = defineOperation({
  layer: 'episodic',
  name: 'bulk_remember',
  description:
    'Remembers many events or a whole transcript, verbatim and in order, in one transaction. ' +
    'Turns of a session are indexed with their neighbours. The same transcript given again adds nothing: turns whose `externalId` is known, or whose ' +
    'text, speaker and time are in the session already, are counted as duplicates. With boundary "gap" or "topic" a long session is cut into ' +
    'segments: a pause of more than `gapMinutes`, or a change of vocabulary (a dip in the likeness of adjacent blocks, after M. Hearst’s TextTiling, 1997); ' +
    '`boundaries` has the index of each first turn. At most 50,000 turns a call.',
  input: z.strictObject({
    turns: z
      .array(z.union([content, turn]))
      .min(1)
      .max(50_000)
      .describe('Texts, or objects with content and context.'),
    session: name.optional().describe('Session of turns that name none.'),
    source: name.optional().describe('Where the transcript comes from.'),
    occurredAt: time.optional().describe('Time of turns that have none; now by default.'),
    tags: tags.optional().describe('Tags of every turn.'),
    boundary: z.enum(['none', 'gap', 'topic']).default('none'),
    gapMinutes: z
      .number()
      .min(1)
      .max(525_600)
      .default(60)
      .describe('Pause that begins a segment, for boundary "gap".'),
    ...writeFields,
  }),
  output: z.object({
    ids: z.array(z.string()).describe('One id a turn, in order.'),
    added: z.number(),
    duplicates: z.number(),
    boundaries: z.array(z.number()).describe('Indexes of the turns that begin a segment.'),
    opId: z.string(),
  }),
  readOnly: false,
  handler(context, input) {
    const turns = input.turns.map(
      (one) => (typeof one === 'string' ? { content: one } : one) as z.output<typeof turn>,
    )
    const boundaries =
      input.boundary === 'none'
        ? []
        : input.boundary === 'gap'
          ? gaps(turns, input.gapMinutes)
          : topics(turns.map((one) => one.content))
    if (input.boundary === 'gap' && turns.some((one) => one.occurredAt === undefined)) {
      throw new AthenaError(
        'BAD_ARGUMENTS',
        'episodic/bulk_remember: boundary "gap" needs occurredAt on every turn.',
      )
    }
    return context.write(input, (write, scope) => {
      const positions = new Map<string, number>()
      const earlier = new Map<string, Map<string, string[]>>()
      const { database } = context.store
      const sameSession = database.prepare(
        "SELECT id, hash, speaker, occurredAt, json_extract(source, '$.externalId') AS externalId FROM memories WHERE session = ? AND scope = ? AND endedAt IS NULL AND layer = 'episodic'",
      )
      /** Turns of a session that were there before this call: key → ids. */
      function known(session: string): Map<string, string[]> {
        let keys = earlier.get(session)
        if (!keys) {
          keys = new Map()
          for (const row of sameSession.all(session, scope) as KnownTurn[]) {
            const key = turnKey(row)
            keys.set(key, [...(keys.get(key) ?? []), row.id])
          }
          earlier.set(session, keys)
        }
        return keys
      }
      let segment = 0
      let duplicates = 0
      const starts = new Set(boundaries)
      const ids = turns.map((one, index) => {
        if (index > 0 && starts.has(index)) segment++
        const session = one.session ?? input.session
        const occurredAt = one.occurredAt ?? input.occurredAt
        if (session !== undefined) {
          const key = turnKey({
            hash: contentHash(one.content),
            speaker: one.speaker ?? null,
            occurredAt: occurredAt ?? null,
            externalId: one.externalId ?? null,
          })
          const same =
            occurredAt === undefined && one.externalId === undefined
              ? undefined
              : known(session).get(key)?.shift()
          if (same !== undefined) {
            duplicates++
            return same
          }
        }
        let position: number | null = null
        if (session !== undefined) {
          position = positions.get(session) ?? nextPosition(context, scope, session)
          positions.set(session, position + 1)
        }
        const row = write.insert({
          layer: 'episodic',
          kind: 'event',
          scope,
          content: one.content,
          speaker: one.speaker ?? null,
          session: session ?? null,
          position,
          place: one.place ?? null,
          occurredAt: occurredAt ?? context.now,
          tags: [...new Set([...(input.tags ?? []), ...(one.tags ?? [])])],
          importance: one.importance ?? 0.5,
          data: compact({
            participants: one.participants,
            segment: input.boundary === 'none' ? undefined : segment,
          }) as Record<string, string[] | number>,
          source: compact({ ref: input.source, externalId: one.externalId }),
        })
        return row.id
      })
      return { ids, added: ids.length - duplicates, duplicates, boundaries }
    })
  },
})

interface KnownTurn {
  id: string
  hash: string
  speaker: string | null
  occurredAt: number | null
  externalId: string | null
}

function turnKey(row: Omit<KnownTurn, 'id'>): string {
  return row.externalId === null
    ? `${row.hash} ${row.occurredAt ?? ''} ${row.speaker ?? ''}`
    : `external ${row.externalId}`
}

function gaps(turns: readonly { occurredAt?: number | undefined }[], minutes: number): number[] {
  const result = [0]
  for (let i = 1; i < turns.length; i++) {
    const pause = (turns[i]?.occurredAt ?? 0) - (turns[i - 1]?.occurredAt ?? 0)
    if (pause > (minutes * hour) / 60) result.push(i)
  }
  return result
}

/** First turns of topics: where the likeness of the four turns before and after dips by more than a standard deviation. */
function topics(texts: readonly string[]): number[] {
  const block = 4
  const bags = texts.map((one) => analyse(one).filter((term) => !stopWords.has(term)))
  const likeness: number[] = []
  for (let i = 1; i < bags.length; i++) {
    likeness.push(cosine(bags.slice(Math.max(0, i - block), i).flat(), bags.slice(i, i + block).flat()))
  }
  const depths = likeness.map((value, i) => {
    const left = Math.max(...likeness.slice(Math.max(0, i - block), i + 1))
    const right = Math.max(...likeness.slice(i, i + block + 1))
    return left + right - 2 * value
  })
  const mean = depths.reduce((sum, value) => sum + value, 0) / (depths.length || 1)
  const deviation = Math.sqrt(
    depths.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (depths.length || 1),
  )
  const result = [0]
  depths.forEach((depth, i) => {
    const last = result.at(-1) ?? 0
    const peak = depth >= (depths[i - 1] ?? 0) && depth >= (depths[i + 1] ?? 0)
    if (depth > mean + deviation && depth > 0.1 && peak && i + 1 - last >= 3) result.push(i + 1)
  })
  return result
}

function cosine(a: readonly string[], b: readonly string[]): number {
  const count = (list: readonly string[]): Map<string, number> => {
    const counts = new Map<string, number>()
    for (const term of list) counts.set(term, (counts.get(term) ?? 0) + 1)
    return counts
  }
  const [left, right] = [count(a), count(b)]
  let dot = 0
  for (const [term, value] of left) dot += value * (right.get(term) ?? 0)
  const length = (counts: Map<string, number>): number =>
    Math.sqrt([...counts.values()].reduce((sum, value) => sum + value * value, 0))
  return dot === 0 ? 0 : dot / (length(left) * length(right))
}
