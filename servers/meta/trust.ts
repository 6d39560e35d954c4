export interface TrustInput {
  /** @maxLength 200 */
  source: string
  /** @minimum 0 @maximum 1 */
  level?: number
  /** A repeated call with the same key and parameters gives the first result and changes nothing. @minLength 1 @maxLength 200 */
  idempotencyKey?: string
}

export interface TrustOutput {
  source: string
  level: number
  before: number
  /** Current memories from this source. */
  affected: number
  opId?: string
}

/**
 * Sets how far a source is trusted (0 … 1): a client, a file, an address or a person, as named by writers. It scales the confidence of all that comes from it, now and later. Without `level` it only tells the present one.
 * Tool `meta/trust`.
 */
export async function trust(source: TrustInput['source'], level?: TrustInput['level']): Promise<TrustOutput>
export async function trust(source: TrustInput['source'], rest: Omit<TrustInput, 'source'>): Promise<TrustOutput>
export async function trust(input: TrustInput): Promise<TrustOutput>
export async function trust(first: TrustInput | TrustInput['source'], level?: TrustInput['level'] | Omit<TrustInput, 'source'>): Promise<TrustOutput> {
  return callMCPTool('meta/trust', typeof first === 'object' ? first : { source: first, ...(typeof level === 'object' ? level : { level }) })
}
