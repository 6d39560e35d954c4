import { expect } from 'vitest'

// Results are read by checks that know their form.
// oxlint-disable-next-line typescript/no-explicit-any
type Result = any
const holds = (shape: object) => (result: Result) => expect(result).toMatchObject(shape)
const contains = (text: string) => (result: Result) => expect(JSON.stringify(result)).toContain(text)
const word = (pattern: RegExp): string => expect.stringMatching(pattern) as string

/** A fact about the result of each operation in the examples of docs/memory.md: what a result of the right shape that is wrong would fail. */
export const facts: Record<string, (result: Result) => void> = {
  'episodic/remember': holds({ id: word(/^ep_/), opId: word(/^op_/) }),
  'episodic/bulk_remember': holds({ added: 3, duplicates: 0 }),
  'episodic/recall': (hits) => expect(hits.length).toBeGreaterThan(0),
  'episodic/get': holds({ content: word(/dog/), session: 'call-7', position: 0 }),
  'episodic/list_events': holds({ total: 1, events: [{ content: 'Anna moved to Oslo', tags: ['people'] }] }),
  'episodic/query_temporal': holds({ buckets: [{ bucket: '2026-W14' }, { bucket: '2026-W15' }] }),
  'episodic/around': holds({ before: [], event: { position: 0 }, after: [{ position: 1 }, { position: 2 }] }),
  'episodic/replay': (replay) =>
    expect(replay.turns.map((turn: Result) => turn.speaker)).toEqual(['Anna', 'Ben', 'Anna']),
  'episodic/last_time': holds([{ occurredAt: '2026-04-10T09:00:00.000Z', elapsed: word(/ago$/) }]),
  'episodic/frequency': holds({ count: 1, series: [{ bucket: '2026-04', count: 1 }] }),
  'episodic/forget': (result) => expect(result.forgotten).toHaveLength(1),

  'semantic/store': holds({ id: word(/^fact_/), verdict: word(/^(?:new|contradicts)$/) }),
  'semantic/conflicts': holds([
    { status: 'open', a: { statement: 'Anna lives in Bergen' }, b: { statement: 'Anna lives in Oslo' } },
  ]),
  'semantic/resolve': (result) => expect(result.changedIds).toHaveLength(1),
  'semantic/search': (hits) =>
    expect(hits.map((hit: Result) => hit.statement)).toEqual(['Anna lives in Oslo']),
  'semantic/verify': (result) => expect(result.after).toBeGreaterThan(result.before),
  'semantic/update': holds({ oldId: word(/^fact_/), newId: word(/^fact_/) }),
  'semantic/history': holds([{ statement: 'Anna lives in Oslo', ended: { by: 'superseded' } }, {}]),
  'semantic/get_memory': holds({ statement: 'Anna lives in Bergen', ended: { by: 'retracted' } }),
  'semantic/diff': holds({ added: [{ statement: 'Anna lives in Oslo, Frogner' }], removed: [] }),
  'semantic/expire': holds({ validTo: '2027-01-01T00:00:00.000Z' }),
  'semantic/applicable_preference': holds({ preference: { object: 'tea' } }),
  'semantic/profile': contains('Anna lives in Oslo, Frogner'),
  'semantic/list_memories': holds({ total: 2 }),
  'semantic/delete': (result) => expect(result.retracted).toHaveLength(1),

  'procedural/define': holds({ version: 1 }),
  'procedural/get_procedure': holds({ name: 'Release', steps: [{}, { tool: 'git/tag' }] }),
  'procedural/list': holds({ total: 1, procedures: [{ name: 'Release', steps: 2 }] }),
  'procedural/search': holds([{ procedure: { name: 'Release' } }]),
  'procedural/execute': holds({ steps: [{}, { action: 'Tag 2.0' }], parameters: { version: '2.0' } }),
  'procedural/record_run': holds({ runs: 1, successProbability: 0.667 }),
  'procedural/get_effectiveness': holds({ versions: [{ version: 1, successes: 1, failures: 0 }] }),
  'procedural/revise': holds({ version: 2 }),
  'procedural/note_pitfall': holds({ failures: 1 }),
  'procedural/precheck': holds({ proceed: false, correction: 'run the tests first' }),
  'procedural/extract': holds({ steps: [{ support: 2 }, { action: 'Tag version {{value1}}' }, {}] }),

  'prospective/create_goal': holds({ goal: { criteria: ['flat found', 'boxes packed'] } }),
  'prospective/create_task': (result) => {
    const { action, due } = result.task
    expect(result.task.status).toBe('open')
    if (action !== 'Buy boxes') return
    // Nine in Oslo is seven or eight in UTC.
    expect(due).toMatch(/T0[78]:00:00/)
    expect(Date.parse(due)).toBeGreaterThan(Date.now())
    expect(Date.parse(due)).toBeLessThan(Date.now() + 50 * 3_600_000)
  },
  'prospective/due': (tasks) =>
    expect(tasks[0]).toMatchObject({ state: 'upcoming', action: word(/^(?:Buy boxes|Pay the rent)$/) }),
  'prospective/next_actions': holds([{ task: { action: 'Buy boxes' } }, { blockedBy: [word(/^task_/)] }]),
  'prospective/get_task': holds({ action: 'Pack the books', blockedBy: [word(/^task_/)] }),
  'prospective/update_task': holds({ task: { priority: 0.9 } }),
  'prospective/complete_task': holds({ status: 'done', unblocked: [word(/^task_/)] }),
  'prospective/cue': holds([{ task: { action: 'Pack the books' }, matched: ['text: books'] }]),
  'prospective/list_tasks': holds({ total: 3 }),
  'prospective/progress': holds({ share: 0.5, met: [{ criterion: 'flat found' }], unmet: ['boxes packed'] }),
  'prospective/list_goals': holds([{ statement: 'Move house', share: 0.5 }]),
  'prospective/commitments': holds([{ promise: { action: 'Send the contract' }, late: false }]),
  'prospective/handoff': (result) => expect(result.openTasks).toHaveLength(3),

  'graph/upsert_entity': holds({ id: word(/^ent_/) }),
  'graph/relate': holds({ id: word(/^rel_/) }),
  'graph/resolve_mention': (found) => expect(found[0]).toMatchObject({ entity: { name: 'Anna Berg' } }),
  'graph/get_entity': holds({ name: 'Anna Berg', attributes: { city: 'Oslo' } }),
  'graph/search_entities': contains('Anna Berg'),
  'graph/search_relationships': contains('greyhound'),
  'graph/get_relationships': contains('Biscuit'),
  'graph/path': (paths) => expect(JSON.stringify(paths[0])).toMatch(/Biscuit/),
  'graph/spread': (found) => expect(found.length).toBeGreaterThan(0),
  'graph/get_communities': contains('Biscuit'),
  'graph/match_pattern': contains('Anna Berg'),
  'graph/analyze_entity': contains('Biscuit'),
  'graph/impact': contains('fact_'),
  'graph/merge_entities': holds({ opId: word(/^op_/) }),
  'graph/split_entity': (result) => expect(JSON.stringify(result).match(/ent_/g)?.length).toBeGreaterThan(1),

  'rag/ingest': holds({ documents: [{ title: 'Boiler', chunks: 1, added: 1 }], failed: [] }),
  'rag/list_documents': holds({ total: 1, documents: [{ name: 'boiler.md', type: 'markdown' }] }),
  'rag/search': holds([{ cite: { headings: ['Boiler', 'Errors'], lines: [5, 5] } }]),
  'rag/expand': holds({ complete: true, text: word(/pump is blocked/) }),
  'rag/retrieve': (result) => {
    expect(result.block).toContain('[1] E-42')
    expect(result.tokens).toBeLessThanOrEqual(300)
  },
  'rag/hop': (result) => expect(result.chain.some((step: Result) => step.bridge !== undefined)).toBe(true),
  'rag/similar': (found) => expect(found[0].content).toContain('harbour'),
  'rag/support': holds([{ verdict: 'supported' }, {}]),
  'rag/judge': holds({ judged: 1 }),
  'rag/evaluate': holds({ questions: 1, recall: { 5: 1 }, mrr: 1 }),
  'rag/tune': holds({ adopted: false }),
  'rag/refresh': holds({ changed: [], removed: [], failed: [] }),
  'rag/reindex': holds({ missingBefore: 0, orphansBefore: 0 }),

  'consolidation/propose': holds({ proposals: [{ kind: 'merge', status: 'open' }] }),
  'consolidation/apply': holds({ applied: [word(/^mem_/)], skipped: [] }),
  'consolidation/run': holds({ complete: true, found: { merge: 0, promote: 0 } }),
  'consolidation/merge': holds({ observed: 2 }),
  'consolidation/gist': (result) => expect(result.covers).toHaveLength(3),
  'consolidation/promote': holds({ statement: 'Anna moved to Oslo in April 2026', support: 1 }),
  'consolidation/reflect': holds({ evidence: 2 }),
  'consolidation/analyze_patterns': contains('#move'),
  'consolidation/decay': holds({ count: 0 }),
  'consolidation/review_queue': contains('never confirmed'),
  'consolidation/get_metrics': holds({ proposals: { accepted: 1 }, gists: 1, insights: 1, promoted: 1 }),
  'consolidation/get_consolidation_status': holds({ lastRun: { status: 'complete' }, due: false }),
  'consolidation/get_consolidation_history': holds([{ stages: ['merge', 'promote'], status: 'complete' }]),
  'consolidation/compact': (result) => expect(result.bytes).toBeGreaterThan(0),

  'meta/know': holds({ verdict: 'known', coverage: [{ term: 'repair', memories: 1 }, {}] }),
  'meta/audit': (list) => expect(list[0]).toMatchObject({ operation: 'episodic.remember', canUndo: true }),
  'meta/explain': holds({ given: true, rank: 1 }),
  'meta/source': holds({ chain: [{ origin: 'letter of May', client: 'cli' }] }),
  'meta/rate': (result) => expect(result.utility).toBeGreaterThan(result.before),
  'meta/pin': holds({ level: 'always' }),
  'meta/strength': holds([{ uses: 1, pinned: true }]),
  'meta/gaps': (result) => expect(Object.keys(result)).toEqual(['unanswered', 'thin', 'stale']),
  'meta/trust': holds({ before: 1, level: 0.3 }),
  'meta/get_cognitive_load': holds({ answers: 1, load: 'low' }),
  'meta/get_expertise': contains('oslo'),
  'meta/get_quality_metrics': (result) => expect(result.memories).toBeGreaterThan(20),
  'meta/get_attention_metrics': (result) => expect(result.answers).toBeGreaterThan(3),
  'meta/forget': holds({ count: 1 }),
  'meta/undo': (result) => expect(result.reverted).toHaveLength(1),
  'meta/scope': contains('project:house'),
  'meta/policy': holds({ maximumMemories: 1000 }),
  'meta/memory_health': holds({ ok: true, integrity: 'ok' }),
  'meta/export': (result) => {
    expect(result.text).toContain('Anna moved to Oslo')
    expect(result.text).not.toContain('8812 4410')
  },
  'meta/import': (result) => expect(result.skipped).toBeGreaterThan(20),
  'meta/backup': holds({ name: 'monday' }),
  'meta/restore': holds({ restored: 'monday' }),
}
