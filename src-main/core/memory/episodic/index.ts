import type { MemoryOperation } from '../operation.ts'
import { bulkRemember } from './bulk-remember.ts'
import { forget } from './forget.ts'
import { get } from './get.ts'
import { listEvents } from './list-events.ts'
import { recall } from './recall.ts'
import { remember } from './remember.ts'

export const episodicOperations: readonly MemoryOperation[] = [
  remember,
  bulkRemember,
  recall,
  get,
  listEvents,
  forget,
]
