export interface AuditInput {
  since?: /* @maxLength 60 */ string | number
  /** Only operations of this client. @maxLength 200 */
  client?: string
  /** Only this operation, such as "semantic.update", or a layer, such as "semantic". @maxLength 200 */
  operation?: string
  /** Only operations on this memory. @minLength 1 @maxLength 100 */
  id?: string
  /** @default false */
  reads?: boolean
  /** @integer @default 50 @minimum 1 @maximum 1000 */
  limit?: number
  /** Cuts the list so that its contents stay below this many tokens (estimated, four bytes a token). @integer @minimum 1 @maximum 1000000 */
  maxTokens?: number
}

export type AuditOutput = AuditOutputItem[]

interface AuditOutputItem {
  opId: string
  at: string
  operation: string
  scope: string
  client: string
  session: string
  execution?: string
  kind: 'write' | 'read'
  /** Rows changed, or memories given. */
  changed: number
  undoneBy?: string
  undoes?: string
  canUndo: boolean
}

/**
 * Lists the journal, newest first: every write with who made it and whether it was undone, and with `reads` also every recall. With `id` only operations that touched (or gave) that memory.
 * Tool `meta/audit`, declared read-only.
 */
export async function audit(limit?: AuditInput['limit']): Promise<AuditOutput>
export async function audit(limit: AuditInput['limit'], rest: Omit<AuditInput, 'limit'>): Promise<AuditOutput>
export async function audit(input?: AuditInput): Promise<AuditOutput>
export async function audit(first?: AuditInput | AuditInput['limit'], rest?: Omit<AuditInput, 'limit'>): Promise<AuditOutput> {
  return callMCPTool('meta/audit', typeof first === 'object' ? first : { limit: first, ...rest })
}
