import { z } from 'zod'
import type { JsonSchema } from '../../contract/json.ts'
import type { ServerDefinition, ToolDefinition } from '../catalog/api.ts'
import type { MemoryOperation } from './operation.ts'
import { layerTexts, operations } from './operations.ts'

/**
 * One server definition a layer, from the operations. `scripts/generate-servers.ts` keeps the result in `generated/definitions.json`,
 * which the host reads: making JSON Schema of 113 operations took 1.0 s of each start.
 */
export function describeMemory(): ServerDefinition[] {
  return layerTexts.map(({ layer, title, description }) => ({
    name: layer,
    title,
    description,
    kind: 'memory',
    tools: operations.filter((one) => one.layer === layer).map(asTool),
  }))
}

function asTool(operation: MemoryOperation): ToolDefinition {
  return {
    name: operation.name,
    description: operation.description,
    inputSchema: schemaOf(operation.input, 'input'),
    outputSchema: schemaOf(operation.output, 'output'),
    annotations: {
      readOnlyHint: operation.readOnly,
      destructiveHint: operation.destructive ?? false,
      idempotentHint: operation.readOnly,
      openWorldHint: false,
    },
    ...(operation.positional && { positional: [...operation.positional] }),
  }
}

function schemaOf(schema: z.ZodType, side: 'input' | 'output'): JsonSchema {
  const result = z.toJSONSchema(schema, { io: side, unrepresentable: 'any' }) as JsonSchema
  delete result['$schema']
  return result
}
