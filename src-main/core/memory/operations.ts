import type { Layer } from './database/rows.ts'
import type { MemoryOperation } from './operation.ts'
import { consolidationOperations } from './consolidation/index.ts'
import { episodicOperations } from './episodic/index.ts'
import { graphOperations } from './graph/index.ts'
import { metaOperations } from './meta/index.ts'
import { proceduralOperations } from './procedural/index.ts'
import { prospectiveOperations } from './prospective/index.ts'
import { ragOperations } from './rag/index.ts'
import { semanticOperations } from './semantic/index.ts'

/** Titles and first sentences of the layers, in the order agents see them. */
export const layerTexts: { layer: Layer; title: string; description: string }[] = [
  {
    layer: 'episodic',
    title: 'Episodic memory',
    description: 'What happened: events and conversations, verbatim, with their time, place and people.',
  },
  {
    layer: 'semantic',
    title: 'Semantic memory',
    description:
      'What is believed: facts, preferences, rules and definitions, with validity in time, evidence and contradictions.',
  },
  {
    layer: 'procedural',
    title: 'Procedural memory',
    description:
      'How things are done: procedures with steps and success statistics, and pitfalls that warn before an action is repeated.',
  },
  {
    layer: 'prospective',
    title: 'Prospective memory',
    description:
      'What is intended: tasks bound to a time or a context, goals with criteria, commitments, hand-offs.',
  },
  {
    layer: 'graph',
    title: 'Knowledge graph',
    description:
      'How things connect: entities, typed and dated relationships, paths, clusters, spreading activation.',
  },
  {
    layer: 'meta',
    title: 'Meta-memory',
    description:
      'What the memory knows about itself: coverage, provenance, trust, forgetting, undo, scopes, health, backup.',
  },
  {
    layer: 'consolidation',
    title: 'Consolidation',
    description:
      'How memories condense: duplicates, gists, patterns, promotion to facts, decay and review, always as proposals that can be undone.',
  },
  {
    layer: 'rag',
    title: 'Documents',
    description:
      'What documents say: ingest of files and folders, retrieval with citations, context within a token budget, evaluation.',
  },
]

/** All operations of all layers. */
export const operations: readonly MemoryOperation[] = [
  ...episodicOperations,
  ...semanticOperations,
  ...proceduralOperations,
  ...prospectiveOperations,
  ...graphOperations,
  ...metaOperations,
  ...consolidationOperations,
  ...ragOperations,
]
