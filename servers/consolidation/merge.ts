export interface MergeInput {
  /** @minItems 2 @maxItems 100 */
  ids: string[]
  /** Wording to keep. @maxLength 200000 */
  text?: string
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
  /** A repeated call with the same key and parameters gives the first result and changes nothing. @minLength 1 @maxLength 200 */
  idempotencyKey?: string
}

export interface MergeOutput {
  kept: string
  merged: string[]
  observed: number
  opId: string
}

/**
 * Makes several phrasings of the same into one memory: the first of `ids` stays (with `text`, if given), the others end and are kept as its aliases; sources, tags and strength are added up. All must be of one layer, kind and scope.
 * Tool `consolidation/merge`.
 */
export async function merge(ids: MergeInput['ids']): Promise<MergeOutput>
export async function merge(ids: MergeInput['ids'], rest: Omit<MergeInput, 'ids'>): Promise<MergeOutput>
export async function merge(input: MergeInput): Promise<MergeOutput>
export async function merge(first: MergeInput | MergeInput['ids'], rest?: Omit<MergeInput, 'ids'>): Promise<MergeOutput> {
  return callMCPTool('consolidation/merge', typeof first === 'object' ? first : { ids: first, ...rest })
}
