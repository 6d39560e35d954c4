import type { z } from 'zod'
import type { Json } from '../../contract/json.ts'
import type { ServerDefinition } from '../catalog/api.ts'
import type { Caller } from '../gateway/api.ts'

/** Who asks a memory operation, and when. */
export interface OperationContext {
  caller: Caller
  /** Epoch milliseconds. */
  now: number
  signal: AbortSignal
}

/** One memory operation, defined once: schema, text, handler. The tool tree is generated from it. */
export interface Operation<Input extends z.ZodObject = z.ZodObject, Output extends z.ZodType = z.ZodType> {
  /** Layer and server name, such as `episodic`. */
  layer: string
  /** Tool name in snake_case; file `servers/<layer>/<name>.ts`. */
  name: string
  /** First sentence stands alone; then semantics, units, errors, source of the algorithm. */
  description: string
  input: Input
  output: Output
  /** Leading scalar parameters that may be given by position. */
  positional?: (keyof z.infer<Input> & string)[]
  readOnly: boolean
  destructive?: boolean
  handler: (context: OperationContext, input: z.infer<Input>) => Promise<z.infer<Output>> | z.infer<Output>
}

/** What the optional embedder does. */
export interface EmbedderStatus {
  on: boolean
  model?: string | undefined
  /** Memories that have a vector, and those that wait for one. */
  vectors: number
  waiting: number
  /** Why it does not work, if it does not. */
  problem?: string | undefined
}

/** Athena's local memory. Created by `createMemory({ databasePath, clock, ids, log })` in `index.ts`. */
export interface Memory {
  /** One server definition a layer, for the catalogue. */
  servers(): ServerDefinition[]
  /** Runs an operation; BAD_ARGUMENTS, NOT_FOUND, CONFLICT as AthenaError. */
  call(layer: string, operation: string, args: Json, context: OperationContext): Promise<Json>
  /** The text of `athena://memory/context`: working set, due intentions, profile. */
  context(caller: Caller): Promise<string>
  /**
   * Switches the optional embedder on or off. On, memories get vectors in the background and recall counts likeness of meaning; about 300 MB of
   * memory while it works, English.
   */
  setEmbedder(on: boolean): void
  embedderStatus(): EmbedderStatus
  /** When every memory has its vector, or the embedder is off or failed. */
  embedderSettled(): Promise<void>
  close(): void
}
