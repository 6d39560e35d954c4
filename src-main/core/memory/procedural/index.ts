import type { MemoryOperation } from '../operation.ts'
import { define } from './define.ts'
import { execute } from './execute.ts'
import { extract } from './extract.ts'
import { getEffectiveness } from './get-effectiveness.ts'
import { getProcedure } from './get-procedure.ts'
import { list } from './list.ts'
import { notePitfall } from './note-pitfall.ts'
import { precheck } from './precheck.ts'
import { recordRun } from './record-run.ts'
import { revise } from './revise.ts'
import { search } from './search.ts'

export const proceduralOperations: readonly MemoryOperation[] = [
  define,
  getProcedure,
  list,
  search,
  execute,
  recordRun,
  revise,
  getEffectiveness,
  extract,
  notePitfall,
  precheck,
]
