import type { z } from 'zod'
import type { Json } from '../../contract/json.ts'
import type { Ids, Logger } from '../ports.ts'
import type { Operation, OperationContext } from './api.ts'
import type { MemoryStore, Write } from './database/store.ts'
import type { Layer, MemoryRow } from './database/rows.ts'
import type { Embedding } from './embedding/embedding.ts'
import type { Retrieval } from './retrieval/retrieval.ts'

/** What every operation's parameters may have in common. */
export interface CommonInput {
  scope?: string | string[] | undefined
  idempotencyKey?: string | undefined
}

/** Takes texts out of what is kept outside the memory; how many places held one, and whether none is left. */
export type EraseElsewhere = (texts: readonly string[]) => Promise<{ places: number; clean: boolean }>

/** What handlers work with: the caller's context and the parts of the memory. */
export interface MemoryContext extends OperationContext {
  readonly store: MemoryStore
  readonly retrieval: Retrieval
  readonly embedding: Embedding
  readonly ids: Ids
  readonly log: Logger
  readonly eraseElsewhere: EraseElsewhere | undefined
  /** Folder of the database, for exports and backups. */
  readonly folder: string
  /** Scopes that a read sees. */
  readScopes(scope: string | string[] | undefined): string[]
  /** The one scope that a write goes to. */
  writeScope(scope: string | string[] | undefined): string
  /** A memory by id, within the scopes of the input; NOT_FOUND otherwise. */
  need(id: string, input: CommonInput, kind?: { layer: Layer; kind?: string | readonly string[] }): MemoryRow
  /** The result of an earlier call of this operation with the same key; CONFLICT if its parameters differ. */
  earlier(key: string): Json | undefined
  /** One transaction, journalled under this operation; all changes or none. */
  write<R extends object>(input: CommonInput, body: (write: Write, scope: string) => R): R & { opId: string }
}

/** As {@link Operation}, with the memory at hand. */
export interface MemoryOperation<
  Input extends z.ZodObject = z.ZodObject,
  Output extends z.ZodType = z.ZodType,
> extends Omit<Operation<Input, Output>, 'handler' | 'layer'> {
  layer: Layer
  /** The parameter whose meaning is searched for, if any: its vector is made before the handler runs. */
  meaning?: 'query' | undefined
  /** Where the list is in the result that `maxTokens` cuts from its end: a member, or '' for the result itself. For handlers that do not cut themselves. */
  listOf?: string
  handler(context: MemoryContext, input: z.output<Input>): Promise<z.input<Output>> | z.input<Output>
}

/** Types a definition; gives it back unchanged. */
export function defineOperation<Input extends z.ZodObject, Output extends z.ZodType>(
  operation: MemoryOperation<Input, Output>,
): MemoryOperation<Input, Output> {
  return operation
}

/** Drops undefined members, so that results are plain JSON. */
export function compact<T extends object>(value: T): T {
  for (const key of Object.keys(value) as (keyof T)[]) if (value[key] === undefined) delete value[key]
  return value
}

/** A parsed JSON value of unknown form as a record, or an empty one. */
export function asRecord(value: Json | undefined): Record<string, Json> {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : {}
}
