export interface GetRelationshipsInput {
  /** @maxLength 200 */
  entity: string
  /** @integer @default 1 @minimum 1 @maximum 6 */
  depth?: number
  /** @minItems 1 */
  predicates?: string[]
  /** Edges from it, to it, or both. @default "both" */
  direction?: 'both' | 'out' | 'in'
  validAt?: /* @maxLength 60 */ string | number
  /** @integer @default 200 @minimum 1 @maximum 5000 */
  maxEntities?: number
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
  /** Answers as this memory stood at that time. */
  asOf?: /* @maxLength 60 */ string | number
  /** Cuts the list so that its contents stay below this many tokens (estimated, four bytes a token). @integer @minimum 1 @maximum 1000000 */
  maxTokens?: number
}

export interface GetRelationshipsOutput {
  entity: {
    id: string
    name: string
    type: string
    aliases: string[]
    attributes: { [key: string]: GetRelationshipsOutputSchema0 }
    observations: string[]
    tags: string[]
    scope: string
  }
  entities: {
    id: string
    name: string
    type: string
    aliases: string[]
    attributes: { [key: string]: GetRelationshipsOutputSchema0 }
    observations: string[]
    tags: string[]
    scope: string
    distance: number
  }[]
  relations: {
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
  truncated: boolean
}

type GetRelationshipsOutputSchema0 = string | number | boolean | null | GetRelationshipsOutputSchema0[] | { [key: string]: GetRelationshipsOutputSchema0 }

/**
 * Gives the edges of an entity and its neighbours, to a depth, as they are (or were true at `validAt`, or believed at `asOf`).
 * Tool `graph/get_relationships`, declared read-only.
 */
export async function getRelationships(entity: GetRelationshipsInput['entity'], depth?: GetRelationshipsInput['depth']): Promise<GetRelationshipsOutput>
export async function getRelationships(entity: GetRelationshipsInput['entity'], rest: Omit<GetRelationshipsInput, 'entity'>): Promise<GetRelationshipsOutput>
export async function getRelationships(input: GetRelationshipsInput): Promise<GetRelationshipsOutput>
export async function getRelationships(first: GetRelationshipsInput | GetRelationshipsInput['entity'], depth?: GetRelationshipsInput['depth'] | Omit<GetRelationshipsInput, 'entity'>): Promise<GetRelationshipsOutput> {
  return callMCPTool('graph/get_relationships', typeof first === 'object' ? first : { entity: first, ...(typeof depth === 'object' ? depth : { depth }) })
}
