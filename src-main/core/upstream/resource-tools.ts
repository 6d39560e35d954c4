import type { Client } from '@modelcontextprotocol/client'
import { z } from 'zod'
import { AthenaError } from '../../contract/errors.ts'
import type { Json } from '../../contract/json.ts'
import type { ToolDefinition } from '../catalog/api.ts'
import type { HandleStore } from './handles.ts'

/** What a request for resources or prompts is limited by. */
export interface ReadOptions {
  timeout: number
  signal: AbortSignal
}

interface ResourceTool {
  capability: 'resources' | 'prompts'
  definition: ToolDefinition
  run(
    client: Client,
    args: Record<string, unknown>,
    handles: HandleStore,
    options: ReadOptions,
  ): Promise<unknown>
}

const text = { type: 'string' }
const list = (item: Record<string, unknown>) => ({
  type: 'array',
  items: { type: 'object', properties: item },
})
const page = z.looseObject({ nextCursor: z.string().optional() })
const contents = z.looseObject({ contents: z.array(z.looseObject({ uri: z.string() })) })
const messages = z.looseObject({ messages: z.array(z.unknown()) })
const cursor = { type: 'string', description: 'nextCursor of the page before.' }

/**
 * Resources and prompts of a server as tools beside its own, so that code reaches them as typed functions, and policy, tokens and record
 * hold for them as for any call. A tool of the server itself that has such a name wins.
 */
const resourceTools: readonly ResourceTool[] = [
  {
    capability: 'resources',
    definition: {
      name: 'list_resources',
      description:
        'Lists the MCP resources that this server offers: documents, tables, logs to read by their URI.',
      inputSchema: { type: 'object', properties: { cursor }, additionalProperties: false },
      outputSchema: {
        type: 'object',
        properties: {
          resources: list({ uri: text, name: text, title: text, description: text, mimeType: text }),
          nextCursor: text,
        },
        required: ['resources'],
      },
      annotations: { readOnlyHint: true },
    },
    run: (client, args, _, options) =>
      client.request({ method: 'resources/list', params: args }, page, options),
  },
  {
    capability: 'resources',
    definition: {
      name: 'list_resource_templates',
      description:
        'Lists the URI templates of the MCP resources that this server offers; fill in the braces to read one.',
      inputSchema: { type: 'object', properties: { cursor }, additionalProperties: false },
      outputSchema: {
        type: 'object',
        properties: {
          resourceTemplates: list({
            uriTemplate: text,
            name: text,
            title: text,
            description: text,
            mimeType: text,
          }),
          nextCursor: text,
        },
        required: ['resourceTemplates'],
      },
      annotations: { readOnlyHint: true },
    },
    run: (client, args, _, options) =>
      client.request({ method: 'resources/templates/list', params: args }, page, options),
  },
  {
    capability: 'resources',
    definition: {
      name: 'read_resource',
      description: 'Reads one MCP resource of this server by its URI. Binary content comes as a handle.',
      inputSchema: {
        type: 'object',
        properties: { uri: text },
        required: ['uri'],
        additionalProperties: false,
      },
      outputSchema: {
        type: 'object',
        properties: {
          contents: list({ uri: text, mimeType: text, text, handle: text, bytes: { type: 'integer' } }),
        },
        required: ['contents'],
      },
      annotations: { readOnlyHint: true },
    },
    async run(client, args, handles, options) {
      const read = await client.request({ method: 'resources/read', params: args }, contents, options)
      return {
        contents: read.contents.map((part) => {
          if (typeof part['blob'] !== 'string') return part
          const mimeType =
            typeof part['mimeType'] === 'string' ? part['mimeType'] : 'application/octet-stream'
          const type = mimeType.startsWith('image/')
            ? 'image'
            : mimeType.startsWith('audio/')
              ? 'audio'
              : 'file'
          return handles.put({ type, data: part['blob'], mimeType, uri: part.uri })
        }),
      }
    },
  },
  {
    capability: 'prompts',
    definition: {
      name: 'list_prompts',
      description: 'Lists the MCP prompts that this server offers: texts with blanks, written for a task.',
      inputSchema: { type: 'object', properties: { cursor }, additionalProperties: false },
      outputSchema: {
        type: 'object',
        properties: {
          prompts: list({
            name: text,
            title: text,
            description: text,
            arguments: list({ name: text, description: text, required: { type: 'boolean' } }),
          }),
          nextCursor: text,
        },
        required: ['prompts'],
      },
      annotations: { readOnlyHint: true },
    },
    run: (client, args, _, options) =>
      client.request({ method: 'prompts/list', params: args }, page, options),
  },
  {
    capability: 'prompts',
    definition: {
      name: 'get_prompt',
      description: 'Gives one MCP prompt of this server with its blanks filled in.',
      inputSchema: {
        type: 'object',
        properties: { name: text, arguments: { type: 'object', additionalProperties: text } },
        required: ['name'],
        additionalProperties: false,
      },
      outputSchema: {
        type: 'object',
        properties: { description: text, messages: list({ role: text, content: {} }) },
        required: ['messages'],
      },
      annotations: { readOnlyHint: true },
    },
    run: (client, args, _, options) =>
      client.request({ method: 'prompts/get', params: args }, messages, options),
  },
]

/** The tools that stand for what a connected server offers beside tools; `own` are the names it uses itself. */
export function resourceToolsOf(client: Client, own: ReadonlySet<string>): ToolDefinition[] {
  const capabilities = client.getServerCapabilities() ?? {}
  return resourceTools
    .filter(
      ({ capability, definition }) => capabilities[capability] !== undefined && !own.has(definition.name),
    )
    .map(({ definition }) => definition)
}

/** Runs one of them by its name. */
export async function runResourceTool(
  name: string,
  client: Client,
  args: Json,
  handles: HandleStore,
  options: ReadOptions,
): Promise<Json> {
  const tool = resourceTools.find(({ definition }) => definition.name === name)
  if (!tool || typeof args !== 'object' || args === null || Array.isArray(args))
    throw new AthenaError('BAD_ARGUMENTS', 'The arguments are not an object.')
  return JSON.parse(JSON.stringify(withoutMeta(await tool.run(client, args, handles, options)))) as Json
}

/** Without what belongs to the protocol alone. */
function withoutMeta(answer: unknown): unknown {
  if (typeof answer !== 'object' || answer === null) return answer
  return Object.fromEntries(
    Object.entries(answer).filter(([name]) => !['_meta', 'ttlMs', 'cacheScope', 'resultType'].includes(name)),
  )
}
