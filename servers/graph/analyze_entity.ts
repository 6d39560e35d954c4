export interface AnalyzeEntityInput {
  /** @maxLength 200 */
  entity: string
  /** @integer @default 5 @minimum 0 @maximum 100 */
  mentions?: number
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
  /** Answers as this memory stood at that time. */
  asOf?: /* @maxLength 60 */ string | number
}

export interface AnalyzeEntityOutput {
  entity: {
    id: string
    name: string
    type: string
    aliases: string[]
    attributes: { [key: string]: AnalyzeEntityOutputSchema0 }
    observations: string[]
    tags: string[]
    scope: string
  }
  degree: number
  /** 1 is the most connected. */
  rank: number
  of: number
  predicates: { [key: string]: number }
  clustering: number
  /** Groups its neighbours would fall into without it; 1 when they stay connected. */
  separates: number
  mentions: {
    id: string
    layer: string
    kind: string
    content: string
    scope: string
  }[]
  firstSeen?: string
  lastSeen?: string
}

type AnalyzeEntityOutputSchema0 = string | number | boolean | null | AnalyzeEntityOutputSchema0[] | { [key: string]: AnalyzeEntityOutputSchema0 }

/**
 * Tells what role an entity plays: number of edges and rank among all, by predicate, how tightly its neighbours are connected (clustering coefficient), whether it holds groups together (its removal separates them), and the latest memories of other layers that name it.
 * Tool `graph/analyze_entity`, declared read-only.
 */
export async function analyzeEntity(entity: AnalyzeEntityInput['entity']): Promise<AnalyzeEntityOutput>
export async function analyzeEntity(entity: AnalyzeEntityInput['entity'], rest: Omit<AnalyzeEntityInput, 'entity'>): Promise<AnalyzeEntityOutput>
export async function analyzeEntity(input: AnalyzeEntityInput): Promise<AnalyzeEntityOutput>
export async function analyzeEntity(first: AnalyzeEntityInput | AnalyzeEntityInput['entity'], rest?: Omit<AnalyzeEntityInput, 'entity'>): Promise<AnalyzeEntityOutput> {
  return callMCPTool('graph/analyze_entity', typeof first === 'object' ? first : { entity: first, ...rest })
}
