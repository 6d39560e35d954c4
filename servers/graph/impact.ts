export interface ImpactInput {
  /** @minLength 1 @maxLength 100 */
  id: string
  /** @integer @default 10 @minimum 1 @maximum 20 */
  depth?: number
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
}

export type ImpactOutput = ImpactOutputItem[]

interface ImpactOutputItem {
  id: string
  layer: string
  kind: string
  content: string
  scope: string
  because: string
  distance: number
}

/**
 * Tells what must be looked at again if a memory changes: everything derived from it, summaries that cover it, tasks that wait for it, edges of an entity and memories that name it as evidence, all the way, with the chain that leads there.
 * Tool `graph/impact`, declared read-only.
 */
export async function impact(id: ImpactInput['id']): Promise<ImpactOutput>
export async function impact(id: ImpactInput['id'], rest: Omit<ImpactInput, 'id'>): Promise<ImpactOutput>
export async function impact(input: ImpactInput): Promise<ImpactOutput>
export async function impact(first: ImpactInput | ImpactInput['id'], rest?: Omit<ImpactInput, 'id'>): Promise<ImpactOutput> {
  return callMCPTool('graph/impact', typeof first === 'object' ? first : { id: first, ...rest })
}
