import { z } from 'zod'
import type { Client } from '@modelcontextprotocol/client'
import type { ToolAnnotations, ToolDefinition } from '../catalog/api.ts'
import { mirroredHeaderFault } from './mirrored-headers.ts'

/** Most tools taken from one server, and most pages asked for: a list that never ends must not hold the host. */
const maxTools = 10_000
const maxPages = 1000

const page = z.looseObject({ tools: z.array(z.unknown()), nextCursor: z.string().optional() })
const annotations = z.object({
  title: z.string().optional(),
  readOnlyHint: z.boolean().optional(),
  destructiveHint: z.boolean().optional(),
  idempotentHint: z.boolean().optional(),
  openWorldHint: z.boolean().optional(),
})
const schema = z.record(z.string(), z.unknown())
const tool = z.looseObject({
  name: z.string().min(1).max(256),
  title: z.string().optional().catch(undefined),
  description: z.string().optional().catch(undefined),
  inputSchema: schema.optional().catch(undefined),
  outputSchema: schema.optional().catch(undefined),
  annotations: annotations.optional().catch(undefined),
})

/** What a server offers. */
export interface ToolList {
  tools: ToolDefinition[]
  /** Entries that could not be used, in words. */
  refused: string[]
}

/**
 * Reads `tools/list` leniently: page by page, tool by tool. The SDK's own `listTools` refuses the whole list for one tool without
 * `type: "object"`, which real servers have. Over HTTP in the 2026-07-28 era, tools with forbidden header marks are left out, as the
 * protocol demands.
 */
export async function listTools(
  client: Client,
  timeoutMs: number,
  overModernHttp = false,
): Promise<ToolList> {
  const tools: ToolDefinition[] = []
  const refused: string[] = []
  const names = new Set<string>()
  const cursors = new Set<string>()
  let cursor: string | undefined
  for (let count = 0; count < maxPages; count += 1) {
    const answer = await client.request(
      { method: 'tools/list', params: cursor === undefined ? {} : { cursor } },
      page,
      { timeout: timeoutMs },
    )
    for (const raw of answer.tools) {
      const result = tool.safeParse(raw)
      if (!result.success) {
        refused.push('a tool without a usable name')
        continue
      }
      const definition = toDefinition(result.data)
      const fault = overModernHttp ? mirroredHeaderFault(definition.inputSchema) : undefined
      if (fault !== undefined) {
        refused.push(`${definition.name}: its x-mcp-header is not allowed (${fault})`)
        continue
      }
      if (names.has(definition.name)) {
        refused.push(`${definition.name}: listed twice`)
        continue
      }
      if (tools.length >= maxTools) {
        refused.push(`${definition.name}: more than ${maxTools} tools`)
        return { tools, refused }
      }
      names.add(definition.name)
      tools.push(definition)
    }
    cursor = answer.nextCursor
    if (cursor === undefined) break
    if (cursors.has(cursor)) {
      refused.push('the list repeats a page; the rest was not read')
      break
    }
    cursors.add(cursor)
  }
  return { tools, refused }
}

function toDefinition(raw: z.output<typeof tool>): ToolDefinition {
  const hints: ToolAnnotations = {}
  for (const [key, value] of Object.entries(raw.annotations ?? {})) {
    if (value !== undefined) Object.assign(hints, { [key]: value })
  }
  return {
    name: raw.name,
    description: raw.description ?? '',
    // A schema without `type` means the same: arguments are always an object.
    inputSchema: { type: 'object', ...raw.inputSchema },
    ...(raw.title === undefined ? {} : { title: raw.title }),
    ...(raw.outputSchema === undefined ? {} : { outputSchema: raw.outputSchema }),
    ...(Object.keys(hints).length === 0 ? {} : { annotations: hints }),
  }
}
