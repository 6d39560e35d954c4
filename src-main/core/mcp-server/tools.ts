import type { CallToolResult, ServerContext } from '@modelcontextprotocol/server'
import { AthenaError } from '../../contract/errors.ts'
import type { Logger } from '../ports.ts'
import { checkArguments } from '../gateway/index.ts'
import type { DetailLevel } from '../catalog/api.ts'
import type { McpAnswer, McpHost } from './api.ts'
import { defaultLimit, maxWaitMs, type McpToolDefinition } from './definitions.ts'
import { cancelSignal, progressSender } from './request-context.ts'

/**
 * Runs one of the five tools. Never throws: wrong arguments and failures of the host are answers marked `isError`, so that the
 * model can correct itself.
 */
export async function runTool(
  host: McpHost,
  tool: McpToolDefinition,
  args: unknown,
  client: string,
  context: ServerContext,
  log: Logger,
): Promise<CallToolResult> {
  const given = readArguments(args)
  const problems = checkArguments(tool.inputSchema, given)
  if (problems.length > 0) {
    return failed(
      `${tool.name} was not run: its arguments are not right.\n${problems.map((problem) => `- ${problem}`).join('\n')}\n${example(tool.name)}`,
    )
  }
  try {
    return toResult(await answer(host, tool.name, given as Record<string, unknown>, client, context))
  } catch (error) {
    if (error instanceof AthenaError) return failed(`${error.code}: ${error.message}`)
    log.error('A tool of the MCP server failed', {
      tool: tool.name,
      error: error instanceof Error ? error.name : 'unknown',
    })
    return failed(
      `INTERNAL: Athena failed in ${tool.name}. Nothing more is known here; see the log of Athena (athena doctor).`,
    )
  }
}

function answer(
  host: McpHost,
  name: McpToolDefinition['name'],
  args: Record<string, unknown>,
  client: string,
  context: ServerContext,
): Promise<McpAnswer> {
  const session = text(args['session'])
  const inSession = session === undefined ? {} : { session }
  switch (name) {
    case 'execute_code': {
      const onProgress = progressSender(context)
      const timeoutMs = number(args['timeoutMs'])
      return host.execute({
        code: text(args['code']) ?? '',
        ...inSession,
        ...(timeoutMs === undefined ? {} : { timeoutMs }),
        ...(args['dryRun'] === true ? { dryRun: true } : {}),
        client,
        signal: cancelSignal(context),
        ...(onProgress === undefined ? {} : { onProgress }),
      })
    }
    case 'wait_execution': {
      const offset = number(args['offset'])
      return host.wait({
        executionId: text(args['executionId']) ?? '',
        waitMs: number(args['waitMs']) ?? maxWaitMs,
        ...(offset === undefined ? {} : { offset }),
        client,
        signal: context.mcpReq.signal,
      })
    }
    case 'search_tools': {
      const category = text(args['category'])
      const queries = [text(args['query']), ...((args['queries'] as string[] | undefined) ?? [])]
      return host.search({
        queries: queries.filter((query) => query !== undefined && query.trim() !== '') as string[],
        detailLevel: (args['detailLevel'] as DetailLevel | undefined) ?? 'name+description',
        ...(category === undefined ? {} : { category }),
        limit: number(args['limit']) ?? defaultLimit,
        offset: number(args['offset']) ?? 0,
      })
    }
    case 'read_files':
      return host.readFiles({ paths: args['paths'] as string[], ...inSession, client })
    case 'call_tool':
      return host.callTool({
        tool: text(args['tool']) ?? '',
        arguments: args['arguments'] ?? {},
        ...inSession,
        client,
        signal: cancelSignal(context),
      })
  }
}

/** Some clients send arguments as JSON text, or null for none; both are understood. */
function readArguments(args: unknown): unknown {
  if (args === undefined || args === null) return {}
  if (typeof args === 'string') {
    try {
      return JSON.parse(args) as unknown
    } catch {
      return args
    }
  }
  return args
}

function example(name: McpToolDefinition['name']): string {
  const calls = {
    execute_code: '{"code": "return 1 + 1"}',
    wait_execution: '{"executionId": "x_7k2m9qt4ab"}',
    search_tools: '{"query": "create issue"}',
    read_files: '{"paths": ["/README.md"]}',
    call_tool: '{"tool": "episodic/recall", "arguments": {"query": "deploy"}}',
  }
  return `Example: ${calls[name]}`
}

function toResult(answer: McpAnswer): CallToolResult {
  return {
    content: [{ type: 'text', text: answer.text }, ...(answer.content ?? [])],
    ...(answer.isError ? { isError: true } : {}),
  }
}

function failed(message: string): CallToolResult {
  return { content: [{ type: 'text', text: message }], isError: true }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined
}
