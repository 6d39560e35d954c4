import type { MemoryOperation } from '../operation.ts'
import { evaluate } from './evaluate.ts'
import { expand } from './expand.ts'
import { hop } from './hop.ts'
import { ingest } from './ingest.ts'
import { judge } from './judge.ts'
import { listDocuments } from './list-documents.ts'
import { refresh } from './refresh.ts'
import { reindex } from './reindex.ts'
import { retrieve } from './retrieve.ts'
import { search } from './search.ts'
import { similar } from './similar.ts'
import { support } from './support.ts'
import { tune } from './tune.ts'

export const ragOperations: readonly MemoryOperation[] = [
  ingest,
  refresh,
  listDocuments,
  search,
  retrieve,
  hop,
  expand,
  similar,
  support,
  judge,
  evaluate,
  tune,
  reindex,
]
