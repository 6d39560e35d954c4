export interface ScopeInput {
  /** @default "list" */
  action?: 'list' | 'create' | 'seal' | 'unseal' | 'share' | 'unshare' | 'move'
  /** @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */
  name?: string
  /** @maxLength 2000 */
  description?: string
  /** @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */
  with?: string
  /** @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */
  to?: string
  /** @minItems 1 @maxItems 10000 */
  ids?: string[]
  /** @integer @minimum 0 */
  expect?: number
  /** A repeated call with the same key and parameters gives the first result and changes nothing. @minLength 1 @maxLength 200 */
  idempotencyKey?: string
}

export interface ScopeOutput {
  scopes: {
    name: string
    memories: number
    description: string
    sealed: boolean
    sharedWith: string[]
  }[]
  moved?: number
  opId?: string
}

/**
 * Lists, describes, seals, shares or moves between scopes. list: all scopes with counts. create: gives one a description (a scope exists as soon as something is in it). seal/unseal: reads only. share/unshare: readers of `with` also see `name`. move: takes the memories `ids`, or all, from `name` to `to`; moving all needs `expect`, their number.
 * Tool `meta/scope`.
 */
export async function scope(action?: ScopeInput['action'], name?: ScopeInput['name']): Promise<ScopeOutput>
export async function scope(action: ScopeInput['action'], rest: Omit<ScopeInput, 'action'>): Promise<ScopeOutput>
export async function scope(input?: ScopeInput): Promise<ScopeOutput>
export async function scope(first?: ScopeInput | ScopeInput['action'], name?: ScopeInput['name'] | Omit<ScopeInput, 'action'>): Promise<ScopeOutput> {
  return callMCPTool('meta/scope', typeof first === 'object' ? first : { action: first, ...(typeof name === 'object' ? name : { name }) })
}
