export interface SearchInput {
  /** The situation or goal. @maxLength 2000 */
  query: string
  /** @integer @default 5 @minimum 1 @maximum 1000 */
  limit?: number
  /** @maxItems 2000 */
  availableTools?: string[]
  /** @minimum 0 @maximum 1 */
  minSuccess?: number
  /** Adds `why`: the parts of the score that ranked it. @default false */
  explain?: boolean
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
  /** Answers as this memory stood at that time. */
  asOf?: /* @maxLength 60 */ string | number
  /** Cuts the list so that its contents stay below this many tokens (estimated, four bytes a token). @integer @minimum 1 @maximum 1000000 */
  maxTokens?: number
}

export type SearchOutput = SearchOutputItem[]

interface SearchOutputItem {
  procedure: {
    id: string
    name: string
    version: number
    goal: string
    steps: {
      /** What to do; {{parameter}} is filled in by procedural/execute. @maxLength 5000 */
      action: string
      /** Only when this holds. @maxLength 2000 */
      condition?: string
      /** Tool it uses, such as "github/create_issue". @maxLength 200 */
      tool?: string
      /** What shows that it worked. @maxLength 2000 */
      expect?: string
    }[]
    preconditions: string[]
    parameters: {
      /** @pattern "^[A-Za-z_]\\w{0,63}$" */
      name: string
      /** @default "string" */
      type: 'string' | 'number' | 'boolean'
      /** @maxLength 2000 */
      description?: string
      default?: string | number | boolean
    }[]
    successTest?: string
    code?: string
    tags: string[]
    runs: number
    /** Mean of the Beta posterior with one success and one failure assumed. */
    successProbability: number
    scope: string
  }
  fit: number
  unmet: string[]
  why?: { [key: string]: number }
}

/**
 * Finds procedures that fit a situation: fit of words times the chance of success so far. `unmet` are preconditions of which the situation has no word, and tools that are not available; with `availableTools` procedures that lack a tool come last.
 * Tool `procedural/search`, declared read-only.
 */
export async function search(query: SearchInput['query'], limit?: SearchInput['limit']): Promise<SearchOutput>
export async function search(query: SearchInput['query'], rest: Omit<SearchInput, 'query'>): Promise<SearchOutput>
export async function search(input: SearchInput): Promise<SearchOutput>
export async function search(first: SearchInput | SearchInput['query'], limit?: SearchInput['limit'] | Omit<SearchInput, 'query'>): Promise<SearchOutput> {
  return callMCPTool('procedural/search', typeof first === 'object' ? first : { query: first, ...(typeof limit === 'object' ? limit : { limit }) })
}
