import { AthenaError } from '../../contract/errors.ts'
import type { Json } from '../../contract/json.ts'
import type { HandleStore } from './handles.ts'

/** A tool result as it came over the wire; nothing in it is believed. */
export interface RawToolResult {
  content?: unknown
  structuredContent?: unknown
  isError?: unknown
}

/**
 * What the code gets from a tool result, in this order: `isError` throws; `structuredContent` if present; a single text that
 * parses as a JSON object or array; a single text as string; several blocks as `{ text, items }`, every block in order; nothing
 * gives undefined. Images, sound and files never pass as values: each becomes a handle.
 *
 * @throws TOOL_FAILED with `data.content` for results marked `isError`.
 */
export function unwrapToolResult(
  result: RawToolResult,
  handles: HandleStore,
  where: { server: string; tool: string },
): Json | undefined {
  const blocks = Array.isArray(result.content) ? result.content.map(asBlock) : []
  if (result.isError === true) {
    const text = textOf(blocks)
    const content = contentOf(blocks, handles)
    throw new AthenaError(
      'TOOL_FAILED',
      text === '' ? `${where.server}/${where.tool} reported an error without a text.` : text.slice(0, 4000),
      {
        server: where.server,
        tool: where.tool,
        content: content === undefined ? null : content,
      },
    )
  }
  if (result.structuredContent !== undefined && result.structuredContent !== null) {
    // Through JSON text, so that what follows is plain data however the transport made it.
    const value = JSON.parse(JSON.stringify(result.structuredContent)) as Json
    const binaries = blocks.filter((block) => isBinary(block))
    // Binary blocks beside structured content would be lost without a trace.
    if (binaries.length > 0 && typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return 'items' in value ? value : { ...value, items: binaries.map((block) => item(block, handles)) }
    }
    return value
  }
  return contentOf(blocks, handles)
}

type Block = Record<string, unknown> & { type: string }

function asBlock(value: unknown): Block {
  if (typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string') {
    return value as Block
  }
  return { type: 'text', text: JSON.stringify(value) ?? '' }
}

function contentOf(blocks: Block[], handles: HandleStore): Json | undefined {
  const [first] = blocks
  if (first === undefined) return undefined
  if (blocks.length === 1) {
    if (first.type === 'text') return parsed(String(first['text'] ?? ''))
    return item(first, handles)
  }
  return { text: textOf(blocks), items: blocks.map((block) => item(block, handles)) }
}

function textOf(blocks: Block[]): string {
  return blocks
    .map((block) => (block.type === 'text' ? String(block['text'] ?? '') : embeddedText(block)))
    .filter((text) => text !== undefined)
    .join('\n')
}

function embeddedText(block: Block): string | undefined {
  const resource = block['resource']
  if (block.type !== 'resource' || typeof resource !== 'object' || resource === null) return undefined
  return 'text' in resource && typeof resource.text === 'string' ? resource.text : undefined
}

function item(block: Block, handles: HandleStore): Json {
  if (block.type === 'text') return parsed(String(block['text'] ?? ''))
  if (block.type === 'image' || block.type === 'audio') {
    return handles.put({
      type: block.type,
      data: String(block['data'] ?? ''),
      mimeType: String(block['mimeType'] ?? 'application/octet-stream'),
    })
  }
  if (block.type === 'resource') {
    const resource = (block['resource'] ?? {}) as Record<string, unknown>
    if (typeof resource['blob'] === 'string') {
      return handles.put({
        type: 'file',
        data: resource['blob'],
        mimeType: String(resource['mimeType'] ?? 'application/octet-stream'),
        uri: String(resource['uri'] ?? ''),
      })
    }
    return {
      type: 'resource',
      uri: String(resource['uri'] ?? ''),
      mimeType: String(resource['mimeType'] ?? 'text/plain'),
      text: String(resource['text'] ?? ''),
    }
  }
  // Resource links and block types of later revisions: plain data, passed on as they are.
  return JSON.parse(JSON.stringify(block)) as Json
}

function isBinary(block: Block): boolean {
  if (block.type === 'image' || block.type === 'audio') return true
  const resource = block['resource']
  return block.type === 'resource' && typeof resource === 'object' && resource !== null && 'blob' in resource
}

/** JSON objects and arrays become values; numbers, `true` and quoted strings stay the text they were. */
function parsed(text: string): Json {
  const start = text.trimStart()[0]
  if (start !== '{' && start !== '[') return text
  try {
    return JSON.parse(text) as Json
  } catch {
    return text
  }
}
