export interface GetCommunitiesInput {
  /** @default 1 @minimum 0.1 @maximum 10 */
  resolution?: number
  /** @integer @default 2 @minimum 1 */
  minSize?: number
  validAt?: /* @maxLength 60 */ string | number
  /** @integer @default 50 @minimum 1 @maximum 1000 */
  limit?: number
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
  /** Answers as this memory stood at that time. */
  asOf?: /* @maxLength 60 */ string | number
}

export interface GetCommunitiesOutput {
  communities: {
    /** Names of the most connected members. */
    label: string
    members: {
      id: string
      name: string
    }[]
    central: string
    bridges: string[]
    /** Most frequent predicates inside. */
    predicates: string[]
  }[]
  modularity: number
}

/**
 * Groups entities that belong together (Louvain modularity, Blondel et al., 2008; the same graph always gives the same groups), with the most connected member and those that bridge to other groups. A higher `resolution` gives more, smaller groups.
 * Tool `graph/get_communities`, declared read-only.
 */
export async function getCommunities(resolution?: GetCommunitiesInput['resolution']): Promise<GetCommunitiesOutput>
export async function getCommunities(resolution: GetCommunitiesInput['resolution'], rest: Omit<GetCommunitiesInput, 'resolution'>): Promise<GetCommunitiesOutput>
export async function getCommunities(input?: GetCommunitiesInput): Promise<GetCommunitiesOutput>
export async function getCommunities(first?: GetCommunitiesInput | GetCommunitiesInput['resolution'], rest?: Omit<GetCommunitiesInput, 'resolution'>): Promise<GetCommunitiesOutput> {
  return callMCPTool('graph/get_communities', typeof first === 'object' ? first : { resolution: first, ...rest })
}
