import type { StandardSchemaWithJSON } from '@modelcontextprotocol/server'
import type { JsonSchema } from '../../contract/json.ts'

/**
 * A schema for the SDK that lists the JSON Schema unchanged and lets every value through: Athena checks arguments itself, so that
 * a wrong one is answered with field, expected and got instead of the SDK's own text.
 */
export function passthroughSchema(schema: JsonSchema): StandardSchemaWithJSON<unknown, unknown> {
  return {
    '~standard': {
      version: 1,
      vendor: 'athena',
      validate: (value: unknown) => ({ value }),
      jsonSchema: { input: () => schema, output: () => schema },
    },
  }
}
