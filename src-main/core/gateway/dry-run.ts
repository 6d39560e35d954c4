import { createHash } from 'node:crypto'
import { AthenaError } from '../../contract/errors.ts'
import type { Json } from '../../contract/json.ts'
import type { CatalogTool } from '../catalog/api.ts'

/** What `call.held` says of a write that a dry run listed and did not send. */
export const dryRunRule = 'dry run: listed, not sent'

const mark = 'dry-run-result'

/**
 * Stands for the result of a write that was not made. Fields that the tool declares as text carry the mark, so that a later call that
 * uses one of them is noticed.
 */
export function placeholder(tool: CatalogTool, call: string): Json {
  const text = `${mark}:${call}`
  const properties = tool.outputSchema?.['properties']
  const fields: Record<string, Json> = {}
  if (typeof properties === 'object' && properties !== null) {
    for (const [name, schema] of Object.entries(properties as Record<string, { type?: unknown } | null>)) {
      if (schema?.type === 'string') fields[name] = text
    }
  }
  return { ...fields, dryRun: text, wouldCall: tool.id }
}

/** @throws DRY_RUN when the arguments contain the result of a write that was not made. */
export function refusePlaceholders(tool: CatalogTool, args: Json): void {
  const found = new RegExp(`${mark}:(c\\d+)`).exec(JSON.stringify(args))
  if (!found) return
  throw new AthenaError(
    'DRY_RUN',
    `${tool.id} needs the result of ${found[1]}, a write that a dry run does not make. The dry run ends here; what it would have done until now is listed.`,
  )
}

/**
 * Names a write exactly: the tool, its arguments (tokens in place) and its definition. Equal keys mean the same write to the same tool.
 */
export function writeKey(tool: CatalogTool, args: Json): string {
  return createHash('sha256')
    .update(canonical([tool.id, definitionOf(tool), args]))
    .digest('hex')
}

/** The parts of a definition that say what a call does. */
export function definitionOf(tool: CatalogTool): Json {
  const { description, inputSchema, annotations } = tool
  return JSON.parse(JSON.stringify([description, inputSchema, annotations ?? null])) as Json
}

/** JSON with the keys of objects in order. */
export function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
    return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join(',')}}`
  }
  return JSON.stringify(value)
}
