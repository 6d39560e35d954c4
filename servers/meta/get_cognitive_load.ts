export interface GetCognitiveLoadInput {
  /** This session by default. @maxLength 200 */
  session?: string
}

export interface GetCognitiveLoadOutput {
  session: string
  answers: number
  /** Estimated tokens of all answers. */
  tokens: number
  memories: {
    id: string
    times: number
    lastAt: string
  }[]
  /** How many memories were given more than once. */
  repeats: number
  /** By tokens: below 2,000, 8,000, 20,000, above. */
  load: 'low' | 'normal' | 'high' | 'overloaded'
}

/**
 * Tells what a session has been given already: every memory with how often, and the tokens in all. Use it, or `excludeSeen` of rag/retrieve, so that the same memory is not put before the model again and again.
 * Tool `meta/get_cognitive_load`, declared read-only.
 */
export async function getCognitiveLoad(session?: GetCognitiveLoadInput['session']): Promise<GetCognitiveLoadOutput>
export async function getCognitiveLoad(session: GetCognitiveLoadInput['session'], rest: Omit<GetCognitiveLoadInput, 'session'>): Promise<GetCognitiveLoadOutput>
export async function getCognitiveLoad(input?: GetCognitiveLoadInput): Promise<GetCognitiveLoadOutput>
export async function getCognitiveLoad(first?: GetCognitiveLoadInput | GetCognitiveLoadInput['session'], rest?: Omit<GetCognitiveLoadInput, 'session'>): Promise<GetCognitiveLoadOutput> {
  return callMCPTool('meta/get_cognitive_load', typeof first === 'object' ? first : { session: first, ...rest })
}
