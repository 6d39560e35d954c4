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
  /** Nothing will be sent (a dry run): what is asked or blocked is not written into the audit. */
  dryRun?: boolean
}

/** One value's way: its kind, where it came from, where it would go. */
export interface ValueFlow {
  token: string
  kind: string
  /** Servers and tools that returned the value; `server` is empty for what the code itself wrote. */
  origins: { server: string; tool: string }[]
  sinkServer: string
  sinkTool: string
  /** JSON pointer of the argument. */
  field: string
}

export interface Resolved {
  value: Json
  resolved: { token: string; kind: string; path: string }[]
  /** Tokens that may not go there or belong to nobody here; a non-empty list blocks the call. */
  blocked: {
    token: string
    path: string
    reason: string
    code: 'UNKNOWN_TOKEN' | 'FLOW_BLOCKED' | 'ASK'
    /** The way it would take, for ASK. */
    flow?: ValueFlow
  }[]
}

/** What a flow rule would mean for the values of the vault and for what happened lately. */
export interface FlowPreview {
  /** Values of the vault to which the rule applies, by kind and source. */
  values: number
  /** Some of them. */
  sample: { token: string; source: string }[]
  /** Different ways that values took, or were asked or refused on, to which it applies. */
  ways: number
  /** Those that would go otherwise, newest first. */
  changes: {
    token: string
    server: string
    tool: string
    field: string
    was: 'allow' | 'ask' | 'block'
    becomes: 'allow' | 'ask' | 'block'
  }[]
  /** The rule for exactly this way, which it would replace. */
  replaces: number | null
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
  /** Kept when its session goes. */
  persistent: boolean
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
  /** Tokens in the arguments of a tool call become values where the flow rules allow. Nothing has been given away yet: see `given`. */
  resolve(args: Json, sink: Sink): Promise<Resolved>
  /** Writes into the audit that resolved values are handed to a tool; called right before they are sent. */
  given(resolved: Resolved['resolved'], sink: Sink): void
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
  /** How many values there are: by kind, kept beyond a session, given to a tool at least once. */
  counts(): { total: number; kinds: { value: string; count: number }[]; persistent: number; given: number }
  /** Lets a value outlive its session; audited. Throws UNKNOWN_TOKEN, VAULT_LOCKED. */
  keep(token: string): void
  /** The real value; audited. Throws VAULT_LOCKED. */
  reveal(token: string, by: string): Promise<string>
  /** Forgets one token, or all of a session (crypto-shredding). */
  forget(selector: { token?: string; session?: string }): Promise<number>
  /** Scans off for a value's whole process life and frees workers. */
  /** Ends scanning threads that have nothing to do; see {@link wake}. */
  rest(): Promise<void>
  /** Starts a scanning thread ahead of the first large text. */
  wake(): void
  close(): Promise<void>

  /** A text for the person at this computer: tokens become values; audited. Throws VAULT_LOCKED. Never for a model. */
  restore(text: string, by: string, session?: string): Promise<{ text: string; unknown: string[] }>
  /** Hides reveal and restore; work goes on, except in strict mode. */
  lock(): void
  unlock(): void
  status(): PrivacyStatus
  /** Where values may flow, newest last. */
  flowRules(): FlowRule[]
  addFlowRule(rule: Omit<FlowRule, 'id' | 'created'>): FlowRule
  /** Makes the answer "always" a rule: this kind, from this source, to this tool and field. */
  allowFlows(flows: readonly ValueFlow[]): void
  previewFlowRule(rule: Omit<FlowRule, 'id' | 'created'>): FlowPreview
  removeFlowRule(id: number): boolean
  /** What happened to a token, a session or everything, newest first. */
  audit(filter: {
    token?: string
    session?: string
    action?: AuditAction
    limit: number
    before?: number
  }): AuditEntry[]
  /** All kinds with their switches. */
  kinds(): KindInfo[]
  setKindOff(name: string, off: boolean): void
  /** Mode of one server, or of all others with `*`. */
  setMode(server: string, mode: PrivacyMode): void
  mode(server?: string): PrivacyMode
  /** Code may compute on this server's plain values; what leaves for the model is still scanned. */
  setRawInSandbox(server: string, on: boolean): void
  rawInSandbox(server: string): boolean
  /** The user's own values, found exactly in every mode. */
  ownData(): { id: number; kind: string; masked: string }[]
  addOwnData(value: string, kind?: string): number
  removeOwnData(id: number): boolean
  /** The user's own kinds. Throws BAD_PARAMS for a pattern that could take too long. */
  customKinds(): CustomKind[]
  addCustomKind(kind: CustomKind): void
  removeCustomKind(name: string): boolean
  /**
   * Why an answer to this client, of a session whose run called these servers, waits for the person's release; undefined when it may go.
   * Once a reviewed server was called, all answers of the session wait: its variables and files may hold what came from there.
   */
  reviewReason(client: string, session: string, servers: readonly string[]): string | undefined
  setReview(who: { server: string } | { client: string }, on: boolean): void
  /** Whether code of this session got plain values (raw in sandbox, detection off), so that what it keeps must be encrypted. */
  holdsPlain(session: string): boolean
  /** Encrypts something a session keeps, under the session's own key; forgetting the session makes it unreadable. */
  seal(session: string, data: Uint8Array): Uint8Array
  /** @throws UNKNOWN_TOKEN when the session was forgotten. */
  open(session: string, data: Uint8Array): Uint8Array
  /** Lets a new session resolve what another one may; for a fork. */
  shareSession(from: string, to: string): void
  /** Forgets session values not used for the given milliseconds. Returns how many. */
  retain(maxIdleMs: number): Promise<number>
}

export type PrivacyMode = 'standard' | 'strict' | 'off'

export interface PrivacyStatus {
  locked: boolean
  /** How the vault's key is protected, such as "protected by file permissions only". */
  protection: string
  mode: PrivacyMode
  entries: number
  /** Servers whose results are not tokenised at all, or only at the way out. */
  off: string[]
  raw: string[]
  /** Servers with a mode of their own. */
  modes: { server: string; mode: PrivacyMode }[]
  /** Servers and clients whose answers wait for the person's release. */
  review: { servers: string[]; clients: string[] }
}

/** Whether values of a kind may go from a source to a sink; `*` matches all. The most exact rule decides, block before ask before allow. */
export interface FlowRule {
  id: number
  kind: string
  sourceServer: string
  sourceTool: string
  sinkServer: string
  sinkTool: string
  /** JSON pointer of the argument, such as `/to`; a step `*` stands for any one step, `*` alone for any field. */
  field: string
  action: 'allow' | 'ask' | 'block'
  created: number
}

export type AuditAction =
  | 'mint'
  | 'resolve'
  | 'block'
  | 'ask'
  | 'reveal'
  | 'restore'
  | 'share'
  | 'forget'
  | 'question'

/** One thing that happened to a token; never its value. */
export interface AuditEntry {
  id: number
  at: number
  action: AuditAction
  token: string
  session: string | null
  server: string | null
  tool: string | null
  execution: string | null
  call: string | null
  path: string | null
  detail: string | null
}

export interface KindInfo {
  name: string
  title: string
  group: string
  source: string
  off: boolean
  strictOnly: boolean
  custom: boolean
}

/** A kind the user adds: a pattern, or a list of words. */
export interface CustomKind {
  /** Upper case letters, digits and `_`. */
  name: string
  pattern?: string
  words?: string[]
  ignoreCase?: boolean
  /** The pattern counts only near one of these. */
  near?: string[]
}
