export interface ExportInput {
  /** @default "jsonl" */
  format?: 'jsonl' | 'markdown' | 'mcp-memory' | 'sqlite'
  /** File name without ending; by default the date and time. @maxLength 200 */
  name?: string
  /** Only memories stored or changed since. */
  since?: /* @maxLength 60 */ string | number
  /** Also history: superseded, retracted, suppressed. @default true */
  includeEnded?: boolean
  /** @default false */
  inline?: boolean
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
}

export interface ExportOutput {
  path?: string
  text?: string
  memories: number
  links: number
  bytes: number
  sha256?: string
}

/**
 * Writes memories to a file beside the database (`exports/`), or gives the text with `inline`. "jsonl": one memory or link a line, complete, sorted, so that two exports can be compared; meta/import reads it back. "markdown": for people, by layer and day. "mcp-memory": entities and relations in the form of the MCP reference server’s memory.jsonl. "sqlite": a whole backup.
 * Tool `meta/export`, declared read-only.
 */
export async function export_(format?: ExportInput['format']): Promise<ExportOutput>
export async function export_(format: ExportInput['format'], rest: Omit<ExportInput, 'format'>): Promise<ExportOutput>
export async function export_(input?: ExportInput): Promise<ExportOutput>
export async function export_(first?: ExportInput | ExportInput['format'], rest?: Omit<ExportInput, 'format'>): Promise<ExportOutput> {
  return callMCPTool('meta/export', typeof first === 'object' ? first : { format: first, ...rest })
}
