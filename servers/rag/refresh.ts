export interface RefreshInput {
  /** @minLength 1 @maxLength 100 */
  documentId?: string
  /** A folder that was ingested. @maxLength 4000 */
  folder?: string
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
  /** A repeated call with the same key and parameters gives the first result and changes nothing. @minLength 1 @maxLength 200 */
  idempotencyKey?: string
}

export interface RefreshOutput {
  changed: {
    id: string
    path: string
    added: number
    removed: number
  }[]
  added: {
    id: string
    path: string
  }[]
  moved: {
    id: string
    from: string
    path: string
  }[]
  removed: {
    id: string
    path: string
  }[]
  unchanged: number
  failed: {
    path: string
    reason: string
  }[]
  opId?: string
}

/**
 * Looks whether the files of documents changed and takes the changes in: for one document, for what was taken from a folder, or for all. New files of the folder are added, passages of changed files replaced, files with a new name stay the same document, documents whose file is gone are ended (not when the whole folder is gone: a drive may be unplugged); citations of old passages keep working and are marked outdated.
 * Tool `rag/refresh`.
 */
export async function refresh(documentId?: RefreshInput['documentId']): Promise<RefreshOutput>
export async function refresh(documentId: RefreshInput['documentId'], rest: Omit<RefreshInput, 'documentId'>): Promise<RefreshOutput>
export async function refresh(input?: RefreshInput): Promise<RefreshOutput>
export async function refresh(first?: RefreshInput | RefreshInput['documentId'], rest?: Omit<RefreshInput, 'documentId'>): Promise<RefreshOutput> {
  return callMCPTool('rag/refresh', typeof first === 'object' ? first : { documentId: first, ...rest })
}
