export interface ResolveMentionInput {
  /** @maxLength 200 */
  mention: string
  /** The sentence or surroundings. @maxLength 2000 */
  context?: string
  /** @integer @default 5 @minimum 1 @maximum 1000 */
  limit?: number
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
  /** Answers as this memory stood at that time. */
  asOf?: /* @maxLength 60 */ string | number
}

export type ResolveMentionOutput = ResolveMentionOutputItem[]

interface ResolveMentionOutputItem {
  entity: {
    id: string
    name: string
    type: string
    aliases: string[]
    attributes: { [key: string]: ResolveMentionOutputSchema0 }
    observations: string[]
    tags: string[]
    scope: string
  }
  probability: number
}

type ResolveMentionOutputSchema0 = string | number | boolean | null | ResolveMentionOutputSchema0[] | { [key: string]: ResolveMentionOutputSchema0 }

/**
 * Tells which entity a mention means ("the deploy script", "Anna"), with probabilities that sum to at most 1; what is missing to 1 is the chance that it is none of them. Weighs likeness of names and aliases, words of the `context` that the entity or its neighbours have, and how connected it is.
 * Tool `graph/resolve_mention`, declared read-only.
 */
export async function resolveMention(mention: ResolveMentionInput['mention'], context?: ResolveMentionInput['context']): Promise<ResolveMentionOutput>
export async function resolveMention(mention: ResolveMentionInput['mention'], rest: Omit<ResolveMentionInput, 'mention'>): Promise<ResolveMentionOutput>
export async function resolveMention(input: ResolveMentionInput): Promise<ResolveMentionOutput>
export async function resolveMention(first: ResolveMentionInput | ResolveMentionInput['mention'], context?: ResolveMentionInput['context'] | Omit<ResolveMentionInput, 'mention'>): Promise<ResolveMentionOutput> {
  return callMCPTool('graph/resolve_mention', typeof first === 'object' ? first : { mention: first, ...(typeof context === 'object' ? context : { context }) })
}
