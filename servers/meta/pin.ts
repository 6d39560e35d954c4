export interface PinInput {
  /** @minLength 1 @maxLength 100 */
  id: string
  /** @default "always" */
  level?: 'always' | 'session' | 'protect' | 'off'
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
  /** A repeated call with the same key and parameters gives the first result and changes nothing. @minLength 1 @maxLength 200 */
  idempotencyKey?: string
}

export interface PinOutput {
  id: string
  level: string
  opId: string
}

/**
 * Pins a memory: "always" shows it in every working set (`athena://memory/context`), "session" in that of this session, "protect" only keeps decay away, "off" unpins. Pinned memories never go to the cold tier.
 * Tool `meta/pin`.
 */
export async function pin(id: PinInput['id'], level?: PinInput['level']): Promise<PinOutput>
export async function pin(id: PinInput['id'], rest: Omit<PinInput, 'id'>): Promise<PinOutput>
export async function pin(input: PinInput): Promise<PinOutput>
export async function pin(first: PinInput | PinInput['id'], level?: PinInput['level'] | Omit<PinInput, 'id'>): Promise<PinOutput> {
  return callMCPTool('meta/pin', typeof first === 'object' ? first : { id: first, ...(typeof level === 'object' ? level : { level }) })
}
