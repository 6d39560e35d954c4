import type { MemoryOperation } from '../operation.ts'
import { analyzeEntity } from './analyze-entity.ts'
import { getCommunities } from './get-communities.ts'
import { getEntity } from './get-entity.ts'
import { getRelationships } from './get-relationships.ts'
import { impact } from './impact.ts'
import { matchPattern } from './match-pattern.ts'
import { mergeEntities } from './merge-entities.ts'
import { path } from './path.ts'
import { relate } from './relate.ts'
import { resolveMention } from './resolve-mention.ts'
import { searchEntities } from './search-entities.ts'
import { searchRelationships } from './search-relationships.ts'
import { splitEntity } from './split-entity.ts'
import { spread } from './spread.ts'
import { upsertEntity } from './upsert-entity.ts'

export const graphOperations: readonly MemoryOperation[] = [
  upsertEntity,
  relate,
  getEntity,
  searchEntities,
  searchRelationships,
  getRelationships,
  resolveMention,
  mergeEntities,
  splitEntity,
  path,
  spread,
  getCommunities,
  matchPattern,
  impact,
  analyzeEntity,
]
