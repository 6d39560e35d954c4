export interface SimilarInput {
  /** @minLength 1 @maxLength 100 */
  id?: string
  /** @maxLength 2000 */
  text?: string
  /** @minItems 1 */
  layers?: ('episodic' | 'semantic' | 'procedural' | 'prospective' | 'graph' | 'meta' | 'consolidation' | 'rag')[]
  /** @default 0 @minimum 0 @maximum 1 */
  diversify?: number
  /** @integer @default 10 @minimum 1 @maximum 1000 */
  limit?: number
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
  /** Answers as this memory stood at that time. */
  asOf?: /* @maxLength 60 */ string | number
}

export type SimilarOutput = SimilarOutputItem[]

interface SimilarOutputItem {
  id: string
  layer: string
  kind: string
  content: string
  scope: string
  /** Cosine of TF-IDF, 0 … 1. */
  score: number
}

/**
 * Finds memories like a given one, or like a text, in any layer: by its most telling words (TF-IDF), without a question. `diversify` above 0 passes over those that repeat each other (maximal marginal relevance, Carbonell & Goldstein, 1998).
 * Tool `rag/similar`, declared read-only.
 */
export async function similar(id?: SimilarInput['id'], limit?: SimilarInput['limit']): Promise<SimilarOutput>
export async function similar(id: SimilarInput['id'], rest: Omit<SimilarInput, 'id'>): Promise<SimilarOutput>
export async function similar(input?: SimilarInput): Promise<SimilarOutput>
export async function similar(first?: SimilarInput | SimilarInput['id'], limit?: SimilarInput['limit'] | Omit<SimilarInput, 'id'>): Promise<SimilarOutput> {
  return callMCPTool('rag/similar', typeof first === 'object' ? first : { id: first, ...(typeof limit === 'object' ? limit : { limit }) })
}
