export interface IngestInput {
  /** @maxLength 4000 */
  path?: string
  /** @minLength 1 @maxLength 20000000 */
  text?: string
  /** Base64. @maxLength 70000000 */
  bytes?: string
  /** Name of a text or of bytes, such as "notes.md"; its ending tells the kind. @maxLength 200 */
  name?: string
  /** By the ending when not given. */
  kind?: 'markdown' | 'text' | 'html' | 'pdf' | 'docx' | 'code' | 'csv' | 'mail'
  /** Greatest length of a passage in characters. @integer @default 1200 @minimum 200 @maximum 10000 */
  chunkSize?: number
  /**
   * For a folder: true takes later changes in by themselves while Athena runs (new, changed, renamed and removed files), false ends that. rag/list_documents lists what is watched.
   */
  watch?: boolean
  /** At most 64 words or phrases; equal ignoring case. @maxItems 64 */
  tags?: string[]
  /**
   * Where it is kept: "user" (default), "project:NAME", "agent", "session", … Reads see only the scopes they name.
   * @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$"
   */
  scope?: string
  /** A repeated call with the same key and parameters gives the first result and changes nothing. @minLength 1 @maxLength 200 */
  idempotencyKey?: string
}

export interface IngestOutput {
  documents: {
    id: string
    title: string
    path?: string
    chunks: number
    added: number
    removed: number
    unchanged: boolean
  }[]
  failed: {
    path: string
    reason: string
  }[]
  /** Files that are no documents or may not be read. */
  skipped: number
  opId?: string
}

/**
 * Takes documents in: a file or a folder by absolute path, a text, or bytes in base64. Markdown, text, HTML, PDF, DOCX, source code, CSV and mail (eml, mbox). Headings, pages and lines are kept for citations. A document that is known (by path, or by `name` for texts) is compared by content: unchanged ones cost nothing, changed passages are replaced, the others keep their ids. In a folder a file that cannot be read is named in `failed` and does not stop the others; hidden files, keys, system folders and Athena’s own data are never read.
 * Tool `rag/ingest`.
 */
export async function ingest(path?: IngestInput['path']): Promise<IngestOutput>
export async function ingest(path: IngestInput['path'], rest: Omit<IngestInput, 'path'>): Promise<IngestOutput>
export async function ingest(input?: IngestInput): Promise<IngestOutput>
export async function ingest(first?: IngestInput | IngestInput['path'], rest?: Omit<IngestInput, 'path'>): Promise<IngestOutput> {
  return callMCPTool('rag/ingest', typeof first === 'object' ? first : { path: first, ...rest })
}
