export interface GapsInput {
  /** Only gaps that share a word with this. @maxLength 2000 */
  topic?: string
  /** @integer @default 180 @minimum 1 @maximum 36500 */
  staleDays?: number
  /** Of each kind. @integer @default 20 @minimum 1 @maximum 1000 */
  limit?: number
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
}

export interface GapsOutput {
  unanswered: {
    query: string
    asked: number
    lastAt: string
    bestScore?: number
  }[]
  thin: {
    name: string
    mentions: number
    facts: number
  }[]
  stale: {
    id: string
    content: string
    since: string
  }[]
}

/**
 * Tells what this memory lacks: questions that were asked and found nothing (or little), names that are mentioned often without a fact about them, and beliefs that nobody confirmed for long.
 * Tool `meta/gaps`, declared read-only.
 */
export async function gaps(topic?: GapsInput['topic']): Promise<GapsOutput>
export async function gaps(topic: GapsInput['topic'], rest: Omit<GapsInput, 'topic'>): Promise<GapsOutput>
export async function gaps(input?: GapsInput): Promise<GapsOutput>
export async function gaps(first?: GapsInput | GapsInput['topic'], rest?: Omit<GapsInput, 'topic'>): Promise<GapsOutput> {
  return callMCPTool('meta/gaps', typeof first === 'object' ? first : { topic: first, ...rest })
}
