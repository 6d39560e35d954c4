export interface UndoInput {
  /** `opId` of the write, from its result or from meta/audit. @minLength 1 @maxLength 100 */
  opId: string
}

export interface UndoOutput {
  /** Ids of what was put back. */
  reverted: string[]
  opId: string
}

/**
 * Reverts one journalled write of any layer: every row it added, changed or ended is as it was before. The undo is journalled too and can itself be undone. CONFLICT when a later write touched the same memories (undo that one first), when it was undone already, or when it erased for good.
 * Tool `meta/undo`.
 */
export async function undo(opId: UndoInput['opId']): Promise<UndoOutput>
export async function undo(opId: UndoInput['opId'], rest: Omit<UndoInput, 'opId'>): Promise<UndoOutput>
export async function undo(input: UndoInput): Promise<UndoOutput>
export async function undo(first: UndoInput | UndoInput['opId'], rest?: Omit<UndoInput, 'opId'>): Promise<UndoOutput> {
  return callMCPTool('meta/undo', typeof first === 'object' ? first : { opId: first, ...rest })
}
