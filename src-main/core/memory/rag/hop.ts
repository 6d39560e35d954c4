import { z } from 'zod'
import { layers, type Layer } from '../database/rows.ts'
import { defineOperation } from '../operation.ts'
import { readFields, shortText } from '../shared/fields.ts'
import { fold, stem, words } from '../text/analyse.ts'
import { stopWords } from '../text/stop-words.ts'
import { briefSchema, briefView } from '../shared/view.ts'

const searched: Layer[] = ['episodic', 'semantic', 'rag', 'graph']

export const hop = defineOperation({
  layer: 'rag',
  name: 'hop',
  description:
    'Answers questions whose evidence is in several places: searches, takes the names and rare words that the best evidence adds to the question, searches on with those, and so forth (pseudo-relevance feedback over bridging names). ' +
    '`chain` says what each step searched for and what bridged to it.',
  input: z.strictObject({
    query: shortText,
    maxHops: z.int().min(1).max(5).default(2),
    limit: z.int().min(1).max(100).default(10),
    layers: z.array(z.enum(layers)).min(1).default(searched),
    scope: readFields.scope,
    asOf: readFields.asOf,
    maxTokens: readFields.maxTokens,
  }),
  output: z.object({
    chain: z.array(
      z.object({
        hop: z.number(),
        query: z.string(),
        bridge: z.string().optional(),
        found: z.array(z.string()),
      }),
    ),
    evidence: z.array(briefSchema.extend({ score: z.number(), hop: z.number() })),
  }),
  positional: ['query', 'maxHops'],
  readOnly: true,
  meaning: 'query',
  handler(context, input) {
    const scopes = context.readScopes(input.scope)
    const size = Math.max(context.retrieval.size(), 1)
    const evidence = new Map<string, { row: Parameters<typeof briefView>[0]; score: number; hop: number }>()
    const chain: { hop: number; query: string; bridge?: string; found: string[] }[] = []
    const asked = new Set(context.retrieval.parse(input.query).terms.keys())
    const search = (query: string, number: number, discount: number, bridge?: string): string[] => {
      const hits = context.retrieval.search({
        query,
        // A bridge is a word to look for; what is meant stays the question.
        meaning: input.query,
        scopes,
        layers: input.layers,
        asOf: input.asOf,
        limit: input.limit,
        now: context.now,
      })
      const found: string[] = []
      for (const hit of hits) {
        if (hit.row.kind === 'document') continue
        const score = hit.score * discount
        const known = evidence.get(hit.row.id)
        if (!known) found.push(hit.row.id)
        // Found by two ways is better than found by one.
        evidence.set(
          hit.row.id,
          known
            ? { ...known, score: Math.max(known.score, score) + 0.1 * Math.min(known.score, score) }
            : { row: hit.row, score, hop: number },
        )
      }
      chain.push({
        hop: number,
        query,
        found: found.slice(0, input.limit),
        ...(bridge !== undefined && { bridge }),
      })
      return found
    }
    let frontier = search(input.query, 1, 1)
    const used = new Set<string>()
    for (let number = 2; number <= input.maxHops && frontier.length > 0; number++) {
      const bridges = new Map<string, number>()
      frontier.slice(0, 5).forEach((id, rank) => {
        const content = evidence.get(id)?.row.content ?? ''
        const names = new Set(
          [...content.matchAll(/\p{Lu}[\p{L}\p{N}-]+(?:\s\p{Lu}[\p{L}\p{N}-]+)*/gu)].map((match) => match[0]),
        )
        const candidates = new Set([...names, ...words(content).filter((word) => word.length > 4)])
        for (const candidate of candidates) {
          const terms = words(candidate).map(stem)
          if (
            terms.some((term) => asked.has(term)) ||
            terms.every((term) => stopWords.has(term)) ||
            used.has(fold(candidate))
          )
            continue
          const frequency = Math.min(...terms.map((term) => context.retrieval.documentFrequency(term)))
          // A bridge must lead elsewhere (two memories at least) and not everywhere.
          if (frequency < 2 || frequency > Math.max(20, size / 20)) continue
          const weight = (Math.log(size / frequency) * (names.has(candidate) ? 2 : 1)) / (rank + 1)
          bridges.set(candidate, (bridges.get(candidate) ?? 0) + weight)
        }
      })
      frontier = []
      for (const [bridge] of [...bridges].toSorted((a, b) => b[1] - a[1]).slice(0, 3)) {
        used.add(fold(bridge))
        frontier.push(...search(`${input.query} ${bridge}`, number, 0.9 ** (number - 1), bridge))
      }
    }
    let tokens = 0
    return {
      chain,
      evidence: [...evidence.values()]
        .toSorted((a, b) => b.score - a.score)
        .slice(0, input.limit)
        .filter((one) => {
          tokens += Math.ceil(Buffer.byteLength(one.row.content) / 4)
          return input.maxTokens === undefined || tokens <= input.maxTokens
        })
        .map((one) => ({ ...briefView(one.row), score: Math.round(one.score * 1000) / 1000, hop: one.hop })),
    }
  },
})
