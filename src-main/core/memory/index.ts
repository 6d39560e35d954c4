import type { z } from 'zod'
import { AthenaError } from '../../contract/errors.ts'
import type { Json } from '../../contract/json.ts'
import type { ServerDefinition } from '../catalog/api.ts'
import type { Clock, Ids, Logger } from '../ports.ts'
import type { Memory } from './api.ts'
import { endWorkers } from './consolidation/scan-thread.ts'
import { createStore, type MemoryStore } from './database/store.ts'
import definitions from './generated/definitions.json' with { type: 'json' }
import { operations } from './operations.ts'
import type { CommonInput, EraseElsewhere, MemoryOperation } from './operation.ts'
import { createWatcher, type WatcherTimes } from './rag/watcher.ts'
import type { Embedder } from './embedding/embedder.ts'
import { createEmbedding } from './embedding/embedding.ts'
import { createWorkerEmbedder } from './embedding/worker-embedder.ts'
import { createRetrieval } from './retrieval/retrieval.ts'
import { bindContext, onceOnly } from './runtime.ts'
import { contextText } from './shared/context-text.ts'
import { cutList } from './shared/tokens.ts'
import { asStorageError, damaged } from './shared/storage-error.ts'

export type { Memory, Operation, OperationContext } from './api.ts'
export { usualTimes } from './rag/watcher.ts'

/** What a memory is made of. */
export interface MemoryOptions {
  /** File of the database; made with its folder if absent. `:memory:` for none. */
  databasePath: string
  clock: Clock
  ids: Ids
  log: Logger
  /** Takes texts that were erased out of what else this computer keeps of them: the recorded runs. */
  eraseElsewhere?: EraseElsewhere
  /** Takes changes of watched folders in while the memory is open. */
  watch?: WatcherTimes
  /** The embedder that `setEmbedder(true)` switches on; the built-in one by default. */
  embedder?: () => Embedder
  /** Checks every result against its schema; for tests. */
  checkResults?: boolean
}

/** Opens Athena's local memory. Errors as `openDatabase`. */
export function createMemory(options: MemoryOptions): Memory {
  const { databasePath, clock, ids, log } = options
  const store = openStore(databasePath, ids)
  const embedding = createEmbedding({ store, log, embedder: options.embedder ?? createWorkerEmbedder })
  const retrieval = createRetrieval(store, ids, embedding)
  const parts = { store, retrieval, embedding, ids, log, eraseElsewhere: options.eraseElsewhere }
  const byId = new Map<string, MemoryOperation>(operations.map((one) => [`${one.layer}/${one.name}`, one]))

  const watcher =
    options.watch &&
    createWatcher(
      store,
      log,
      (operation) =>
        bindContext(
          parts,
          {
            caller: { execution: '', session: 'watch', client: 'athena' },
            now: clock.now(),
            signal: new AbortController().signal,
          },
          operation,
        ),
      options.watch,
    )
  watcher?.sync()

  const memory: Memory = {
    servers: memoryServers,
    async call(layer, name, args, context) {
      const operation = byId.get(`${layer}/${name}`)
      if (!operation) throw new AthenaError('UNKNOWN_TOOL', `The memory has no operation ${layer}/${name}.`)
      const parsed = operation.input.safeParse(args ?? {})
      if (!parsed.success) throw new AthenaError('BAD_ARGUMENTS', badArguments(operation, parsed.error))
      try {
        const bound = bindContext(parts, context, `${layer}.${name}`, parsed.data)
        const meaning = operation.meaning && parsed.data[operation.meaning]
        if (typeof meaning === 'string') await embedding.prepare(meaning)
        const { idempotencyKey, maxTokens } = parsed.data as CommonInput & { maxTokens?: number }
        const whole =
          idempotencyKey === undefined
            ? await operation.handler(bound, parsed.data)
            : await onceOnly(bound, idempotencyKey, () => operation.handler(bound, parsed.data))
        const result =
          operation.listOf === undefined ? whole : cutList(whole as Json, operation.listOf, maxTokens)
        if (changesWatched.has(`${layer}/${name}`)) watcher?.sync()
        if (options.checkResults === true) operation.output.parse(result)
        return result as Json
      } catch (error) {
        throw asStorageError(error, databasePath)
      }
    },
    async context(caller) {
      const bound = bindContext(
        parts,
        { caller, now: clock.now(), signal: new AbortController().signal },
        'meta.context',
      )
      return contextText(bound)
    },
    setEmbedder: (on) => embedding.set(on),
    embedderStatus: () => embedding.status(),
    embedderSettled: () => embedding.settled(),
    close() {
      embedding.close()
      watcher?.close()
      void endWorkers(store, 'The memory was closed.')
      try {
        retrieval.flush()
      } catch (error) {
        log.warn('The last notes of what was recalled could not be written', { error: String(error) })
      }
      store.close()
    },
  }
  stores.set(memory, store)
  return memory
}

/** Opens the store; of a damaged file it tells what there is to put in its place. */
function openStore(path: string, ids: Ids): MemoryStore {
  try {
    return createStore({ path, ids })
  } catch (error) {
    const known = asStorageError(error, path)
    throw known instanceof AthenaError && known.code === 'CORRUPT_DATABASE' ? damaged(known, path) : known
  }
}

/** Operations that may change which folders are watched. */
const changesWatched = new Set(['rag/ingest', 'meta/undo', 'meta/restore', 'meta/scope'])

const stores = new WeakMap<Memory, MemoryStore>()

/** The store of a memory; for tests. */
export function storeOf(memory: Memory): MemoryStore | undefined {
  return stores.get(memory)
}

/** One server definition a layer; needs no database. Made ahead from the operations, which takes a second: see `definitions.ts`. */
export function memoryServers(): ServerDefinition[] {
  return definitions as unknown as ServerDefinition[]
}

type Issue = { path: PropertyKey[]; message: string; code?: string | undefined; errors?: unknown }

/** What is wrong: of a value that may have several forms, what is wrong with it in the form it was given in. */
function told(issue: Issue): { path: PropertyKey[]; message: string } {
  const forms =
    issue.code === 'invalid_union' && Array.isArray(issue.errors) ? (issue.errors as Issue[][]) : []
  const given = forms.find(
    (form) => form[0] && !(form[0].code === 'invalid_type' && form[0].path.length === 0),
  )
  const [first] = given ?? []
  if (!first) return issue
  const inner = told(first)
  return { path: [...issue.path, ...inner.path], message: inner.message }
}

function badArguments(operation: MemoryOperation, error: z.ZodError): string {
  const issues = error.issues.slice(0, 5).map((issue) => {
    const { path, message } = told(issue)
    return path.length === 0 ? message : `${path.map(String).join('.')}: ${message}`
  })
  return `${operation.layer}/${operation.name}: ${issues.join('; ')}. Parameters: ${Object.keys(operation.input.shape).join(', ')}.`
}
