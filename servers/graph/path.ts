export interface PathInput {
  /** @maxLength 200 */
  from: string
  /** @maxLength 200 */
  to: string
  /** @integer @default 4 @minimum 1 @maximum 6 */
  maxHops?: number
  /** @integer @default 3 @minimum 1 @maximum 50 */
  limit?: number
  /** Cuts the list so that its contents stay below this many tokens (estimated, four bytes a token). @integer @minimum 1 @maximum 1000000 */
  maxTokens?: number
  /** @minItems 1 */
  predicates?: string[]
  validAt?: /* @maxLength 60 */ string | number
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
  /** Answers as this memory stood at that time. */
  asOf?: /* @maxLength 60 */ string | number
}

export type PathOutput = PathOutputItem[]

interface PathOutputItem {
  entities: {
    id: string
    name: string
  }[]
  hops: {
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
  }[]
  plausibility: number
}

/**
 * Finds the most plausible connections between two entities: chains of edges, each with its evidence. Plausibility is the product over hops of weight × confidence (at most 1), halved for passing through very connected entities. Simple paths only, best first.
 * Tool `graph/path`, declared read-only.
 */
export async function path(from: PathInput['from'], to: PathInput['to']): Promise<PathOutput>
export async function path(from: PathInput['from'], rest: Omit<PathInput, 'from'>): Promise<PathOutput>
export async function path(input: PathInput): Promise<PathOutput>
export async function path(first: PathInput | PathInput['from'], to?: PathInput['to'] | Omit<PathInput, 'from'>): Promise<PathOutput> {
  return callMCPTool('graph/path', typeof first === 'object' ? first : { from: first, ...(typeof to === 'object' ? to : { to }) })
}
