export interface ImportInput {
  /** @default "jsonl" */
  format?: 'jsonl' | 'mcp-memory'
  /** @maxLength 20000000 */
  text?: string
  /** @maxLength 4000 */
  path?: string
  /** Keep the scopes of a jsonl export instead of putting everything into `scope`. @default false */
  keepScopes?: boolean
  /** @default false */
  dryRun?: boolean
  /**
   * Where it is kept: "user" (default), "project:NAME", "agent", "session", … Reads see only the scopes they name.
   * @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$"
   */
  scope?: string
  /** A repeated call with the same key and parameters gives the first result and changes nothing. @minLength 1 @maxLength 200 */
  idempotencyKey?: string
}

export interface ImportOutput {
  added: number
  skipped: number
  links: number
  conflicts: {
    id: string
    reason: string
  }[]
  opId?: string
}

/**
 * Reads memories from an export (jsonl), or from the MCP reference server’s memory.jsonl (mcp-memory), given as text or as the absolute path of a file. Known ids with equal content are skipped; a known id with other content is a conflict and left as it is; facts that contradict what is held are stored and wait in semantic/conflicts. With `dryRun` nothing is written. One bad line fails the whole import with its number; nothing is kept of it then.
 * Tool `meta/import`.
 */
export async function import_(input?: ImportInput): Promise<ImportOutput> {
  return callMCPTool('meta/import', input ?? {})
}
