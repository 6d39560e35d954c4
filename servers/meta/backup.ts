export interface BackupInput {
  /** By default the date and time. @maxLength 200 */
  name?: string
}

export interface BackupOutput {
  name: string
  path: string
  bytes: number
  memories: number
}

/**
 * Writes a complete, consistent copy of the memory beside it (`backups/<name>.db`), journal and index included, while others go on reading and writing. The file can be carried to another machine and put back with meta/restore. Erasing with meta/forget cleans known backups too. CONFLICT if the name is taken.
 * Tool `meta/backup`.
 */
export async function backup(name?: BackupInput['name']): Promise<BackupOutput>
export async function backup(name: BackupInput['name'], rest: Omit<BackupInput, 'name'>): Promise<BackupOutput>
export async function backup(input?: BackupInput): Promise<BackupOutput>
export async function backup(first?: BackupInput | BackupInput['name'], rest?: Omit<BackupInput, 'name'>): Promise<BackupOutput> {
  return callMCPTool('meta/backup', typeof first === 'object' ? first : { name: first, ...rest })
}
