import type { Json } from '../../contract/json.ts'
import type { CatalogTool } from '../catalog/api.ts'
import type { Resolved } from '../privacy/api.ts'
import type { PlannedWrite, ToolCall } from './api.ts'
import type { Decision, Policy } from './policy.ts'

const mostTokensShown = 12
const mostFieldsShown = 6

/** Asks a person about one call and waits for the answer. `args` and `tokens` have no values in them. */
export function askOne(
  policy: Policy,
  call: ToolCall,
  asked: { tool: CatalogTool; args: Json; tokens: string[]; changed: string | undefined },
): Promise<Decision> {
  const { tool, args, tokens, changed } = asked
  return policy.ask(
    {
      ...whose(call),
      tool: tool.id,
      args,
      sentence: sentence(tool, args, changed) + flowSentence(tokens, [tool.server]),
    },
    call.signal,
    { flows: tokens.length > 0, changed: changed !== undefined },
  )
}

/** Asks a person about all the writes of a run at once. */
export function askBatch(policy: Policy, call: ToolCall, writes: PlannedWrite[]): Promise<Decision> {
  const counts = new Map<string, number>()
  for (const { tool } of writes) counts.set(tool, (counts.get(tool) ?? 0) + 1)
  const list = [...counts].map(([tool, count]) => `${tool} ×${count}`).join(', ')
  const flowing = writes.filter((write) => write.tokens.length > 0)
  const tokens = [...new Set(flowing.flatMap((write) => write.tokens))]
  const servers = [...new Set(flowing.map((write) => write.tool.split('/')[0] ?? ''))]
  const [first] = writes
  return policy.ask(
    {
      ...whose(call),
      tool: first?.tool ?? '',
      args: first?.args ?? null,
      sentence: `Makes ${writes.length} calls in this run: ${list}. They may change or delete data.${flowSentence(tokens, servers)}`,
      batch: writes.map(({ tool, args }) => ({ tool, args })),
    },
    call.signal,
    { flows: tokens.length > 0, changed: false },
  )
}

/** The tokens whose values would go to another server than they came from, each once. */
export function tokensOf(flows: Resolved['blocked']): string[] {
  return [...new Set(flows.map((flow) => flow.token))]
}

function whose(call: ToolCall): { execution: string; session: string; client: string; line?: number } {
  const { execution, session, client } = call.caller
  return { execution, session, client, ...(call.line === undefined ? {} : { line: call.line }) }
}

function sentence(tool: CatalogTool, args: Json, changed: string | undefined): string {
  const isObject = typeof args === 'object' && args !== null && !Array.isArray(args)
  const fields = isObject ? Object.keys(args).slice(0, mostFieldsShown) : []
  const isHarmless = tool.annotations?.destructiveHint === false || tool.annotations?.readOnlyHint === true
  const verb = isHarmless ? 'runs outside Athena' : 'may change or delete data'
  const withFields = fields.length === 0 ? 'without arguments' : `with ${fields.join(', ')}`
  return `${changed === undefined ? '' : `${changed} `}Calls ${tool.id} ${withFields}; it ${verb}.`
}

function flowSentence(tokens: string[], servers: string[]): string {
  if (tokens.length === 0) return ''
  const more = tokens.length > mostTokensShown ? ` and ${tokens.length - mostTokensShown} more` : ''
  return ` It hands the values behind ${tokens.slice(0, mostTokensShown).join(', ')}${more} to ${servers.join(', ')}.`
}
