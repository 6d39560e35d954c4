import type { Json } from '../../contract/json.ts'
import type { RunEvent } from '../../contract/events.ts'
import type { ValueFlow } from '../privacy/api.ts'
import type { FormContent, FormField } from './form-fields.ts'

/** Distributes over the union so that each member loses `t`. */
type WithoutTime<E> = E extends unknown ? Omit<E, 't'> : never
/** An event before the run stamps it with its time. */
export type NewRunEvent = WithoutTime<RunEvent>

/** Who calls: taken from the connection and the run, never from the message. */
export interface Caller {
  execution: string
  session: string
  /** Name of the MCP client, `cli`, `editor` or `demo`. */
  client: string
}

export interface ToolCall {
  caller: Caller
  /** Id of the call inside the run, such as `c3`. */
  call: string
  /** As written by the code: `server/tool` and its spellings. */
  tool: string
  args: unknown
  /** Line in the agent's code. */
  line?: number
  /** Milliseconds the tool may take. */
  timeoutMs: number
  signal: AbortSignal
  /** Reads are live, writes return a marked placeholder and are recorded only. */
  dryRun?: boolean
  /**
   * True for a write that the user approved beforehand, as it was listed by a dry run; see `writeKey`. Such a call is not asked about
   * again; any other is.
   */
  isPlanned?: (key: string) => boolean
  /** Told of each write that a dry run lists. */
  onWrite?: (write: PlannedWrite) => void
  /** Runs the code of this run ahead as a dry run and returns its writes, so that they are asked about as one list. Once a run. */
  preview?: () => Promise<PlannedWrite[]>
  /** Records an event of the run; called before the effect it describes. */
  emit: (event: NewRunEvent) => void
  /** Does the work once the caller has its answer, and before the run ends; at once if it is not given. */
  afterAnswer?: (work: () => void) => void
  /** Stores a payload (tokens in place) and returns its reference. */
  keep: (payload: Json | undefined) => string
  /** Called when the call starts or stops waiting for a person, to stop the run clock. */
  onWait?: (waiting: boolean) => void
  /** What the server says of a call that takes long; tokens in place. */
  onProgress?: (message: string) => void
}

/** A write that a dry run listed instead of sending. */
export interface PlannedWrite {
  /** `server/tool` */
  tool: string
  /** Arguments with tokens in place. */
  args: Json
  /** Names the write exactly; see `writeKey`. */
  key: string
  /** Values that would go to another server than they came from. */
  flows: ValueFlow[]
}

/** A failed tool call as the code sees it: a catchable `ToolError`. */
export interface ToolFailure {
  server: string
  tool: string
  code: string
  message: string
  content?: Json
}

export type CallOutcome = { ok: true; value: Json | undefined } | { ok: false; failure: ToolFailure }

/**
 * The only way a tool is called: resolve the name, validate arguments against the schema, resolve vault tokens if the flow rules
 * allow, ask the policy, record, call, unwrap the result, tokenise it, record. Never throws.
 */
export interface Gateway {
  call(call: ToolCall): Promise<CallOutcome>
}

/** What a provider of tools (memory, an upstream server, Athena itself) must do. */
export interface ToolProvider {
  /**
   * Runs one tool with real values in `args`. Returns an unwrapped result (see `unwrapToolResult` in `upstream`) or throws an
   * AthenaError (TOOL_FAILED with `data.content` for `isError` results, TOOL_TIMEOUT, SERVER_UNAVAILABLE, …).
   */
  callTool(tool: string, args: Json, context: ProviderContext): Promise<Json | undefined>
  /**
   * How far the owner of the tools is believed: `own` is Athena itself (allowed without asking), `trusted` has its read-only
   * hints honoured, `untrusted` (the default) is asked about.
   */
  readonly trust?: 'own' | 'trusted' | 'untrusted'
  /** A sentence when the tool's definition is not the one the user accepted; such a call is asked about whatever the rules say. */
  changed?(tool: string): string | undefined
  /** Called when the user was shown the change and allowed the call: today's definition is the known one from now on. */
  acceptChange?(tool: string): void
}

export interface ProviderContext {
  caller: Caller
  timeoutMs: number
  signal: AbortSignal
  onProgress?: (message: string) => void
  /** Puts a question of the server to the user; the limits of time stand still meanwhile. Absent where nobody can be asked. */
  ask?: (question: ServerQuestion) => Promise<QuestionAnswer>
}

/** What a server asks the user while it answers a call (MCP elicitation, form mode); nothing in it is believed. */
export interface ServerQuestion {
  message: string
  /** Schema of a flat form. */
  schema: unknown
}
export interface QuestionAnswer {
  action: 'accept' | 'decline' | 'cancel'
  content?: FormContent
}

export type PolicyAction = 'allow' | 'ask' | 'block'
/** First rule that matches decides; `*` matches all. */
export interface PolicyRule {
  id: string
  client: string
  server: string
  tool: string
  action: PolicyAction
  createdAt: number
}
/** A call that waits for a person: to be allowed, or with a question of its server. */
export interface Approval {
  id: string
  execution: string
  session: string
  client: string
  tool: string
  /** Arguments with tokens in place. */
  args: Json
  line?: number
  /** Plain sentence: what will happen if it is allowed. */
  sentence: string
  /** All the writes of the run that this answer covers, when they could be listed beforehand; `args` is the first. */
  batch?: { tool: string; args: Json }[]
  /** Values that would go to another server than they came from, each way once. */
  flows?: ValueFlow[]
  /** The answer of a run that waits to be released to the model, as it would be sent; `tool` and `args` are empty then. */
  review?: { text: string; reason: string }
  /** Instead of asking for leave: the form that the server wants filled in. `sentence` is the server's own text. */
  question?: { server: string; fields: FormField[] }
  createdAt: number
  /** Lapses as denied at this time, epoch milliseconds. */
  expiresAt: number
}
