import type { MemoryOperation } from '../operation.ts'
import { analyzePatterns } from './analyze-patterns.ts'
import { apply } from './apply.ts'
import { compactStore } from './compact.ts'
import { decay } from './decay.ts'
import { getConsolidationHistory } from './get-consolidation-history.ts'
import { getConsolidationStatus } from './get-consolidation-status.ts'
import { getMetrics } from './get-metrics.ts'
import { gist } from './gist.ts'
import { merge } from './merge.ts'
import { promote } from './promote.ts'
import { propose } from './propose.ts'
import { reflect } from './reflect.ts'
import { reviewQueue } from './review-queue.ts'
import { run } from './run.ts'

export const consolidationOperations: readonly MemoryOperation[] = [
  run,
  propose,
  apply,
  merge,
  gist,
  promote,
  analyzePatterns,
  decay,
  reviewQueue,
  reflect,
  compactStore,
  getMetrics,
  getConsolidationStatus,
  getConsolidationHistory,
]
