import type { TestMemory } from '../testing.ts'

export const topics =
  'harbour castle lantern orchard glacier violin saddle compass kettle marble falcon anchor'.split(' ')
export const queryOf = (topic: string): string => `What was the plan in May for the ${topic}?`

/**
 * Judges twelve questions on a memory whose ranking overrates the month that a question names. `byMonth`: the questions that are right about it,
 * for which the note of that month is the answer; for the others it is the note about the thing.
 */
export async function overrateMonth(it: TestMemory, byMonth: readonly string[]): Promise<void> {
  await it.call('rag/tune', { reset: true })
  for (const topic of topics) {
    const about = await it.call('episodic/remember', {
      content: `The plan for the ${topic} is ready`,
      occurredAt: '2026-02-03',
    })
    const inMay = await it.call('episodic/remember', {
      content: `The plan was read aloud, ${topic.length} pages after ${topic.toUpperCase()}X`,
      occurredAt: '2026-05-04',
    })
    const right = byMonth.includes(topic) ? inMay : about
    await it.call('rag/judge', { query: queryOf(topic), relevantIds: [right.id] })
  }
  it.database().prepare("INSERT INTO settings (id, value, rev) VALUES ('ranking', ?, 0)").run('{"date":3}')
}
