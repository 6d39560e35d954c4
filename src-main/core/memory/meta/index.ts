import type { MemoryOperation } from '../operation.ts'
import { audit } from './audit.ts'
import { backup } from './backup.ts'
import { explain } from './explain.ts'
import { exportMemory } from './export.ts'
import { forget } from './forget.ts'
import { gaps } from './gaps.ts'
import { getAttentionMetrics } from './get-attention-metrics.ts'
import { getCognitiveLoad } from './get-cognitive-load.ts'
import { getExpertise } from './get-expertise.ts'
import { getQualityMetrics } from './get-quality-metrics.ts'
import { importMemory } from './import.ts'
import { know } from './know.ts'
import { memoryHealth } from './memory-health.ts'
import { pin } from './pin.ts'
import { policy } from './policy.ts'
import { rate } from './rate.ts'
import { restore } from './restore.ts'
import { scope } from './scope.ts'
import { source } from './source.ts'
import { strength } from './strength.ts'
import { trust } from './trust.ts'
import { undo } from './undo.ts'

export const metaOperations: readonly MemoryOperation[] = [
  know,
  explain,
  source,
  rate,
  pin,
  strength,
  gaps,
  trust,
  getCognitiveLoad,
  getExpertise,
  getQualityMetrics,
  getAttentionMetrics,
  forget,
  undo,
  audit,
  scope,
  policy,
  memoryHealth,
  exportMemory,
  importMemory,
  backup,
  restore,
]
