/**
 * Every failure Athena can report, with one sentence for the reader. The code is stable: scripts, tests and the page
 * match on it; the message of a particular failure says what happened, where, and what to do next.
 */
export const errorSentences = {
  // Input of a run
  SYNTAX: 'The code is not valid TypeScript.',
  TYPE: 'The code does not fit the types of the tools it calls.',
  REFUSED: 'The code uses something the sandbox does not have.',
  UNKNOWN_IMPORT: 'An import names a file that is not in the tool tree.',
  TOO_LARGE: 'The input is larger than the limit.',
  // Outcome of a run
  THREW: 'The code threw an error.',
  TIMEOUT: 'The run used up its time and was stopped.',
  MEMORY: 'The run used up its memory and was stopped.',
  CRASHED: 'The sandbox process ended unexpectedly.',
  STOPPED: 'The run was stopped by the user or the client.',
  HOST_RESTARTED: 'Athena was restarted while the run was in progress.',
  DISK_QUOTA: 'The workspace is full; the file was not written.',
  TOO_MANY: 'The run made more tool calls than its limit.',
  QUEUE_FULL: 'Too many runs are waiting; try again shortly.',
  SANDBOX_LEVEL: 'The sandbox on this computer is below the level the user has accepted.',
  // Tool calls
  UNKNOWN_TOOL: 'No tool has this name.',
  BAD_ARGUMENTS: 'The arguments do not fit the schema of the tool.',
  TOOL_FAILED: 'The tool reported an error.',
  TOOL_TIMEOUT: 'The tool did not answer in time.',
  TOOL_OFF: 'The tool is switched off.',
  DENIED: 'The call was denied.',
  DRY_RUN: 'The dry run ends here: a call needs the result of a write that was not made.',
  FLOW_BLOCKED: 'A personal value may not go to this destination.',
  UNKNOWN_TOKEN: 'A token in the arguments belongs to no value this session may use.',
  DIVERGED: 'The code made a call that the recording does not hold.',
  // Upstream servers
  SERVER_EXISTS: 'A server of this name is already there.',
  UNKNOWN_SERVER: 'No server has this name.',
  SERVER_UNAVAILABLE: 'The server is not running or cannot be reached.',
  BAD_SERVER: 'The server definition is not usable.',
  LOCAL_ONLY: 'Local-only mode is on: nothing here may use the network.',
  // Sessions and files
  UNKNOWN_SESSION: 'No session has this id.',
  UNKNOWN_EXECUTION: 'No execution has this id.',
  BAD_PATH: 'The path is outside the virtual tree or not allowed.',
  NO_SUCH_FILE: 'There is no file at this path.',
  READ_ONLY: 'This part of the tree is read-only.',
  // Memory
  NOT_FOUND: 'Nothing has this id.',
  CONFLICT: 'The change conflicts with what is stored.',
  // Privacy
  SCAN_FAILED: 'The text could not be scanned for personal data, so it was withheld.',
  VAULT_LOCKED: 'The vault is locked.',
  WITHHELD: 'The answer was not released to the model.',
  WRONG_PASSPHRASE: 'The passphrase is not the one that protects the keys.',
  // Link between page and host
  UNKNOWN_METHOD: 'The host has no such method.',
  BAD_PARAMS: 'The parameters do not fit the method.',
  CANCELLED: 'The request was cancelled.',
  UNAUTHORISED: 'The token is missing or wrong.',
  // Storage and start
  NEWER_DATABASE: 'The data was written by a newer version of Athena.',
  CORRUPT_DATABASE: 'The database file is damaged.',
  STORAGE: 'The data could not be written.',
  ALREADY_RUNNING: 'Athena is already running with this data folder.',
  BAD_BUILD: 'This copy of Athena was changed after it was built.',
  NOT_RUNNING: 'Athena is not running.',
  INTERNAL: 'Athena failed in a way it should not.',
} as const

/** A stable failure code; see {@link errorSentences}. */
export type ErrorCode = keyof typeof errorSentences

/** A failure as it crosses a link: plain JSON. */
export interface WireError {
  code: ErrorCode
  message: string
  data?: unknown
}

/** The one error class of Athena. `message` says what happened, where, and what to do next. */
export class AthenaError extends Error {
  readonly code: ErrorCode
  readonly data: unknown
  constructor(code: ErrorCode, message: string = errorSentences[code], data?: unknown) {
    super(message)
    this.name = 'AthenaError'
    this.code = code
    this.data = data
  }
}

/** Any thrown value as a wire error. Unknown errors become INTERNAL with their message kept. */
export function toWireError(error: unknown): WireError {
  if (error instanceof AthenaError) {
    return error.data === undefined
      ? { code: error.code, message: error.message }
      : { code: error.code, message: error.message, data: error.data }
  }
  return { code: 'INTERNAL', message: error instanceof Error ? error.message : String(error) }
}

/** Closes a switch over a union: a new member becomes a compile error. */
export function assertNever(value: never, what: string): never {
  throw new AthenaError('INTERNAL', `Unexpected ${what}: ${JSON.stringify(value)}`)
}
