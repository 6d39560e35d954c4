export interface SearchRelationshipsInput {
  /** @maxLength 200 */
  subject?: string
  /** @maxLength 200 */
  predicate?: string
  /** @maxLength 200 */
  object?: string
  /** Words of the edge: names and predicate. @maxLength 2000 */
  query?: string
  validAt?: /* @maxLength 60 */ string | number
  /** @minimum 0 @maximum 1 */
  minConfidence?: number
  /** @integer @default 50 @minimum 1 @maximum 1000 */
  limit?: number
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
  /** Answers as this memory stood at that time. */
  asOf?: /* @maxLength 60 */ string | number
  /** Cuts the list so that its contents stay below this many tokens (estimated, four bytes a token). @integer @minimum 1 @maximum 1000000 */
  maxTokens?: number
}

export type SearchRelationshipsOutput = SearchRelationshipsOutputItem[]

interface SearchRelationshipsOutputItem {
  id: string
  subject: {
    id: string
    name: string
  }
  predicate: string
  object: {
    id: string
    name: string
  }
  weight: number
  confidence: number
  validFrom?: string
  validTo?: string
  sources: string[]
  scope: string
}

/**
 * Finds edges by subject, predicate, object (each may be left open), by words, and by when they were true. What is left open matches everything; at least one must be given.
 * Tool `graph/search_relationships`, declared read-only.
 */
export async function searchRelationships(subject?: SearchRelationshipsInput['subject'], predicate?: SearchRelationshipsInput['predicate'], object?: SearchRelationshipsInput['object']): Promise<SearchRelationshipsOutput>
export async function searchRelationships(subject: SearchRelationshipsInput['subject'], rest: Omit<SearchRelationshipsInput, 'subject'>): Promise<SearchRelationshipsOutput>
export async function searchRelationships(input?: SearchRelationshipsInput): Promise<SearchRelationshipsOutput>
export async function searchRelationships(first?: SearchRelationshipsInput | SearchRelationshipsInput['subject'], predicate?: SearchRelationshipsInput['predicate'] | Omit<SearchRelationshipsInput, 'subject'>, object?: SearchRelationshipsInput['object']): Promise<SearchRelationshipsOutput> {
  return callMCPTool('graph/search_relationships', typeof first === 'object' ? first : { subject: first, ...(typeof predicate === 'object' ? predicate : { predicate, object }) })
}
