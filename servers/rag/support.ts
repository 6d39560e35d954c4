export interface SupportInput {
  /** @minItems 1 @maxItems 200 */
  claims?: string[]
  /** @maxLength 50000 */
  text?: string
  /** @default 0.75 @minimum 0.3 @maximum 1 */
  threshold?: number
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
  /** Answers as this memory stood at that time. */
  asOf?: /* @maxLength 60 */ string | number
}

export type SupportOutput = SupportOutputItem[]

interface SupportOutputItem {
  claim: string
  verdict: 'supported' | 'contradicted' | 'unsupported'
  coverage: number
  cites: {
    id: string
    quote: string
  }[]
}

/**
 * Checks a draft against what is remembered: each claim (or sentence of `text`) is supported, contradicted or unsupported, with the memories that say so. By words, not by understanding: supported when one memory (or sentence of a passage) has at least `threshold` of the claim’s rare words and all its numbers, with the same negation; contradicted when it has the words but another number or the opposite negation. What it cannot tell it calls unsupported.
 * Tool `rag/support`, declared read-only.
 */
export async function support(claims?: SupportInput['claims']): Promise<SupportOutput>
export async function support(claims: SupportInput['claims'], rest: Omit<SupportInput, 'claims'>): Promise<SupportOutput>
export async function support(input?: SupportInput): Promise<SupportOutput>
export async function support(first?: SupportInput | SupportInput['claims'], rest?: Omit<SupportInput, 'claims'>): Promise<SupportOutput> {
  return callMCPTool('rag/support', typeof first === 'object' ? first : { claims: first, ...rest })
}
