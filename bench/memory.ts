import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BenchRow } from '../scripts/run-bench.ts'
import { createMemory } from '../src-main/core/memory/index.ts'

/**
 * Retrieval of evidence on conversations in LoCoMo's form (Maharana et al., 2024): each question names the turns that answer it. All turns go
 * in by `bulk_remember` (one scope a conversation; a turn is its text and, where it shared a picture, the picture's caption), questions through
 * `recall`, whole and unchanged. No language model, nothing known of the data set.
 */

interface Turn {
  id: string
  session: number
  speaker: string
  text: string
  caption: string
  time: number
}

interface Conversation {
  id: string
  turns: Turn[]
  questions: { text: string; category: number; evidence: string[] }[]
}

const categories: Record<number, string> = {
  1: 'multi-hop',
  2: 'temporal',
  3: 'open-domain',
  4: 'single-hop',
  5: 'adversarial',
}

/** Runs the benchmark over a file or folder of conversations. */
export async function run(options: { data?: string; log: (line: string) => void }): Promise<BenchRow[]> {
  if (options.data === undefined)
    throw new Error('Give the conversations: --data FILE or FOLDER (LoCoMo JSON).')
  const conversations = readConversations(options.data)
  const folder = mkdtempSync(join(tmpdir(), 'athena-bench-'))
  let counter = 0
  const memory = createMemory({
    databasePath: join(folder, 'memory.db'),
    clock: { now: () => Date.now(), monotonic: () => performance.now() },
    ids: { next: (prefix) => `${prefix}_${(++counter).toString(32).padStart(10, '0')}` },
    log: { debug() {}, info() {}, warn() {}, error() {} },
  })
  const context = () => ({
    caller: { execution: 'x_bench', session: 'bench', client: 'bench' },
    now: Date.now(),
    signal: new AbortController().signal,
  })
  try {
    const turnOf = new Map<string, string>()
    const started = performance.now()
    let turns = 0
    for (const conversation of conversations) {
      const { ids } = (await memory.call(
        'episodic',
        'bulk_remember',
        {
          scope: `project:${conversation.id}`,
          turns: conversation.turns.map((turn) => ({
            content: turn.caption === '' ? turn.text : `${turn.text}\n${turn.caption}`,
            speaker: turn.speaker,
            session: `D${turn.session}`,
            occurredAt: turn.time,
            externalId: turn.id,
          })),
        },
        context(),
      )) as { ids: string[] }
      ids.forEach((id, index) => turnOf.set(id, conversation.turns[index]?.id ?? ''))
      turns += ids.length
    }
    const storing = performance.now() - started
    const results: (Scores & { category: number })[] = []
    const latencies: number[] = []
    for (const conversation of conversations) {
      for (const question of conversation.questions) {
        const before = performance.now()
        const hits = (await memory.call(
          'episodic',
          'recall',
          { query: question.text, limit: 20, scope: `project:${conversation.id}` },
          context(),
        )) as { id: string }[]
        latencies.push(performance.now() - before)
        const ranked = hits.map((hit) => turnOf.get(hit.id) ?? '')
        results.push({ category: question.category, ...scores(ranked, question.evidence) })
      }
    }
    options.log(`${conversations.length} conversations, ${turns} turns, ${results.length} questions`)
    return report(results, latencies, storing / turns)
  } finally {
    memory.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Scores {
  r5: number
  r10: number
  r20: number
  ndcg10: number
  mrr: number
}

function scores(ranked: readonly string[], evidence: readonly string[]): Scores {
  const relevant = new Set(evidence)
  const recallAt = (k: number): number =>
    ranked.slice(0, k).filter((id) => relevant.has(id)).length / relevant.size
  const gains = ranked
    .slice(0, 10)
    .map((id, index): number => (relevant.has(id) ? 1 / Math.log2(index + 2) : 0))
  let ideal = 0
  for (let i = 0; i < Math.min(10, relevant.size); i++) ideal += 1 / Math.log2(i + 2)
  const first = ranked.findIndex((id) => relevant.has(id))
  return {
    r5: recallAt(5),
    r10: recallAt(10),
    r20: recallAt(20),
    ndcg10: gains.reduce((sum, gain) => sum + gain, 0) / ideal,
    mrr: first < 0 ? 0 : 1 / (first + 1),
  }
}

function report(
  results: readonly (Scores & { category: number })[],
  latencies: number[],
  perTurn: number,
): BenchRow[] {
  const mean = (key: keyof Scores, list = results): number =>
    Math.round((1000 * list.reduce((sum, one) => sum + one[key], 0)) / (list.length || 1)) / 10
  const rows: BenchRow[] = []
  const percent = (metric: string, value: number, atLeast?: number): void => {
    rows.push({
      metric,
      value,
      unit: '%',
      ...(atLeast !== undefined && { target: `>= ${atLeast}`, pass: value >= atLeast }),
    })
  }
  percent('R@5', mean('r5'))
  percent('R@10', mean('r10'), 82)
  percent('R@20', mean('r20'))
  percent('nDCG@10', mean('ndcg10'))
  percent('MRR', mean('mrr'))
  percent(
    'R@10 without adversarial',
    mean(
      'r10',
      results.filter((one) => one.category !== 5),
    ),
  )
  for (const [number, name] of Object.entries(categories)) {
    const list = results.filter((one) => one.category === Number(number))
    if (list.length > 0) percent(`R@10 ${name}`, mean('r10', list))
  }
  latencies.sort((a, b) => a - b)
  const at = (share: number): number =>
    Math.round((latencies[Math.floor(latencies.length * share)] ?? 0) * 1000) / 1000
  rows.push({ metric: 'recall p50', value: at(0.5), unit: 'ms' })
  rows.push({ metric: 'recall p95', value: at(0.95), unit: 'ms', target: '<= 3', pass: at(0.95) <= 3 })
  rows.push({ metric: 'store a turn', value: Math.round(perTurn * 1000) / 1000, unit: 'ms' })
  return rows
}

interface RawTurn {
  dia_id: string
  speaker: string
  text?: string
  blip_caption?: string
}

interface RawConversation {
  sample_id?: string
  conversation: Record<string, unknown>
  qa: { question: string; category: number; evidence?: unknown[] }[]
}

function readConversations(path: string): Conversation[] {
  const files = statSync(path).isDirectory()
    ? readdirSync(path)
        .filter((file) => file.endsWith('.json'))
        .toSorted()
        .map((file) => join(path, file))
    : [path]
  const raw = files.flatMap(
    (file) => JSON.parse(readFileSync(file, 'utf8')) as RawConversation[] | RawConversation,
  )
  return raw
    .filter((one) => typeof one === 'object' && 'conversation' in one && Array.isArray(one.qa))
    .map(readConversation)
}

function readConversation(raw: RawConversation, index: number): Conversation {
  const turns: Turn[] = []
  const numbers = Object.keys(raw.conversation)
    .map((key) => /^session_(\d+)$/.exec(key)?.[1])
    .filter((one) => one !== undefined)
    .map(Number)
    .toSorted((a, b) => a - b)
  for (const number of numbers) {
    const time = readTime(raw.conversation[`session_${number}_date_time`])
    for (const turn of raw.conversation[`session_${number}`] as RawTurn[]) {
      turns.push({
        id: turn.dia_id,
        session: number,
        speaker: turn.speaker,
        text: turn.text?.trim() || '…',
        caption: turn.blip_caption ?? '',
        time,
      })
    }
  }
  const known = new Set(turns.map((turn) => turn.id))
  const questions = raw.qa
    .map((one) => ({
      text: one.question,
      category: one.category,
      evidence: evidenceOf(one.evidence ?? []).filter((id) => known.has(id)),
    }))
    .filter((one) => one.evidence.length > 0)
  return { id: `${index}-${raw.sample_id ?? 'conversation'}`.replace(/\s/g, '-'), turns, questions }
}

/** Ids of turns; the data has a few like "D8:6; D9:17", "D:11:26" and "D30:05". */
function evidenceOf(list: readonly unknown[]): string[] {
  const ids = new Set<string>()
  for (const one of list) {
    for (const match of String(one)
      .replace(/^D:(\d+)/, 'D$1')
      .matchAll(/D(\d+):0*(\d+)/g))
      ids.add(`D${match[1]}:${match[2]}`)
  }
  return [...ids]
}

/** "1:56 pm on 8 May, 2023" as epoch milliseconds; 0 if it cannot be read. */
function readTime(value: unknown): number {
  const match = /(\d+):(\d+)\s*(am|pm)\s+on\s+(\d+\s+\w+),?\s+(\d+)/i.exec(String(value))
  if (!match) return 0
  const time = Date.parse(`${match[4]} ${match[5]} ${match[1]}:${match[2]} ${match[3]} UTC`)
  return Number.isFinite(time) ? time : 0
}
