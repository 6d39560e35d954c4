import { z } from 'zod'
import { AthenaError } from '../../../contract/errors.ts'
import type { MemoryRow } from '../database/rows.ts'
import { defineOperation } from '../operation.ts'
import { readFields, shortText, text } from '../shared/fields.ts'
import { analyse, words } from '../text/analyse.ts'
import { stopWords } from '../text/stop-words.ts'
import { passageText } from './document.ts'

export const support = defineOperation({
  layer: 'rag',
  name: 'support',
  description:
    'Checks a draft against what is remembered: each claim (or sentence of `text`) is supported, contradicted or unsupported, with the memories that say so. ' +
    'By words, not by understanding: supported when one memory (or sentence of a passage) has at least `threshold` of the claim’s rare words and all its numbers, with the same negation; contradicted when it has the words but another number or the opposite negation. What it cannot tell it calls unsupported.',
  input: z.strictObject({
    claims: z.array(shortText).min(1).max(200).optional(),
    text: text(50_000).optional(),
    threshold: z.number().min(0.3).max(1).default(0.75),
    scope: readFields.scope,
    asOf: readFields.asOf,
  }),
  output: z.array(
    z.object({
      claim: z.string(),
      verdict: z.enum(['supported', 'contradicted', 'unsupported']),
      coverage: z.number(),
      cites: z.array(z.object({ id: z.string(), quote: z.string() })),
    }),
  ),
  positional: ['claims'],
  readOnly: true,
  handler(context, input) {
    if ((input.claims === undefined) === (input.text === undefined))
      throw new AthenaError('BAD_ARGUMENTS', 'rag/support: give either claims or text.')
    const claims = input.claims ?? sentencesOf(input.text ?? '')
    const scopes = context.readScopes(input.scope)
    const size = Math.max(context.retrieval.size(), 1)
    const weigh = (term: string): number =>
      Math.log(1 + size / (context.retrieval.documentFrequency(term) + 0.5))
    return claims.map((claim) => {
      const wanted = details(claim)
      const total = wanted.terms.reduce((sum, term) => sum + weigh(term), 0)
      const hits = context.retrieval.search({
        query: claim,
        scopes,
        layers: ['episodic', 'semantic', 'rag', 'graph'],
        asOf: input.asOf,
        validAt: input.asOf ?? context.now,
        limit: 20,
        now: context.now,
      })
      let best = 0
      const supporting: { id: string; quote: string; coverage: number }[] = []
      const contrary: { id: string; quote: string; coverage: number }[] = []
      for (const { row } of hits) {
        if (row.kind === 'document') continue
        for (const sentence of sentencesOf(sourceText(row))) {
          const found = details(sentence)
          const own = new Set(found.terms)
          const coverage =
            total === 0
              ? 0
              : wanted.terms.reduce((sum, term) => sum + (own.has(term) ? weigh(term) : 0), 0) / total
          best = Math.max(best, coverage)
          if (coverage < input.threshold) continue
          const cite = { id: row.id, quote: sentence.slice(0, 300), coverage }
          const otherNumber =
            wanted.numbers.length > 0 &&
            found.numbers.length > 0 &&
            wanted.numbers.some((one) => !found.numbers.includes(one))
          const missingNumber = wanted.numbers.some((one) => !found.numbers.includes(one))
          if (otherNumber || wanted.negated !== found.negated) contrary.push(cite)
          else if (!missingNumber) supporting.push(cite)
        }
      }
      const verdict: 'supported' | 'contradicted' | 'unsupported' =
        supporting.length > 0 ? 'supported' : contrary.length > 0 ? 'contradicted' : 'unsupported'
      const cites = (verdict === 'supported' ? supporting : contrary)
        .toSorted((a, b) => b.coverage - a.coverage)
        .slice(0, 3)
      return {
        claim,
        verdict,
        coverage: Math.round(best * 100) / 100,
        cites: cites.map(({ id, quote }) => ({ id, quote })),
      }
    })
  },
})

function sourceText(row: MemoryRow): string {
  const said = row.kind === 'chunk' ? passageText(row) : row.content
  return row.speaker === null ? said : `${row.speaker}: ${said}`
}

function sentencesOf(body: string): string[] {
  return body
    .split(/(?<=[.!?。！？])\s+|\n+/)
    .map((one) => one.trim())
    .filter((one) => one.length > 2)
}

function details(sentence: string): { terms: string[]; numbers: string[]; negated: boolean } {
  const list = words(sentence)
  return {
    terms: [...new Set(analyse(sentence).filter((term) => !stopWords.has(term) && !/^\d/.test(term)))],
    numbers: (sentence.match(/\d+(?:[.,:]\d+)*/g) ?? []).map((one) => one.replace(/,(?=\d{3}\b)/g, '')),
    negated:
      list.some((word) => /^(?:no|not|never|none|cannot|without|nobody|nothing)$/.test(word)) ||
      /n['’]t\b/i.test(sentence),
  }
}
