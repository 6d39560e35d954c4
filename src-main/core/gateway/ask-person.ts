import type { Json } from '../../contract/json.ts'
import type { CatalogTool } from '../catalog/api.ts'
import type { Resolved, ValueFlow } from '../privacy/api.ts'
import type { PlannedWrite, ToolCall } from './api.ts'
import type { Decision, Policy } from './policy.ts'

const mostTokensShown = 12
const mostFieldsShown = 6
const mostFlowsShown = 100

/** Asks a person about one call and waits for the answer. `args` and `tokens` have no values in them. */
export function askOne(
  policy: Policy,
  call: ToolCall,
  asked: { tool: CatalogTool; args: Json; flows: ValueFlow[]; changed: string | undefined },
): Promise<Decision> {
  const { tool, args, flows, changed } = asked
  return policy.ask(
    {
      ...whose(call),
      tool: tool.id,
      args,
      sentence: sentence(tool, args, changed) + flowSentence(flows),
      ...withFlows(flows),
    },
    call.signal,
    { flows: flows.length > 0, changed: changed !== undefined },
  )
}

/** Asks a person about all the writes of a run at once. */
export function askBatch(policy: Policy, call: ToolCall, writes: PlannedWrite[]): Promise<Decision> {
  const counts = new Map<string, number>()
  for (const { tool } of writes) counts.set(tool, (counts.get(tool) ?? 0) + 1)
  const list = [...counts].map(([tool, count]) => `${tool} ×${count}`).join(', ')
  const flows = writes.flatMap((write) => write.flows)
  const [first] = writes
  return policy.ask(
    {
      ...whose(call),
      tool: first?.tool ?? '',
      args: first?.args ?? null,
      sentence: `Makes ${writes.length} calls in this run: ${list}. They may change or delete data.${flowSentence(flows)}`,
      ...withFlows(flows),
      batch: writes.map(({ tool, args }) => ({ tool, args })),
    },
    call.signal,
    { flows: flows.length > 0, changed: false },
  )
}

/** The tokens whose values would go to another server than they came from, each once. */
export function tokensOf(flows: Resolved['blocked']): string[] {
  return [...new Set(flows.map((flow) => flow.token))]
}

/** The ways that values would take, each way once. */
export function flowsOf(blocked: Resolved['blocked']): ValueFlow[] {
  return blocked.flatMap((entry) => (entry.flow ? [entry.flow] : []))
}

function withFlows(flows: ValueFlow[]): { flows?: ValueFlow[] } {
  return flows.length === 0 ? {} : { flows: flows.slice(0, mostFlowsShown) }
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

/** Which values would go where, by their tokens: the exact destination, since that is what is allowed. */
function flowSentence(flows: readonly ValueFlow[]): string {
  if (flows.length === 0) return ''
  const tokens = [...new Set(flows.map((flow) => flow.token))]
  const places = [
    ...new Set(flows.map((flow) => `${flow.sinkServer}/${flow.sinkTool} (${flow.field || '/'})`)),
  ]
  const from = [
    ...new Set(flows.flatMap((flow) => flow.origins.map((origin) => origin.server || 'the code itself'))),
  ]
  return ` It hands the values behind ${some(tokens, mostTokensShown)}, which came from ${some(from, mostFieldsShown)}, to ${some(places, mostFieldsShown)}.`
}

function some(list: string[], most: number): string {
  const more = list.length > most ? ` and ${list.length - most} more` : ''
  return `${list.slice(0, most).join(', ')}${more}`
}
