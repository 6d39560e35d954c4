export interface MergeEntitiesInput {
  /** @maxLength 200 */
  keep: string
  /** @maxLength 200 */
  drop: string
  /** @maxLength 2000 */
  reason?: string
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
  /** A repeated call with the same key and parameters gives the first result and changes nothing. @minLength 1 @maxLength 200 */
  idempotencyKey?: string
}

export interface MergeEntitiesOutput {
  id: string
  dropped: string
  rewired: number
  opId: string
}

/**
 * Says that two entities are one: `keep` takes over names, attributes, observations and edges of `drop`, which leaves every read. Edges between the two are ended. meta/undo separates them again exactly; graph/split_entity does so by a partition.
 * Tool `graph/merge_entities`.
 */
export async function mergeEntities(keep: MergeEntitiesInput['keep'], drop: MergeEntitiesInput['drop']): Promise<MergeEntitiesOutput>
export async function mergeEntities(keep: MergeEntitiesInput['keep'], rest: Omit<MergeEntitiesInput, 'keep'>): Promise<MergeEntitiesOutput>
export async function mergeEntities(input: MergeEntitiesInput): Promise<MergeEntitiesOutput>
export async function mergeEntities(first: MergeEntitiesInput | MergeEntitiesInput['keep'], drop?: MergeEntitiesInput['drop'] | Omit<MergeEntitiesInput, 'keep'>): Promise<MergeEntitiesOutput> {
  return callMCPTool('graph/merge_entities', typeof first === 'object' ? first : { keep: first, ...(typeof drop === 'object' ? drop : { drop }) })
}
