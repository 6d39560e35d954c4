export interface ReflectInput {
  /** @maxLength 2000 */
  question: string
  /** @maxLength 200000 */
  insight: string
  /** @minItems 1 @maxItems 500 */
  evidenceIds: string[]
  /** @default 0.7 @minimum 0 @maximum 1 */
  confidence?: number
  /** At most 64 words or phrases; equal ignoring case. @maxItems 64 */
  tags?: string[]
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
  /** A repeated call with the same key and parameters gives the first result and changes nothing. @minLength 1 @maxLength 200 */
  idempotencyKey?: string
}

export interface ReflectOutput {
  id: string
  evidence: number
  opId: string
}

/**
 * Stores an insight: what follows from several memories, in your words, with the question it answers and the memories it rests on. When one of them is retracted the insight is marked for review (semantic/delete, graph/impact).
 * Tool `consolidation/reflect`.
 */
export async function reflect(question: ReflectInput['question'], insight: ReflectInput['insight'], evidenceIds: ReflectInput['evidenceIds']): Promise<ReflectOutput>
export async function reflect(question: ReflectInput['question'], rest: Omit<ReflectInput, 'question'>): Promise<ReflectOutput>
export async function reflect(input: ReflectInput): Promise<ReflectOutput>
export async function reflect(first: ReflectInput | ReflectInput['question'], insight?: ReflectInput['insight'] | Omit<ReflectInput, 'question'>, evidenceIds?: ReflectInput['evidenceIds']): Promise<ReflectOutput> {
  return callMCPTool('consolidation/reflect', typeof first === 'object' ? first : { question: first, ...(typeof insight === 'object' ? insight : { insight, evidenceIds }) })
}
