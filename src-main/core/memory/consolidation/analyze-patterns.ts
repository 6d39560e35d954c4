import { z } from 'zod'
import { defineOperation } from '../operation.ts'
import { limit, readFields, time } from '../shared/fields.ts'
import { day } from '../shared/time.ts'

export const analyzePatterns = defineOperation({
  layer: 'consolidation',
  name: 'analyze_patterns',
  description:
    'Finds regularities in events by their tags, people and places: what occurs together on a day more than chance would have it (lift), what follows what within a window, and what comes back at a steady interval (variation of the intervals below a quarter). Support is the number of days or occurrences.',
  input: z.strictObject({
    minSupport: z.int().min(2).default(3),
    windowDays: z
      .number()
      .min(0.01)
      .max(365)
      .default(2)
      .describe('How soon the second of a sequence follows.'),
    from: time.optional(),
    to: time.optional(),
    limit: limit.default(20).describe('Of each kind.'),
    scope: readFields.scope,
    asOf: readFields.asOf,
  }),
  output: z.object({
    together: z.array(
      z.object({
        items: z.array(z.string()),
        support: z.number(),
        lift: z.number(),
        examples: z.array(z.string()),
      }),
    ),
    sequences: z.array(
      z.object({
        first: z.string(),
        then: z.string(),
        support: z.number(),
        confidence: z.number(),
        medianDelayMs: z.number(),
        examples: z.array(z.string()),
      }),
    ),
    periodic: z.array(
      z.object({
        item: z.string(),
        occurrences: z.number(),
        intervalDays: z.number(),
        variation: z.number(),
        nextExpected: z.string(),
      }),
    ),
    events: z.number(),
  }),
  readOnly: true,
  handler(context, input) {
    const filter = context.retrieval.where({
      scopes: context.readScopes(input.scope),
      layers: ['episodic'],
      kinds: ['event'],
      from: input.from,
      to: input.to,
      asOf: input.asOf,
      cold: true,
    })
    const rows = context.store.select(filter.sql, filter.parameters, 'ORDER BY m.occurredAt LIMIT 50000')
    const events = rows.map((row) => {
      const people = Array.isArray(row.data['participants']) ? (row.data['participants'] as string[]) : []
      const items = new Set([
        ...row.tags.map((tag) => `#${tag.toLowerCase()}`),
        ...people.map((one) => `@${one}`),
        ...(row.place === null ? [] : [`in ${row.place}`]),
      ])
      return { id: row.id, at: row.occurredAt ?? row.createdAt, items }
    })
    const times = new Map<string, { at: number; id: string }[]>()
    const days = new Map<number, Map<string, string>>()
    for (const event of events) {
      const key = Math.floor(event.at / day)
      let items = days.get(key)
      if (!items) days.set(key, (items = new Map()))
      for (const item of event.items) {
        items.set(item, event.id)
        times.set(item, [...(times.get(item) ?? []), { at: event.at, id: event.id }])
      }
    }
    const dayCount = new Map<string, number>()
    const pairCount = new Map<string, { count: number; examples: string[] }>()
    for (const items of days.values()) {
      const list = [...items.keys()].toSorted().slice(0, 50)
      list.forEach((a, i) => {
        dayCount.set(a, (dayCount.get(a) ?? 0) + 1)
        for (const b of list.slice(i + 1)) {
          const key = JSON.stringify([a, b])
          const entry = pairCount.get(key) ?? { count: 0, examples: [] }
          entry.count++
          if (entry.examples.length < 3) entry.examples.push(items.get(a) ?? '')
          pairCount.set(key, entry)
        }
      })
    }
    const round = (value: number): number => Math.round(value * 100) / 100
    const together = [...pairCount]
      .filter(([, entry]) => entry.count >= input.minSupport)
      .map(([key, entry]) => {
        const [a, b] = JSON.parse(key) as [string, string]
        return {
          items: [a, b],
          support: entry.count,
          lift: round((entry.count * days.size) / ((dayCount.get(a) ?? 1) * (dayCount.get(b) ?? 1))),
          examples: entry.examples,
        }
      })
      .filter((one) => one.lift > 1)
      .toSorted((a, b) => b.lift * b.support - a.lift * a.support)
      .slice(0, input.limit)
    const frequent = [...times]
      .filter(([, list]) => list.length >= input.minSupport)
      .toSorted((a, b) => b[1].length - a[1].length)
      .slice(0, 100)
    const sequences: {
      first: string
      then: string
      support: number
      confidence: number
      medianDelayMs: number
      examples: string[]
    }[] = []
    for (const [a, first] of frequent) {
      for (const [b, second] of frequent) {
        if (a === b) continue
        const delays: { delay: number; id: string }[] = []
        for (const one of first) {
          const next = second.find((other) => other.at > one.at && other.id !== one.id)
          if (next && next.at - one.at <= input.windowDays * day)
            delays.push({ delay: next.at - one.at, id: next.id })
        }
        if (delays.length < input.minSupport) continue
        const sorted = delays.map((one) => one.delay).toSorted((x, y) => x - y)
        sequences.push({
          first: a,
          then: b,
          support: delays.length,
          confidence: round(delays.length / first.length),
          medianDelayMs: sorted[Math.floor(sorted.length / 2)] ?? 0,
          examples: delays.slice(0, 3).map((one) => one.id),
        })
      }
    }
    const periodic = frequent.flatMap(([item, list]) => {
      const gaps = list
        .slice(1)
        .map((one, index) => one.at - (list[index]?.at ?? 0))
        .filter((gap) => gap > 60_000)
      if (gaps.length < Math.max(2, input.minSupport - 1)) return []
      const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length
      const variation = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length) / mean
      return variation > 0.25
        ? []
        : [
            {
              item,
              occurrences: list.length,
              intervalDays: round(mean / day),
              variation: round(variation),
              nextExpected: new Date((list.at(-1)?.at ?? 0) + mean).toISOString(),
            },
          ]
    })
    return {
      together,
      sequences: sequences
        .toSorted((a, b) => b.confidence * b.support - a.confidence * a.support)
        .slice(0, input.limit),
      periodic: periodic.slice(0, input.limit),
      events: events.length,
    }
  },
})
