export interface PolicyInput {
  /** The scope, or "*". @default "*" @minLength 1 @maxLength 140 */
  name?: string
  /** @maxItems 50 */
  refuse?: string[]
  /** @maxItems 50 */
  redact?: string[]
  /** @integer @minimum 0 */
  maximumMemories?: number
  /** @integer @minimum 0 */
  maximumContent?: number
  /** @integer @minimum 0 @maximum 36500 */
  retentionDays?: number
  autoCapture?: boolean
  /** A repeated call with the same key and parameters gives the first result and changes nothing. @minLength 1 @maxLength 200 */
  idempotencyKey?: string
}

export interface PolicyOutput {
  name: string
  refuse: string[]
  redact: string[]
  maximumMemories: number
  maximumContent: number
  retentionDays: number
  autoCapture: boolean
  opId?: string
}

/**
 * Tells or sets what may be stored in a scope ("*": all scopes without their own). `refuse` and `redact` are regular expressions on contents: refused with CONFLICT, or replaced by [redacted] before storing. Quotas count current memories and characters, 0 is none. `retentionDays` lets consolidation/decay move older memories to the cold tier. `autoCapture` tells clients whether to write unasked. Without a setting it only tells the policy.
 * Tool `meta/policy`.
 */
export async function policy(name?: PolicyInput['name']): Promise<PolicyOutput>
export async function policy(name: PolicyInput['name'], rest: Omit<PolicyInput, 'name'>): Promise<PolicyOutput>
export async function policy(input?: PolicyInput): Promise<PolicyOutput>
export async function policy(first?: PolicyInput | PolicyInput['name'], rest?: Omit<PolicyInput, 'name'>): Promise<PolicyOutput> {
  return callMCPTool('meta/policy', typeof first === 'object' ? first : { name: first, ...rest })
}
