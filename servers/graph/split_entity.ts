export interface SplitEntityInput {
  /** @maxLength 200 */
  entity: string
  /** @minItems 2 @maxItems 20 */
  parts: {
    /** @maxLength 200 */
    name: string
    /** @maxLength 200 */
    type?: string
    /** @default [] @maxItems 5000 */
    relationIds?: string[]
    /** @default [] @maxItems 100 */
    aliases?: string[]
    /** @default [] @maxItems 200 */
    observations?: string[]
  }[]
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
  /** A repeated call with the same key and parameters gives the first result and changes nothing. @minLength 1 @maxLength 200 */
  idempotencyKey?: string
}

export interface SplitEntityOutput {
  /** One a part, in order. */
  ids: string[]
  opId: string
}

/**
 * Says that one entity is really several: each part takes the edges, aliases and observations named for it; what no part names stays with the first, which keeps the id.
 * Tool `graph/split_entity`.
 */
export async function splitEntity(entity: SplitEntityInput['entity']): Promise<SplitEntityOutput>
export async function splitEntity(entity: SplitEntityInput['entity'], rest: Omit<SplitEntityInput, 'entity'>): Promise<SplitEntityOutput>
export async function splitEntity(input: SplitEntityInput): Promise<SplitEntityOutput>
export async function splitEntity(first: SplitEntityInput | SplitEntityInput['entity'], rest?: Omit<SplitEntityInput, 'entity'>): Promise<SplitEntityOutput> {
  return callMCPTool('graph/split_entity', typeof first === 'object' ? first : { entity: first, ...rest })
}
