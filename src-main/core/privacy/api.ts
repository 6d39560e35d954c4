import type { Json } from '../../contract/json.ts'

/** A place in a text where a detector found something. Offsets in UTF-16 units, end exclusive. */
export interface Span {
  start: number
  end: number
  /** Kind name, upper case, such as `EMAIL`; the word used in tokens. */
  kind: string
  /** Why: `checksum`, `prefix`, `key name "email"`, `context word "phone"`, … */
  reason: string
  /** 0–1. */
  confidence: number
}

/** Where values come from. */
export interface Source {
  /** Session whose scope the tokens belong to. */
  session: string
  server?: string
  tool?: string
  execution?: string
  call?: string
}

export interface Minted {
  token: string
  kind: string
  /** JSON pointer into the value, such as `/messages/0/from`. */
  path: string
  /** False when the token existed before. */
  fresh: boolean
}

export interface Tokenised {
  value: Json | undefined
  minted: Minted[]
  /** What was not scanned and why, in words. */
  notScanned: string[]
}

/** Where resolved values would go. */
export interface Sink {
  session: string
  server: string
  tool: string
  execution?: string
  call?: string
  /** A person saw this destination and allowed it: what would be blocked with ASK is resolved. */
  approved?: boolean
}

export interface Resolved {
  value: Json
  resolved: { token: string; kind: string; path: string }[]
  /** Tokens that may not go there or belong to nobody here; a non-empty list blocks the call. */
  blocked: { token: string; path: string; reason: string; code: 'UNKNOWN_TOKEN' | 'FLOW_BLOCKED' | 'ASK' }[]
}

/** A vault entry without its value. */
export interface VaultEntry {
  token: string
  kind: string
  /** Such as `a•••@e•••.com`. */
  masked: string
  session: string | null
  firstSeen: number
  source: string
  uses: number
  lastUsed: number
}

/**
 * Tokens instead of values. Created by `createPrivacy({ databasePath, keys, clock, log })` in `index.ts`.
 * Fails closed: what cannot be scanned is withheld with SCAN_FAILED, never passed on.
 */
export interface Privacy {
  /** First line of defence: a tool's result before code sees it. Input is never modified; output is valid JSON. */
  tokenise(value: Json | undefined, source: Source): Promise<Tokenised>
  /** Second line: text that leaves for the model (results, logs, errors, file reads). Idempotent. */
  tokeniseText(
    text: string,
    source: Source,
  ): Promise<{ text: string; minted: Minted[]; notScanned: string[] }>
  /** Tokens in the arguments of a tool call become values where the flow rules allow. */
  resolve(args: Json, sink: Sink): Promise<Resolved>
  /** Looks without minting: for the test box and the demo. Numbers tokens as a fresh vault would. */
  scan(
    text: string,
    mode?: 'standard' | 'strict',
  ): Promise<{ spans: Span[]; tokenised: string; notScanned: string[] }>
  /** Same, for any JSON value: the counts by kind and the spans by JSON pointer. */
  scanValue(
    value: Json,
  ): Promise<{ counts: Record<string, number>; total: number; spans: { path: string; spans: Span[] }[] }>
  /** Answers about a token without its value, for `pii.*` in the sandbox. */
  ask(
    question: { op: 'domain' | 'last4' | 'equals' | 'kind'; token: string; other?: string },
    session: string,
  ): Promise<Json>
  entries(filter: { session?: string; kind?: string; limit: number; before?: string }): VaultEntry[]
  /** The real value; audited. Throws VAULT_LOCKED. */
  reveal(token: string, by: string): Promise<string>
  /** Forgets one token, or all of a session (crypto-shredding). */
  forget(selector: { token?: string; session?: string }): Promise<number>
  /** Scans off for a value's whole process life and frees workers. */
  close(): Promise<void>
}
