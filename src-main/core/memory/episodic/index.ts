import type { MemoryOperation } from '../operation.ts'
import { around } from './around.ts'
import { bulkRemember } from './bulk-remember.ts'
import { forget } from './forget.ts'
import { frequency } from './frequency.ts'
import { get } from './get.ts'
import { lastTime } from './last-time.ts'
import { listEvents } from './list-events.ts'
import { queryTemporal } from './query-temporal.ts'
import { recall } from './recall.ts'
import { remember } from './remember.ts'
import { replay } from './replay.ts'

export const episodicOperations: readonly MemoryOperation[] = [
  remember,
  bulkRemember,
  recall,
  get,
  listEvents,
  queryTemporal,
  around,
  replay,
  lastTime,
  frequency,
  forget,
]
