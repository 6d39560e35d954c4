import { formatBytes, formatDuration, prettyJson, toolName } from './format.ts'
import type { RunCall } from './run-fold.ts'

/** A recorded call with its payloads as JSON texts, vault tokens in place. */
export interface CopiedCall {
  call: RunCall
  args: string
  /** Absent when the call gave none. */
  result?: string
}

/** Forms a call can be copied in. */
export const copyForms = ['json', 'typescript', 'curl', 'markdown'] as const
export type CopyForm = (typeof copyForms)[number]

/** A call as text in one of the forms. `mcpUrl` is the address of the MCP endpoint that cURL asks. */
export function copyCall(copied: CopiedCall, form: CopyForm, mcpUrl: string): string {
  const { call, args, result } = copied
  switch (form) {
    case 'json':
      return prettyJson(
        JSON.stringify({
          tool: call.tool,
          arguments: parse(args),
          ...(call.error === undefined
            ? { result: result === undefined ? null : parse(result) }
            : { error: call.error }),
        }),
      )
    case 'typescript': {
      const [server = '', tool = ''] = call.tool.split('/')
      const name = tool.replace(/[-_.]+(\w)/g, (_, letter: string) => letter.toUpperCase())
      return `import { ${name} } from './servers/${server}'\n\nconst result = await ${name}(${prettyJson(args)})\n`
    }
    case 'curl':
      return [
        `curl ${mcpUrl}`,
        `-H "Authorization: Bearer $ATHENA_TOKEN"`,
        `-H 'Content-Type: application/json'`,
        `-H 'Accept: application/json, text/event-stream'`,
        `-d ${shellQuote(
          JSON.stringify({
            jsonrpc: '2.0',
            id: 1,
            method: 'tools/call',
            params: { name: 'call_tool', arguments: { tool: call.tool, arguments: parse(args) } },
          }),
        )}`,
      ].join(' \\\n  ')
    case 'markdown':
      return [
        `### ${toolName(call.tool)}`,
        '',
        outcomeLine(call),
        '',
        fenced('json', prettyJson(args)),
        ...(call.error === undefined
          ? result === undefined
            ? []
            : ['', fenced('json', prettyJson(result))]
          : ['', `**${call.error.code}** ${call.error.message}`]),
        '',
      ].join('\n')
  }
}

/** A run in short, as Markdown for an issue or a chat: what ran, how it went, what the model got. */
export function copyRun(run: {
  title: string
  status: string
  durationMs: number
  code: string
  answer: string | undefined
  calls: readonly RunCall[]
}): string {
  const tools = new Map<string, { count: number; failed: number; bytes: number }>()
  for (const call of run.calls) {
    const sum = tools.get(call.tool) ?? { count: 0, failed: 0, bytes: 0 }
    sum.count++
    sum.bytes += call.bytes
    if (call.ok === false) sum.failed++
    tools.set(call.tool, sum)
  }
  return [
    `## ${run.title}`,
    '',
    `${run.status}, ${formatDuration(run.durationMs)}, ${run.calls.length} calls`,
    '',
    fenced('ts', run.code),
    '',
    ...[...tools].map(
      ([tool, sum]) =>
        `- ${toolName(tool)} ×${sum.count}${sum.failed > 0 ? `, ${sum.failed} failed` : ''}, ${formatBytes(sum.bytes)}`,
    ),
    ...(run.answer === undefined ? [] : ['', 'What the model got:', '', fenced('', run.answer)]),
    '',
  ].join('\n')
}

function outcomeLine(call: RunCall): string {
  const time = call.endedAt === undefined ? 'still running' : formatDuration(call.endedAt - call.askedAt)
  return `${call.ok === false ? 'failed' : 'ok'}, ${time}, ${formatBytes(call.bytes)}${call.line === undefined ? '' : `, line ${call.line}`}`
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}

/** A fence longer than any in the text, so that nothing in it ends the block. */
function fenced(language: string, text: string): string {
  const longest = Math.max(2, ...Array.from(text.matchAll(/`+/g), (match) => match[0].length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}${language}\n${text.trimEnd()}\n${fence}`
}

function shellQuote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}
