import { expect, test } from 'vitest'
import { createTestMemory, type TestMemory } from '../testing.ts'
import { splitGolden } from './golden.ts'
import { overrateMonth, queryOf, topics } from './testing-tune.ts'

async function overratedMonth(byMonth: readonly string[]): Promise<TestMemory> {
  const it = createTestMemory()
  await overrateMonth(it, byMonth)
  return it
}

test(
  'tuned weights are adopted when the questions held back confirm them, and can be undone',
  { timeout: 120_000 },
  async () => {
    const it = await overratedMonth([])
    try {
      const before = await it.call('rag/evaluate')
      const dry = await it.call('rag/tune', { dryRun: true })
      expect(dry).toMatchObject({ adopted: false, questions: { fitted: 8, heldBack: 4 } })
      expect((await it.call('rag/evaluate')).ndcg10).toBe(before.ndcg10)
      const half = await it.call('rag/tune', { dryRun: true, holdout: 0.9 })
      expect(half.questions.heldBack).toBeGreaterThan(4)
      const short = await it.call('rag/tune', { dryRun: true, budgetMs: 10 })
      expect(short.tried).toBeLessThan(dry.tried)
      for (const empty of [{ set: 'other' }, { scope: ['project:none'] }])
        await expect(it.call('rag/tune', empty)).rejects.toMatchObject({ code: 'NOT_FOUND' })
      const tuned = await it.call('rag/tune')
      expect(tuned.adopted).toBe(true)
      expect(tuned.weights.date).toBeLessThan(3)
      expect(tuned.ndcg10.heldBack.after).toBeGreaterThan(tuned.ndcg10.heldBack.before)
      expect((await it.call('rag/evaluate')).ndcg10).toBeGreaterThan(before.ndcg10)
      await it.call('meta/undo', { opId: tuned.opId })
      expect((await it.call('rag/evaluate')).ndcg10).toBe(before.ndcg10)
    } finally {
      it.dispose()
    }
  },
)

test(
  'weights that only suit the questions they were fitted to are refused',
  { timeout: 120_000 },
  async () => {
    const { held } = splitGolden(
      topics.map((topic) => ({ topic, query: queryOf(topic) })),
      0.3,
    )
    const it = await overratedMonth(held.map((one) => one.topic))
    try {
      const refused = await it.call('rag/tune')
      expect(refused).toMatchObject({ adopted: false, reason: expect.stringContaining('do not confirm') })
      expect(refused.ndcg10.fitted.after).toBeGreaterThan(refused.ndcg10.fitted.before)
      expect(refused).not.toHaveProperty('opId')
      expect(it.database().prepare("SELECT value FROM settings WHERE id = 'ranking'").pluck().get()).toBe(
        '{"date":3}',
      )
      await expect(it.call('rag/tune', { set: 'none' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    } finally {
      it.dispose()
    }
  },
)
