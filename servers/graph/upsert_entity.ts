export interface UpsertEntityInput {
  /** @maxLength 200 */
  name: string
  /** person, project, tool, place, …; "thing" by default. @maxLength 200 */
  type?: string
  /** @maxItems 100 */
  aliases?: string[]
  attributes?: {
    /** @propertyNames {"maxLength":200} */
    [key: string]: UpsertEntityInputSchema0
  }
  /** Sentences about it. @maxItems 200 */
  observations?: string[]
  /** At most 64 words or phrases; equal ignoring case. @maxItems 64 */
  tags?: string[]
  /**
   * Where it is kept: "user" (default), "project:NAME", "agent", "session", … Reads see only the scopes they name.
   * @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$"
   */
  scope?: string
  /** A repeated call with the same key and parameters gives the first result and changes nothing. @minLength 1 @maxLength 200 */
  idempotencyKey?: string
}

type UpsertEntityInputSchema0 = string | number | boolean | null | UpsertEntityInputSchema0[] | { [key: string]: UpsertEntityInputSchema0 }

export interface UpsertEntityOutput {
  id: string
  entity: {
    id: string
    name: string
    type: string
    aliases: string[]
    attributes: { [key: string]: UpsertEntityOutputSchema0 }
    observations: string[]
    tags: string[]
    scope: string
  }
  mergedWith?: string
  opId: string
}

type UpsertEntityOutputSchema0 = string | number | boolean | null | UpsertEntityOutputSchema0[] | { [key: string]: UpsertEntityOutputSchema0 }

/**
 * Adds a person, thing, place, project or idea, or enriches the one of that name or alias (of the same type) in the scope: attributes are overwritten one by one, aliases and observations are added.
 * Tool `graph/upsert_entity`.
 */
export async function upsertEntity(name: UpsertEntityInput['name'], type?: UpsertEntityInput['type']): Promise<UpsertEntityOutput>
export async function upsertEntity(name: UpsertEntityInput['name'], rest: Omit<UpsertEntityInput, 'name'>): Promise<UpsertEntityOutput>
export async function upsertEntity(input: UpsertEntityInput): Promise<UpsertEntityOutput>
export async function upsertEntity(first: UpsertEntityInput | UpsertEntityInput['name'], type?: UpsertEntityInput['type'] | Omit<UpsertEntityInput, 'name'>): Promise<UpsertEntityOutput> {
  return callMCPTool('graph/upsert_entity', typeof first === 'object' ? first : { name: first, ...(typeof type === 'object' ? type : { type }) })
}
