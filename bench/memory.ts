import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BenchRow } from '../scripts/run-bench.ts'
import { createMemory, type Memory } from '../src-main/core/memory/index.ts'
import { categories, readConversations, type Conversation } from './memory/conversations.ts'
import { readDocuments, type DocumentCollection } from './memory/documents.ts'
import { meanOf, quantile, scores, type Scores } from './memory/measures.ts'

/**
 * Quality of retrieval, through the operations an agent calls, first without and then with the optional embedder. No language model, nothing
 * known of the data.
 *
 * `--data` is a file or folder of conversations in LoCoMo's form: all turns go in by `bulk_remember` (one scope a conversation; a turn is its text
 * and, where it shared a picture, the picture's caption), questions through `recall`, whole and unchanged. Or it is a folder with a
 * collection of documents in SMART's form (`cran.all.1400`, `cran.qry`, `cranqrel`): each goes in by `rag/ingest`, questions through `rag/search`.
 */
export async function run(options: {
  data?: string
  /** False: without the embedder only. */
  embedder?: boolean
  log: (line: string) => void
}): Promise<BenchRow[]> {
  const { data, log } = options
  if (data === undefined)
    throw new Error(
      'Give the data: --data FILE or FOLDER (conversations in LoCoMo’s JSON, or a collection such as Cranfield 1400).',
    )
  const folder = mkdtempSync(join(tmpdir(), 'athena-bench-'))
  let counter = 0
  const memory = createMemory({
    databasePath: join(folder, 'memory.db'),
    clock: { now: () => Date.now(), monotonic: () => performance.now() },
    ids: { next: (prefix) => `${prefix}_${(++counter).toString(32).padStart(10, '0')}` },
    log: { debug() {}, info() {}, warn() {}, error() {} },
  })
  try {
    const documents = statSync(data).isDirectory() ? readDocuments(data) : undefined
    const task = documents
      ? await takeDocuments(memory, documents, log)
      : await takeConversations(memory, filesOf(data), log)
    const rows = await task.ask('')
    rows.push({ metric: 'store one', value: Math.round(task.storing * 1000) / 1000, unit: 'ms' })
    if (options.embedder === false) return rows
    const began = performance.now()
    memory.setEmbedder(true)
    await memory.embedderSettled()
    const { vectors, problem } = memory.embedderStatus()
    if (problem !== undefined) {
      log(`Without the embedder: ${problem}`)
      return rows
    }
    const with_ = await task.ask('with embedder: ')
    return [
      ...rows,
      ...with_,
      {
        metric: 'with embedder: vector of one, in the background',
        value: Math.round(((performance.now() - began) / vectors) * 10) / 10,
        unit: 'ms',
      },
      {
        metric: 'with embedder: resident memory',
        value: Math.round(process.memoryUsage().rss / 1e6),
        unit: 'MB',
      },
    ]
  } finally {
    memory.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A task that has been put into the memory. */
interface Task {
  /** Milliseconds to store one turn or document. */
  storing: number
  ask: (prefix: string) => Promise<BenchRow[]>
}

const context = () => ({
  caller: { execution: 'x_bench', session: 'bench', client: 'bench' },
  now: Date.now(),
  signal: new AbortController().signal,
})

async function takeConversations(
  memory: Memory,
  files: string[],
  log: (line: string) => void,
): Promise<Task> {
  const conversations = readConversations(files)
  const turnOf = new Map<string, string>()
  const started = performance.now()
  const scopeOf = (conversation: Conversation): string => `project:${conversation.id}`
  for (const conversation of conversations) {
    const { ids } = (await memory.call(
      'episodic',
      'bulk_remember',
      {
        scope: scopeOf(conversation),
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
  }
  const storing = (performance.now() - started) / turnOf.size
  const questions = conversations.flatMap((one) => one.questions).length
  log(`${conversations.length} conversations, ${turnOf.size} turns, ${questions} questions`)
  return {
    storing,
    async ask(prefix) {
      const results: (Scores & { category: number })[] = []
      const latencies: number[] = []
      for (const conversation of conversations) {
        for (const question of conversation.questions) {
          const before = performance.now()
          const hits = (await memory.call(
            'episodic',
            'recall',
            { query: question.text, limit: 20, scope: scopeOf(conversation) },
            context(),
          )) as { id: string }[]
          latencies.push(performance.now() - before)
          const ranked = hits.map((hit) => turnOf.get(hit.id) ?? '')
          results.push({ category: question.category, ...scores(ranked, question.evidence) })
        }
      }
      const byCategory = Object.entries(categories).flatMap(([number, name]) => {
        const list = results.filter((one) => one.category === Number(number))
        return list.length > 0 ? [{ name: `R@10 ${name}`, list }] : []
      })
      return report(prefix, results, latencies, targets[prefix === '' ? 'without' : 'with'], [
        { name: 'R@10 without adversarial', list: results.filter((one) => one.category !== 5) },
        ...byCategory,
      ])
    },
  }
}

async function takeDocuments(
  memory: Memory,
  collection: DocumentCollection,
  log: (line: string) => void,
): Promise<Task> {
  const documentOf = new Map<string, string>()
  const started = performance.now()
  for (const one of collection.documents) {
    const { documents } = (await memory.call(
      'rag',
      'ingest',
      { name: `${one.id}.txt`, text: `${one.title}\n\n${one.text}` },
      context(),
    )) as { documents: { id: string }[] }
    documentOf.set(documents[0]?.id ?? '', one.id)
  }
  const storing = (performance.now() - started) / collection.documents.length
  log(`${collection.documents.length} documents, ${collection.questions.length} questions`)
  return {
    storing,
    async ask(prefix) {
      const results: Scores[] = []
      const latencies: number[] = []
      for (const question of collection.questions) {
        const before = performance.now()
        const hits = (await memory.call('rag', 'search', { query: question.text, limit: 60 }, context())) as {
          cite: { documentId: string }
        }[]
        latencies.push(performance.now() - before)
        // A long document is found by several passages.
        const ranked = [...new Set(hits.map((hit) => documentOf.get(hit.cite.documentId) ?? ''))]
        results.push(scores(ranked, question.relevant))
      }
      return report(prefix, results, latencies, {}, [])
    },
  }
}

/** What must be reached on the conversations. */
const targets: Record<'without' | 'with', Record<string, number>> = {
  without: { 'R@10': 82, 'recall p95': 3 },
  with: {
    'R@5': 77,
    'R@10': 84.5,
    'R@20': 89,
    'nDCG@10': 67,
    MRR: 64,
    'R@10 multi-hop': 52,
    'recall p95': 25,
  },
}

function report(
  prefix: string,
  results: readonly Scores[],
  latencies: readonly number[],
  bounds: Record<string, number>,
  groups: readonly { name: string; list: readonly Scores[] }[],
): BenchRow[] {
  const rows: BenchRow[] = []
  const percent = (metric: string, value: number): void => {
    const least = bounds[metric]
    rows.push({
      metric: `${prefix}${metric}`,
      value,
      unit: '%',
      ...(least !== undefined && { target: `>= ${least}`, pass: value >= least }),
    })
  }
  percent('R@5', meanOf(results, 'r5'))
  percent('R@10', meanOf(results, 'r10'))
  percent('R@20', meanOf(results, 'r20'))
  percent('nDCG@10', meanOf(results, 'ndcg10'))
  percent('MRR', meanOf(results, 'mrr'))
  for (const { name, list } of groups) percent(name, meanOf(list, 'r10'))
  const [p50, p95] = [quantile(latencies, 0.5), quantile(latencies, 0.95)]
  const most = bounds['recall p95']
  rows.push({ metric: `${prefix}recall p50`, value: p50, unit: 'ms' })
  rows.push({
    metric: `${prefix}recall p95`,
    value: p95,
    unit: 'ms',
    ...(most !== undefined && { target: `<= ${most}`, pass: p95 <= most }),
  })
  return rows
}

function filesOf(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path)
    .filter((file) => file.endsWith('.json'))
    .toSorted()
    .map((file) => join(path, file))
}
