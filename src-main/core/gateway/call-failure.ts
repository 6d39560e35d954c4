import { AthenaError } from '../../contract/errors.ts'
import type { Json } from '../../contract/json.ts'
import type { CatalogTool } from '../catalog/api.ts'
import type { Privacy, Resolved, Source } from '../privacy/api.ts'
import type { ToolCall, ToolFailure } from './api.ts'

/** The name of a tool that does not exist is what the code wrote; it may hold a value like any other text. */
export async function cleanName(privacy: Privacy, call: ToolCall): Promise<string> {
  const { session, execution } = call.caller
  try {
    return (await privacy.tokeniseText(call.tool.slice(0, 200), { session, execution })).text
  } catch {
    return 'unknown'
  }
}

/** What the code may see of a failure: servers put personal values into their error texts too. */
export async function cleanFailure(
  privacy: Privacy,
  call: ToolCall,
  name: string,
  error: unknown,
): Promise<ToolFailure> {
  const code = error instanceof AthenaError ? error.code : 'INTERNAL'
  const [server = '', ...rest] = name.split('/')
  const failure = { server, tool: rest.join('/'), code }
  if (!(error instanceof AthenaError)) {
    return { ...failure, message: `The call failed inside Athena. See the log of Athena (athena doctor).` }
  }
  const source: Source = {
    session: call.caller.session,
    server,
    tool: failure.tool,
    execution: call.caller.execution,
    call: call.call,
  }
  try {
    const message = await privacy.tokeniseText(error.message, source)
    const raw = (error.data as { content?: Json } | undefined)?.content
    const content =
      raw === undefined || raw === null ? undefined : (await privacy.tokenise(raw, source)).value
    return { ...failure, message: message.text, ...(content === undefined ? {} : { content }) }
  } catch {
    return {
      ...failure,
      message: `${failure.server}/${failure.tool} failed; its message was withheld because it could not be scanned.`,
    }
  }
}

export function badArguments(tool: CatalogTool, problems: string[]): AthenaError {
  return new AthenaError(
    'BAD_ARGUMENTS',
    `${tool.id} was not called; its arguments do not fit:\n${problems.map((problem) => `- ${problem}`).join('\n')}`,
  )
}

export function denied(tool: CatalogTool, why: string): AthenaError {
  return new AthenaError(
    'DENIED',
    `${tool.id} was denied: ${why}. This is final; do not try again or another way. Tell the user what was not done.`,
  )
}

export function timeOut(call: ToolCall, tool: CatalogTool): AthenaError {
  return new AthenaError(
    'TOOL_TIMEOUT',
    `${tool.id} did not answer within ${call.timeoutMs / 1000} s. It may still have done its work; check before you repeat a write.`,
  )
}

export function cancelled(tool: CatalogTool): AthenaError {
  return new AthenaError('CANCELLED', `${tool.id} was cut off: the run was stopped.`)
}

/** Records each value that may not go where the call would send it. */
export function blocked(call: ToolCall, tool: CatalogTool, entries: Resolved['blocked']): AthenaError {
  for (const entry of entries) {
    call.emit({
      k: 'pii.blocked',
      token: entry.token,
      call: call.call,
      path: entry.path,
      reason: entry.reason,
    })
  }
  const unknown = entries.find((entry) => entry.code === 'UNKNOWN_TOKEN')
  const list = entries.map((entry) => `${entry.token} at ${entry.path || '/'}: ${entry.reason}`).join('; ')
  return new AthenaError(unknown ? 'UNKNOWN_TOKEN' : 'FLOW_BLOCKED', `${tool.id} was not called. ${list}`)
}
