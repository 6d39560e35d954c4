export interface SearchEntitiesInput {
  /** @maxLength 2000 */
  query: string
  /** @minItems 1 */
  types?: string[]
  /** At most 64 words or phrases; equal ignoring case. @maxItems 64 */
  tags?: string[]
  /** @integer @default 10 @minimum 1 @maximum 1000 */
  limit?: number
  /** Adds `why`: the parts of the score that ranked it. @default false */
  explain?: boolean
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
  /** Answers as this memory stood at that time. */
  asOf?: /* @maxLength 60 */ string | number
  /** Cuts the list so that its contents stay below this many tokens (estimated, four bytes a token). @integer @minimum 1 @maximum 1000000 */
  maxTokens?: number
}

export type SearchEntitiesOutput = SearchEntitiesOutputItem[]

interface SearchEntitiesOutputItem {
  id: string
  name: string
  type: string
  aliases: string[]
  attributes: { [key: string]: SearchEntitiesOutputSchema0 }
  observations: string[]
  tags: string[]
  scope: string
  score: number
  why?: { [key: string]: number }
}

type SearchEntitiesOutputSchema0 = string | number | boolean | null | SearchEntitiesOutputSchema0[] | { [key: string]: SearchEntitiesOutputSchema0 }

/**
 * Finds entities by words of their name, aliases, attributes and observations, best first; the beginning of a name counts too.
 * Tool `graph/search_entities`, declared read-only.
 */
export async function searchEntities(query: SearchEntitiesInput['query'], limit?: SearchEntitiesInput['limit']): Promise<SearchEntitiesOutput>
export async function searchEntities(query: SearchEntitiesInput['query'], rest: Omit<SearchEntitiesInput, 'query'>): Promise<SearchEntitiesOutput>
export async function searchEntities(input: SearchEntitiesInput): Promise<SearchEntitiesOutput>
export async function searchEntities(first: SearchEntitiesInput | SearchEntitiesInput['query'], limit?: SearchEntitiesInput['limit'] | Omit<SearchEntitiesInput, 'query'>): Promise<SearchEntitiesOutput> {
  return callMCPTool('graph/search_entities', typeof first === 'object' ? first : { query: first, ...(typeof limit === 'object' ? limit : { limit }) })
}
