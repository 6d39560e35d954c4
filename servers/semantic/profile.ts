export interface ProfileInput {
  /** The subject: "Anna", "user", "project X". @maxLength 200 */
  entity: string
  /** @default ["static","current","preferences"] @minItems 1 */
  sections?: ('static' | 'current' | 'preferences')[]
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
  /** Answers as this memory stood at that time. */
  asOf?: /* @maxLength 60 */ string | number
  /** @integer @default 500 @minimum 1 */
  maxTokens?: number
}

export interface ProfileOutput {
  text: string
  citations: {
    id: string
    section: 'static' | 'current' | 'preferences'
    confidence: number
  }[]
  /** Beliefs left out for want of room. */
  left: number
}

/**
 * Compiles a short text about a person, project or thing from current beliefs: lasting traits apart from the current state (what is valid from a date, or has been stated within 90 days about a changing matter) and preferences. Every line has the id it comes from; nothing is made up. Cut to `maxTokens` by confidence.
 * Tool `semantic/profile`, declared read-only.
 */
export async function profile(entity: ProfileInput['entity']): Promise<ProfileOutput>
export async function profile(entity: ProfileInput['entity'], rest: Omit<ProfileInput, 'entity'>): Promise<ProfileOutput>
export async function profile(input: ProfileInput): Promise<ProfileOutput>
export async function profile(first: ProfileInput | ProfileInput['entity'], rest?: Omit<ProfileInput, 'entity'>): Promise<ProfileOutput> {
  return callMCPTool('semantic/profile', typeof first === 'object' ? first : { entity: first, ...rest })
}
