import { z } from 'zod'
import { AthenaError } from '../../../contract/errors.ts'
import { defineOperation } from '../operation.ts'
import { rankingSetting, tunable, type TunableWeight, type Weights } from '../retrieval/weights.ts'
import { name, readFields, score01, writeFields } from '../shared/fields.ts'
import { askGolden, goldenSet, splitGolden, type GoldenQuestion } from './golden.ts'

/** Fewest questions: of fewer, a hold-out says nothing. */
const fewest = 10
/** Steps tried for each weight. */
const steps = [0.5, 0.75, 1.5, 2] as const
/** The hold-out must gain this much in nDCG@10, and lose on fewer questions than it gains. */
const leastGain = 0.005

export const tune = defineOperation({
  layer: 'rag',
  name: 'tune',
  description:
    'Fits the weights of ranking to this user’s own golden set (rag/judge), and adopts them only if questions that were held back confirm it. ' +
    'A share of the questions (`holdout`) is put aside by a hash of their text; on the rest each weight in turn is tried at half to double its value, twice round, for the best mean nDCG@10. ' +
    'Adopted only when the mean nDCG@10 of those held back rises by 0.005 or more and more of them gain than lose; otherwise nothing changes, and `reason` says why. ' +
    'Adopted weights rank all layers and scopes; meta/undo with `opId`, or `reset`, brings the old ones back. BAD_ARGUMENTS with fewer than ten questions.',
  input: z.strictObject({
    set: name.default('default'),
    holdout: score01.min(0.1).max(0.9).default(0.3).describe('Share of the questions put aside.'),
    dryRun: z.boolean().default(false).describe('Only tells what it would adopt.'),
    reset: z.boolean().default(false).describe('Back to the built-in weights; nothing is fitted.'),
    budgetMs: z.int().min(10).max(120_000).default(20_000).describe('Time for fitting.'),
    scope: readFields.scope,
    idempotencyKey: writeFields.idempotencyKey,
  }),
  output: z.object({
    adopted: z.boolean(),
    reason: z.string(),
    questions: z.object({ fitted: z.number(), heldBack: z.number() }),
    tried: z.int().describe('Sets of weights that were tried in the time given.'),
    weights: z.record(z.string(), z.number()).describe('Those that differ from the built-in ones, as found.'),
    ndcg10: z.object({
      fitted: z.object({ before: z.number(), after: z.number() }),
      heldBack: z.object({ before: z.number(), after: z.number() }),
    }),
    opId: z.string().optional(),
  }),
  positional: ['set'],
  readOnly: false,
  async handler(context, input) {
    const { retrieval } = context
    const none = { before: 0, after: 0 }
    if (input.reset) {
      const { opId } = context.write({ idempotencyKey: input.idempotencyKey }, (write) => {
        write.setting(rankingSetting, undefined)
        return {}
      })
      return {
        adopted: false,
        reason: 'The built-in weights rank again.',
        questions: { fitted: 0, heldBack: 0 },
        tried: 0,
        weights: {},
        ndcg10: { fitted: none, heldBack: none },
        opId,
      }
    }
    const scopes = context.readScopes(input.scope)
    const golden = goldenSet(context, scopes, input.set)
    if (golden.length < fewest)
      throw new AthenaError(
        'BAD_ARGUMENTS',
        `rag/tune: the golden set ${JSON.stringify(input.set)} has ${golden.length} questions, ${fewest} are the least. Add some with rag/judge.`,
      )
    for (const { query } of golden) await context.embedding.prepare(query)
    const { held, fitted } = splitGolden(golden, input.holdout)
    const measure = (list: readonly GoldenQuestion[], weights: Weights): number[] =>
      list.map((one) => askGolden(context, scopes, one, { depth: 10, weights }).ndcg)
    const before = retrieval.weights()
    const fittedBefore = mean(measure(fitted, before))
    const deadline = performance.now() + input.budgetMs
    let best = before
    let highest = fittedBefore
    let count = 0
    for (let round = 0; round < 2; round++) {
      const start = highest
      for (const key of tunable) {
        const at = best[key]
        for (const step of steps) {
          if (performance.now() > deadline || context.signal.aborted) break
          count += 1
          const tried: Weights = { ...best, [key]: Math.round(at * step * 1000) / 1000 }
          const reached = mean(measure(fitted, tried))
          // A tie keeps what is there.
          if (reached > highest + 1e-9) [best, highest] = [tried, reached]
          await new Promise((resolve) => setImmediate(resolve))
        }
      }
      if (highest === start) break
    }
    const [old, now] = [measure(held, before), measure(held, best)]
    const gains = now.filter((value, i) => value > (old[i] ?? 0) + 1e-9).length
    const losses = now.filter((value, i) => value < (old[i] ?? 0) - 1e-9).length
    const gain = mean(now) - mean(old)
    const changed = tunable.filter((key) => best[key] !== before[key])
    const confirmed = changed.length > 0 && gain >= leastGain && gains > losses
    const adopted = confirmed && !input.dryRun
    const result = {
      adopted,
      reason:
        changed.length === 0
          ? 'No other weights rank the questions better.'
          : confirmed
            ? `The questions held back confirm it: ${gains} gain, ${losses} lose.`
            : `The questions held back do not confirm it (${gains} gain, ${losses} lose, nDCG@10 ${round(gain) < 0 ? '' : '+'}${round(gain)}); the old weights stay.`,
      questions: { fitted: fitted.length, heldBack: held.length },
      tried: count,
      weights: Object.fromEntries(changed.map((key) => [key, best[key]])),
      ndcg10: {
        fitted: { before: round(fittedBefore), after: round(highest) },
        heldBack: { before: round(mean(old)), after: round(mean(now)) },
      },
    }
    if (!adopted) return result
    const saved: Record<TunableWeight, number> = Object.fromEntries(
      tunable.map((key) => [key, best[key]]),
    ) as Record<TunableWeight, number>
    const { opId } = context.write({ idempotencyKey: input.idempotencyKey }, (write) => {
      write.setting(rankingSetting, saved)
      return {}
    })
    return { ...result, opId }
  },
})

function mean(values: readonly number[]): number {
  return values.reduce((sum, one) => sum + one, 0) / (values.length || 1)
}

function round(value: number): number {
  return Math.round(value * 10_000) / 10_000
}
