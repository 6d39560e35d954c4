import { dirname } from 'node:path'
import { AthenaError } from '../../contract/errors.ts'
import type { Json } from '../../contract/json.ts'
import type { Ids, Logger } from '../ports.ts'
import type { OperationContext } from './api.ts'
import type { MemoryStore, Write } from './database/store.ts'
import type { Embedding } from './embedding/embedding.ts'
import type { Retrieval } from './retrieval/retrieval.ts'
import { admit, readPolicy } from './shared/policy.ts'
import { readableScopes, refuseSealed, writableScope } from './shared/scopes.ts'
import type { EraseElsewhere, MemoryContext } from './operation.ts'

/** The parts of one open memory. */
export interface MemoryParts {
  store: MemoryStore
  retrieval: Retrieval
  embedding: Embedding
  ids: Ids
  log: Logger
  eraseElsewhere: EraseElsewhere | undefined
}

/** Binds the memory to one call: who calls, when, and which operation the journal names. */
export function bindContext(
  parts: MemoryParts,
  base: OperationContext,
  operation: string,
  whole: unknown = null,
): MemoryContext {
  const { store } = parts
  return {
    ...base,
    ...parts,
    folder: dirname(store.path),
    readScopes: (scope) => readableScopes(store, scope, base.caller),
    writeScope: (scope) => writableScope(store, scope, base.caller),
    need(id, input, kind) {
      const row = store.need(id, readableScopes(store, input.scope, base.caller))
      const kinds = kind?.kind === undefined ? undefined : [kind.kind].flat()
      if (kind && (row.layer !== kind.layer || (kinds && !kinds.includes(row.kind)))) {
        throw new AthenaError(
          'NOT_FOUND',
          `${id} is a ${row.layer} ${row.kind}, not a ${kind.layer} ${kinds?.join(' or ') ?? 'memory'}.`,
        )
      }
      return row
    },
    earlier(key) {
      const { scope } = whole as { scope?: string | string[] }
      return store.earlier({
        operation,
        scope: writableScope(store, Array.isArray(scope) ? scope[0] : scope, base.caller),
        caller: base.caller,
        at: base.now,
        idempotencyKey: key,
        input: whole,
      })
    },
    write(input, body) {
      const scope = writableScope(
        store,
        Array.isArray(input.scope) ? input.scope[0] : input.scope,
        base.caller,
      )
      return store.write(
        {
          operation,
          scope,
          caller: base.caller,
          at: base.now,
          idempotencyKey: input.idempotencyKey,
          // What the caller gave, not what a handler made of it: the same call must be known again.
          input: whole,
        },
        (write) => body(guard(parts, base, write), scope),
      )
    },
  }
}

/**
 * Runs a keyed call, or gives the first result of one that was made before. The journal holds what its transaction gave; what the handler
 * adds to that afterwards is kept here, so that the repetition gives the same.
 */
export async function onceOnly(context: MemoryContext, key: string, run: () => unknown): Promise<unknown> {
  const earlier = context.earlier(key)
  if (earlier !== undefined) return earlier
  const result = await run()
  const { opId } = result as { opId?: string }
  if (opId !== undefined) context.store.keepResult(opId, key, result as Json)
  return result
}

/** A write that keeps to the policy and the seals of scopes, and notes who writes. */
function guard(parts: MemoryParts, base: OperationContext, write: Write): Write {
  const { store } = parts
  const policies = new Map<string, ReturnType<typeof readPolicy>>()
  function policyOf(scope: string): ReturnType<typeof readPolicy> {
    let policy = policies.get(scope)
    if (!policy) policies.set(scope, (policy = readPolicy(store, scope)))
    return policy
  }
  const sealedChecked = new Set<string>()
  function refuse(scope: string): void {
    if (sealedChecked.has(scope)) return
    refuseSealed(store, scope)
    sealedChecked.add(scope)
  }
  const { client, session, execution } = base.caller
  return {
    ...write,
    insert(memory) {
      refuse(memory.scope)
      const admitted = admit(store, policyOf(memory.scope), memory)
      return write.insert({ ...admitted, source: { client, session, execution, ...admitted.source } })
    },
    update(id, patch) {
      refuse(store.need(id).scope)
      const policy = policyOf(patch.scope ?? store.need(id).scope)
      return write.update(
        id,
        patch.content === undefined ? patch : { ...patch, content: policy.redact(patch.content) },
      )
    },
    end(id, by, reason) {
      refuse(store.need(id).scope)
      return write.end(id, by, reason)
    },
    remove(id) {
      refuse(store.need(id).scope)
      write.remove(id)
    },
  }
}
