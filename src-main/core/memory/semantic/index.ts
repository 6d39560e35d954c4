import type { MemoryOperation } from '../operation.ts'
import { deleteFact } from './delete.ts'
import { getMemory } from './get-memory.ts'
import { listMemories } from './list-memories.ts'
import { search } from './search.ts'
import { store } from './store.ts'
import { update } from './update.ts'

export const semanticOperations: readonly MemoryOperation[] = [
  store,
  search,
  update,
  deleteFact,
  getMemory,
  listMemories,
]
