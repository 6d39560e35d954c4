export interface RestoreInput {
  /** @maxLength 200 */
  name: string
}

export interface RestoreOutput {
  restored: string
  memories: number
  /** Name of the backup of the state before. */
  safety: string
}

/**
 * Puts the memory back to a backup (`backups/<name>.db`, also one carried from another machine). The present state is saved as a backup first (`safety`), so the way back is another restore. The backup is checked before anything is touched: CORRUPT_DATABASE when it is damaged, NEWER_DATABASE when a newer version wrote it.
 * Tool `meta/restore`, declared destructive.
 */
export async function restore(name: RestoreInput['name']): Promise<RestoreOutput>
export async function restore(name: RestoreInput['name'], rest: Omit<RestoreInput, 'name'>): Promise<RestoreOutput>
export async function restore(input: RestoreInput): Promise<RestoreOutput>
export async function restore(first: RestoreInput | RestoreInput['name'], rest?: Omit<RestoreInput, 'name'>): Promise<RestoreOutput> {
  return callMCPTool('meta/restore', typeof first === 'object' ? first : { name: first, ...rest })
}
