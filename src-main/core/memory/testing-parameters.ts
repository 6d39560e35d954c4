import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Json } from '../../contract/json.ts'
import { overrateMonth } from './rag/testing-tune.ts'
import type { TestMemory } from './testing.ts'

export type Input = Record<string, Json>

/**
 * Parameters that make no difference to what the examples call: an input on a memory prepared for it, and the value that must make one there.
 */
export type Special = [operation: string, parameter: string, input: Input, value: Json]

/** Fills a memory on which every one of these makes a difference. */
export async function prepare(memory: TestMemory): Promise<Special[]> {
  const { call } = memory
  const id = async (operation: `${string}/${string}`, input: Input): Promise<string> =>
    (await call(operation, input)).id as string
  const walk = await id('episodic/remember', {
    content: 'A walk along the quay',
    tags: ['walk'],
    occurredAt: '2026-05-01T10:00:00Z',
    session: 'day',
  })
  const later = await id('episodic/remember', {
    content: 'Another walk along the quay',
    tags: ['walk'],
    occurredAt: '2026-05-20T12:00:00Z',
    session: 'day',
  })
  const cold = await id('episodic/remember', {
    content: 'A zeppelin over the fjord',
    tags: ['old'],
    occurredAt: '2020-05-01',
  })
  memory.database().prepare("UPDATE memories SET tier = 'cold' WHERE id = ?").run(cold)
  await call('episodic/bulk_remember', { session: 'r3', turns: ['Run the tests'] })
  const lost = await id('episodic/remember', { content: 'Lost from the index', occurredAt: '2021-01-01' })
  for (const place of ['north', 'south']) {
    for (const [day, tag] of [
      ['04', 'rain'],
      ['05', 'flood'],
      ['14', 'rain'],
      ['15', 'flood'],
    ]) {
      await call('episodic/remember', {
        content: `${tag} in the ${place} on the ${day}th`,
        tags: [tag ?? '', place],
        occurredAt: `2026-03-${day}T08:00:00Z`,
      })
    }
  }
  const cat = await id('semantic/store', {
    statement: 'The cat of Ines sleeps on the sofa',
    validTo: '2026-05-10',
    validFrom: '2026-01-01',
    sources: [walk],
  })
  await call('semantic/store', { statement: 'The cat of Ines eats fish', sources: [cat], kind: 'fact' })
  const [base] = [await id('semantic/store', { statement: 'The ferry is cancelled in storms' })]
  await call('semantic/store', { statement: 'Nobody crosses in a storm', sources: [base] })
  for (const city of ['Odda', 'Voss']) await call('semantic/store', { statement: `Tom lives in ${city}` })
  for (const city of ['Bergen', 'Molde']) await call('semantic/store', { statement: `Ines lives in ${city}` })
  for (const colour of ['red', 'blue'])
    await call('semantic/store', { statement: `The colour of the door is ${colour}` })
  const [conflict] = await call('semantic/conflicts', {})
  for (const [name, outcomes] of [
    ['Alpha', ['failure']],
    ['Beta', ['success', 'success']],
  ] as const) {
    await call('procedural/define', { name, goal: 'polish the brass bell', steps: ['rub', 'rinse'] })
    for (const outcome of outcomes) await call('procedural/record_run', { procedure: name, outcome })
  }
  for (const [thing, stuff] of [
    ['brass bell', 'acid'],
    ['copper lamp', 'salt'],
  ]) {
    await call('procedural/note_pitfall', {
      situation: `Cleaning the ${thing}`,
      mistake: `${stuff} on the ${thing} at noon`,
      correction: 'use chalk',
    })
  }
  const overdue = await id('prospective/create_task', {
    action: 'Wind the clock',
    when: '2026-05-20T10:00:00Z',
    deadline: '2026-05-30T10:00:00Z',
    promisedBy: 'Ines',
    promisedTo: 'me',
  })
  await call('prospective/create_task', {
    action: 'Wind the watch',
    promisedBy: 'Ines',
    promisedTo: 'me',
    when: '2026-06-03T10:00:00Z',
  })
  await call('prospective/create_task', {
    action: 'Greet',
    cue: { text: ['greet'], people: ['Olga'], paths: ['/srv'], tools: ['mail/send'] },
  })
  const goal = await id('prospective/create_goal', { statement: 'Learn to sail' })
  await call('prospective/create_goal', { statement: 'Learn to row' })
  for (const [subject, predicate, object] of [
    ['Ines', 'knows', 'Ola'],
    ['Ola', 'knows', 'Per'],
    ['Ines', 'likes', 'Kari'],
    ['Kari', 'knows', 'Per'],
    ['Tom', 'knows', 'Tim'],
    ['Tim', 'knows', 'Tom'],
  ]) {
    await call('graph/relate', {
      subject: subject ?? '',
      predicate: predicate ?? '',
      object: object ?? '',
      confidence: 0.6,
    })
  }
  await call('graph/upsert_entity', { name: 'Mercury', type: 'planet', observations: ['circles the sun'] })
  await call('graph/upsert_entity', {
    name: 'Mercury',
    type: 'metal',
    observations: ['flows in a thermometer'],
  })
  const { documents } = await call('rag/ingest', {
    name: 'long.md',
    text: `# One\n\n${'Herring and cod swim here. '.repeat(60)}\n\n# Two\n\nHalibut`,
    chunkSize: 300,
  })
  const [passage] = await call('rag/search', { query: 'herring cod' })
  const folder = join(memory.folder, 'imports')
  mkdirSync(folder)
  writeFileSync(join(folder, 'note.txt'), 'Sails are mended in May')
  await call('rag/ingest', { path: folder })
  writeFileSync(join(folder, 'note.txt'), 'Sails are mended in June')
  const foreign = JSON.stringify({
    type: 'memory',
    id: 'ep_foreign1',
    layer: 'episodic',
    kind: 'event',
    content: 'From elsewhere',
    scope: 'project:else',
  })
  await call('episodic/remember', { content: 'In a project', scope: 'project:move' })
  for (const query of ['quay', 'sofa']) await call('episodic/recall', { query })
  for (const stages of [['merge'], ['promote']]) await call('consolidation/run', { stages })
  await call('semantic/store', { statement: 'The kiosk sells ice cream in July' })
  await call('semantic/store', { statement: 'In July the kiosk sells ice cream' })
  memory
    .database()
    .prepare('DELETE FROM memory_terms WHERE seq = (SELECT seq FROM memories WHERE id = ?)')
    .run(lost)
  await overrateMonth(memory, [])
  return [
    ['rag/tune', 'set', {}, 'other'],
    ['rag/tune', 'holdout', { dryRun: true }, 0.9],
    ['rag/tune', 'dryRun', {}, true],
    ['rag/tune', 'budgetMs', { dryRun: true }, 10],
    ['rag/tune', 'scope', {}, ['project:none']],
    [
      'episodic/bulk_remember',
      'gapMinutes',
      {
        boundary: 'gap',
        turns: [
          { content: 'one at the start', occurredAt: '2026-01-01T10:00:00Z' },
          { content: 'two after a while', occurredAt: '2026-01-01T12:00:00Z' },
        ],
      },
      500,
    ],
    ['episodic/recall', 'includeCold', { query: 'zeppelin' }, true],
    ['episodic/list_events', 'limit', {}, 1],
    ['episodic/list_events', 'order', {}, 'oldest'],
    ['episodic/list_events', 'includeCold', {}, false],
    ['episodic/around', 'before', { id: later }, 0],
    ['episodic/replay', 'detail', { session: 'day', maxTokens: 8 }, 'gist'],
    ['episodic/last_time', 'count', { what: 'walk quay' }, 2],
    ['semantic/search', 'limit', { query: 'cat of Ines' }, 1],
    ['semantic/search', 'validAt', { query: 'cat sofa' }, '2026-02-01'],
    ['semantic/list_memories', 'validAt', {}, '2025-06-01'],
    ['semantic/delete', 'cascade', { id: base }, true],
    ['semantic/conflicts', 'limit', {}, 1],
    [
      'semantic/resolve',
      'conditionA',
      {
        conflictId: conflict.conflictId,
        decision: 'both',
        rationale: 'x',
        conditionA: 'in winter',
        conditionB: 'in summer',
      },
      'at night',
    ],
    [
      'semantic/resolve',
      'conditionB',
      {
        conflictId: conflict.conflictId,
        decision: 'both',
        rationale: 'x',
        conditionA: 'in winter',
        conditionB: 'in summer',
      },
      'at night',
    ],
    ['procedural/list', 'sort', {}, 'success'],
    ['procedural/list', 'limit', {}, 1],
    ['procedural/search', 'limit', { query: 'polish the bell' }, 1],
    ['procedural/record_run', 'procedure', { procedure: 'Alpha', outcome: 'success' }, 'Beta'],
    ['procedural/revise', 'parameters', { procedure: 'Alpha', reason: 'x' }, [{ name: 'cloth' }]],
    [
      'procedural/extract',
      'traces',
      {
        goal: 'x',
        traces: [
          ['a b', 'c d'],
          ['a b', 'c d'],
        ],
      },
      [
        ['e f', 'c d'],
        ['e f', 'c d'],
      ],
    ],
    ['procedural/extract', 'minSupport', { goal: 'x', sessions: ['r1', 'r2', 'r3'] }, 1],
    ['procedural/precheck', 'target', { action: 'acid' }, 'brass bell at noon'],
    ['procedural/precheck', 'minLikeness', { action: 'acid on brass at noon' }, 1],
    [
      'procedural/precheck',
      'limit',
      { action: 'acid on the brass bell, salt in the copper lamp at noon' },
      1,
    ],
    ['prospective/update_task', 'cue', { id: overdue }, { text: ['clock'] }],
    ['prospective/due', 'horizonDays', {}, 5],
    ['prospective/due', 'includeMissed', {}, false],
    ['prospective/cue', 'people', { text: 'nothing' }, ['Olga']],
    ['prospective/cue', 'paths', { text: 'nothing' }, ['/srv/a']],
    ['prospective/cue', 'tool', { text: 'nothing' }, 'mail/send'],
    ['prospective/list_goals', 'limit', {}, 1],
    ['prospective/progress', 'stallDays', { goal }, 100],
    ['prospective/commitments', 'limit', { by: 'Ines' }, 1],
    ['graph/search_relationships', 'minConfidence', { subject: 'Ines' }, 0.9],
    ['graph/search_relationships', 'limit', { subject: 'Ines' }, 1],
    ['graph/resolve_mention', 'context', { mention: 'Mercury' }, 'a planet circles the sun'],
    ['graph/resolve_mention', 'limit', { mention: 'Mercury' }, 1],
    ['graph/path', 'limit', { from: 'Ines', to: 'Per' }, 1],
    ['graph/get_communities', 'limit', {}, 1],
    ['graph/match_pattern', 'types', { patterns: [['?a', 'knows', '?b']] }, { '?a': 'planet' }],
    [
      'graph/match_pattern',
      'different',
      {
        patterns: [
          ['?a', 'knows', '?b'],
          ['?b', 'knows', '?c'],
        ],
      },
      [['?a', '?c']],
    ],
    ['graph/match_pattern', 'limit', { patterns: [['?a', 'knows', '?b']] }, 1],
    ['graph/impact', 'depth', { id: walk }, 1],
    ['meta/source', 'depth', { id: cat }, 0],
    ['meta/strength', 'limit', {}, 1],
    ['meta/get_attention_metrics', 'limit', { since: '2026-01-01' }, 1],
    ['meta/get_attention_metrics', 'scope', { since: '2026-01-01' }, 'project:none'],
    ['meta/forget', 'cascade', { ids: [base] }, true],
    ['meta/scope', 'with', { action: 'share', name: 'project:move', with: 'project:a' }, 'project:b'],
    ['meta/scope', 'to', { action: 'move', name: 'project:move', to: 'project:a', expect: 1 }, 'project:b'],
    ['meta/scope', 'ids', { action: 'move', name: 'user', to: 'project:a', ids: [walk], expect: 1 }, [later]],
    ['meta/scope', 'expect', { action: 'move', name: 'project:move', to: 'project:a', expect: 1 }, 7],
    ['meta/memory_health', 'repair', {}, true],
    ['meta/export', 'name', {}, 'other'],
    ['meta/import', 'keepScopes', { text: foreign }, true],
    ['meta/import', 'scope', { text: foreign }, 'project:here'],
    ['consolidation/analyze_patterns', 'windowDays', { minSupport: 2 }, 0.1],
    ['consolidation/analyze_patterns', 'limit', { minSupport: 2 }, 1],
    ['consolidation/decay', 'model', { floor: 0.5 }, 'exponential'],
    ['consolidation/decay', 'scope', { floor: 1 }, 'project:none'],
    ['consolidation/compact', 'dryRun', { keepRecallsDays: 0 }, true],
    ['consolidation/get_consolidation_history', 'limit', {}, 1],
    ['rag/refresh', 'folder', {}, join(folder, 'none')],
    ['rag/refresh', 'scope', {}, 'project:none'],
    ['rag/list_documents', 'limit', {}, 1],
    ['rag/search', 'limit', { query: 'herring' }, 1],
    ['rag/expand', 'to', { id: passage.id }, 'document'],
    ['rag/expand', 'maxTokens', { id: passage.id }, 20],
    [
      'rag/evaluate',
      'questions',
      { questions: [{ query: 'herring', relevantIds: [passage.id] }] },
      [{ query: 'halibut', relevantIds: [passage.id] }],
    ],
    ['consolidation/run', 'accept', { stages: ['merge'] }, ['merge']],
    ['rag/ingest', 'path', { path: folder }, join(folder, 'note.txt')],
    ['rag/refresh', 'documentId', {}, documents[0].id],
  ]
}
