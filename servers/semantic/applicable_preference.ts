export interface ApplicablePreferenceInput {
  /** What is about to be done, in words. @maxLength 2000 */
  situation: string
  /** Whose preferences: "user", "Anna". @maxLength 200 */
  subject?: string
  /** @default false */
  explain?: boolean
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
  /** Answers as this memory stood at that time. */
  asOf?: /* @maxLength 60 */ string | number
}

export interface ApplicablePreferenceOutput {
  preference?: {
    id: string
    statement: string
    kind: 'fact' | 'preference' | 'rule' | 'definition'
    subject?: string
    predicate?: string
    object?: string
    /** When it applies. */
    condition?: string
    confidence: number
    validFrom?: string
    validTo?: string
    tags: string[]
    sources: string[]
    /** How often it was stated, if more than once. */
    observed?: number
    scope: string
    recordedAt: string
    /** Set when it is no longer believed. */
    ended?: {
      at: string
      by: string
      reason?: string
    }
  }
  /** Words of the condition or statement that the situation has. */
  specificity: number
  overridden: {
    id: string
    statement: string
    kind: 'fact' | 'preference' | 'rule' | 'definition'
    subject?: string
    predicate?: string
    object?: string
    /** When it applies. */
    condition?: string
    confidence: number
    validFrom?: string
    validTo?: string
    tags: string[]
    sources: string[]
    /** How often it was stated, if more than once. */
    observed?: number
    scope: string
    recordedAt: string
    /** Set when it is no longer believed. */
    ended?: {
      at: string
      by: string
      reason?: string
    }
  }[]
  why?: { [key: string]: number }
}

/**
 * Gives the preference or rule that applies in a situation: the one whose condition and words fit it most specifically; among equally specific ones the latest. A preference with a condition that the situation does not meet never applies. `overridden` are those that apply too but are more general or older.
 * Tool `semantic/applicable_preference`, declared read-only.
 */
export async function applicablePreference(situation: ApplicablePreferenceInput['situation'], subject?: ApplicablePreferenceInput['subject']): Promise<ApplicablePreferenceOutput>
export async function applicablePreference(situation: ApplicablePreferenceInput['situation'], rest: Omit<ApplicablePreferenceInput, 'situation'>): Promise<ApplicablePreferenceOutput>
export async function applicablePreference(input: ApplicablePreferenceInput): Promise<ApplicablePreferenceOutput>
export async function applicablePreference(first: ApplicablePreferenceInput | ApplicablePreferenceInput['situation'], subject?: ApplicablePreferenceInput['subject'] | Omit<ApplicablePreferenceInput, 'situation'>): Promise<ApplicablePreferenceOutput> {
  return callMCPTool('semantic/applicable_preference', typeof first === 'object' ? first : { situation: first, ...(typeof subject === 'object' ? subject : { subject }) })
}
