import type { Problem } from '../../../contract/events.ts'

export interface CheckResult {
  /** False when any problem is an error: the code must not run. */
  ok: boolean
  /** Five errors at most, then notes. */
  problems: Problem[]
  /** The text to compile: fences stripped, shape of the module normalised line-true (line n stays line n). */
  source: string
  /** Import specifiers in use, as written. */
  imports: string[]
  /** Tools the code may call, as far as can be told statically: `server/tool`. */
  grants: string[]
  /** `// @ts-nocheck` was honoured; types were not checked. */
  unchecked: boolean
  ms: number
}

/**
 * Checks agent code before it runs: syntax, then rules on the syntax tree, then types against the tool tree. Serves agents and the
 * editor alike. Created by `createChecker({ catalog, skills })` in `index.ts`; kept warm; the type server starts on first use
 * and again if it dies.
 */
export interface Checker {
  check(source: string): Promise<CheckResult>
  /** Declarations for an editor: virtual path → text (every server, the globals). */
  types(): { path: string; text: string }[]
  /** Loads the type server and the current tree, so that the first real check is warm. */
  warmUp(): Promise<void>
  /** Process id of the type server while it runs, for doctor and tests. */
  typeServerPid?(): number | undefined
  /** Ends the type server; the next check starts it again. */
  rest(): Promise<void>
  close(): Promise<void>
}

/**
 * Renders problems for an agent: code, message, the agent's own line with a caret, the suggestion.
 */
export type RenderProblems = (problems: Problem[], source: string) => string
