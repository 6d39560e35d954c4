export interface ForgetInput {
  /** @minItems 1 @maxItems 10000 */
  ids?: string[]
  /** Memories that contain all content words of this text. @maxLength 2000 */
  query?: string
  /** @minItems 1 */
  layers?: ('episodic' | 'semantic' | 'procedural' | 'prospective' | 'graph' | 'meta' | 'consolidation' | 'rag')[]
  /** @minItems 1 */
  kinds?: string[]
  /** At most 64 words or phrases; equal ignoring case. @maxItems 64 */
  tags?: string[]
  /** @maxLength 200 */
  session?: string
  /** Client or origin that wrote them. @maxLength 200 */
  source?: string
  /** Stored before this time. */
  before?: /* @maxLength 60 */ string | number
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
  /** @default "suppress" */
  mode?: 'suppress' | 'redact' | 'erase'
  /** For redact: a regular expression (case ignored). @maxLength 2000 */
  pattern?: string
  /** Also what was derived from them. @default false */
  cascade?: boolean
  /** Only says what would be affected. @default false */
  dryRun?: boolean
  /** Number of memories that must be affected; CONFLICT otherwise. @integer @minimum 0 */
  expect?: number
  /** @maxLength 2000 */
  reason?: string
  /** A repeated call with the same key and parameters gives the first result and changes nothing. @minLength 1 @maxLength 200 */
  idempotencyKey?: string
}

export interface ForgetOutput {
  /** Before it was done; contents shortened. Empty contents after an erase. */
  affected: {
    id: string
    layer: string
    kind: string
    content: string
    scope: string
  }[]
  count: number
  /** Derived from them and not affected. */
  dependents: string[]
  /** After redact and erase: no trace was found. */
  verified?: boolean
  /** Places where a trace was found, if not verified. */
  remaining?: string[]
  /** Backups that were cleaned as well. */
  backups?: string[]
  /** Payloads, events, variables and files of recorded runs and sessions that were cleaned as well. */
  runs?: number
  opId?: string
}

/**
 * Forgets memories of any layer, in one of three ways. "suppress": they leave every read and meta/undo brings them back. "redact": what matches `pattern` is replaced by [redacted] in them, in the journal and in the index. "erase": they are removed from rows, index, links, journal, stored results, notes of recalls and known backups, the freed bytes are overwritten and the write-ahead log is cut; recorded runs lose the texts too. `verified` says that no trace was found afterwards, in the raw files too. Redact and erase cannot be undone. Erasing by anything but ids needs `expect`, the number from a dry run.
 * Tool `meta/forget`, declared destructive.
 */
export async function forget(input?: ForgetInput): Promise<ForgetOutput> {
  return callMCPTool('meta/forget', input ?? {})
}
