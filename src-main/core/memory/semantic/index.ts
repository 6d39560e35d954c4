import type { MemoryOperation } from '../operation.ts'
import { applicablePreference } from './applicable-preference.ts'
import { conflicts } from './conflicts.ts'
import { deleteFact } from './delete.ts'
import { diff } from './diff.ts'
import { expire } from './expire.ts'
import { getMemory } from './get-memory.ts'
import { history } from './history.ts'
import { listMemories } from './list-memories.ts'
import { profile } from './profile.ts'
import { resolve } from './resolve.ts'
import { search } from './search.ts'
import { store } from './store.ts'
import { update } from './update.ts'
import { verify } from './verify.ts'

export const semanticOperations: readonly MemoryOperation[] = [
  store,
  search,
  update,
  expire,
  deleteFact,
  verify,
  history,
  diff,
  conflicts,
  resolve,
  profile,
  applicablePreference,
  getMemory,
  listMemories,
]
