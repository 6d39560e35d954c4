export interface GetEntityInput {
  /** @maxLength 200 */
  entity: string
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
  /** Answers as this memory stood at that time. */
  asOf?: /* @maxLength 60 */ string | number
}

export interface GetEntityOutput {
  id: string
  name: string
  type: string
  aliases: string[]
  attributes: { [key: string]: GetEntityOutputSchema0 }
  observations: string[]
  tags: string[]
  scope: string
  /** Edges it has now. */
  relations: number
}

type GetEntityOutputSchema0 = string | number | boolean | null | GetEntityOutputSchema0[] | { [key: string]: GetEntityOutputSchema0 }

/** Gives one entity by id, name or alias, as it is or as it was at `asOf`. NOT_FOUND names the nearest ones. Tool `graph/get_entity`, declared read-only. */
export async function getEntity(entity: GetEntityInput['entity']): Promise<GetEntityOutput>
export async function getEntity(entity: GetEntityInput['entity'], rest: Omit<GetEntityInput, 'entity'>): Promise<GetEntityOutput>
export async function getEntity(input: GetEntityInput): Promise<GetEntityOutput>
export async function getEntity(first: GetEntityInput | GetEntityInput['entity'], rest?: Omit<GetEntityInput, 'entity'>): Promise<GetEntityOutput> {
  return callMCPTool('graph/get_entity', typeof first === 'object' ? first : { entity: first, ...rest })
}
