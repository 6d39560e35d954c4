import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { errorSentences } from '../src-main/contract/errors.ts'
import { runStatuses } from '../src-main/contract/events.ts'
import { methods } from '../src-main/contract/methods.ts'
import { defaultLimits, maxAnswerCharacters } from '../src-main/core/execution/index.ts'
import { toolDefinitions } from '../src-main/core/mcp-server/index.ts'
import { settingSchemas } from '../src-main/core/settings/index.ts'

/**
 * Writes docs/api.md from the definitions the product runs on: `node scripts/generate-docs.ts`. With `--check` it changes nothing and ends
 * with 1 when the file is stale.
 */
const path = join(import.meta.dirname, '..', 'docs', 'api.md')

interface Property {
  type?: string | string[]
  description?: string
  enum?: unknown[]
  items?: Property
  anyOf?: Property[]
  const?: unknown
}

/** A property's type in words. */
function typeOf(property: Property): string {
  if (property.const !== undefined) return JSON.stringify(property.const)
  if (property.enum) return property.enum.map((value) => JSON.stringify(value)).join(' \\| ')
  if (property.anyOf) return property.anyOf.map(typeOf).join(' \\| ')
  if (property.type === 'array') return `${property.items ? typeOf(property.items) : 'any'}[]`
  if (Array.isArray(property.type)) return property.type.join(' \\| ')
  return property.type ?? 'any'
}

function table(head: string[], rows: string[][]): string {
  const cell = (text: string): string => text.replace(/\n/g, ' ')
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n')
}

function parameters(schema: { properties?: Record<string, Property>; required?: string[] }): string {
  const rows = Object.entries(schema.properties ?? {}).map(([name, property]) => [
    `\`${name}\`${schema.required?.includes(name) ? '' : '?'}`,
    typeOf(property),
    property.description ?? '',
  ])
  return rows.length === 0 ? 'No arguments.' : table(['argument', 'type', 'meaning'], rows)
}

const tools = toolDefinitions
  .map(
    (tool) =>
      `### ${tool.name}\n\n${tool.description.split('\n')[0] ?? ''}\n\n${parameters(tool.inputSchema)}`,
  )
  .join('\n\n')

const result = z.toJSONSchema(methods['exec.run'].result, { unrepresentable: 'any' }) as {
  properties: Record<string, Property>
}

const text = `# Reference

<!-- Written by scripts/generate-docs.ts from the definitions the product runs on. Do not edit. -->

## What a client sees

Five tools, constant for ever, over stdio (\`athena mcp\`) and Streamable HTTP. Everything a model needs is in the text of an answer.

${tools}

## What \`athena exec --json\` prints

${table(
  ['field', 'type'],
  Object.entries(result.properties).map(([name, property]) => [`\`${name}\``, typeOf(property)]),
)}

\`status\` is one of ${runStatuses.map((status) => `\`${status}\``).join(', ')}; \`text\` is exactly what a client's model would get.

## Calling tools from code

\`import { tool } from './servers/<server>'\`, \`import * as server from './servers/<server>'\`, or \`callMCPTool('<server>/<tool>', arguments)\`
(\`server.tool\` and \`server__tool\` are understood). A failure throws a \`ToolError\` with \`server\`, \`tool\`, \`code\`, \`message\`, \`content\`.
Discovery: \`search_tools({ query, detailLevel, category, limit })\` with \`name\`, \`name+description\` or \`full-schema\`, or the files
\`/servers/<server>/README.md\` and \`/servers/<server>/<tool>.ts\`.

## Limits of a run

${table(
  ['limit', 'default'],
  Object.entries(defaultLimits).map(([name, value]) => [`\`${name}\``, value.toLocaleString('en-US')]),
)}

The model sees at most ${maxAnswerCharacters.toLocaleString('en-US')} characters of a result; the whole is in \`/workspace/.results/<execution>.json\`.

## Settings

${table(
  ['setting', 'default'],
  Object.entries(settingSchemas).map(([name, schema]) => [
    `\`${name}\``,
    JSON.stringify(schema.parse(undefined)),
  ]),
)}

## Errors

${table(
  ['code', 'meaning'],
  Object.entries(errorSentences).map(([code, sentence]) => [`\`${code}\``, sentence]),
)}
`

if (process.argv.includes('--check')) {
  let current = ''
  try {
    current = readFileSync(path, 'utf8')
  } catch {
    // Reported as stale below.
  }
  if (current !== text) {
    process.stderr.write('docs/api.md is stale. Write it by: node scripts/generate-docs.ts\n')
    process.exit(1)
  }
} else {
  writeFileSync(path, text)
  process.stdout.write('docs/api.md\n')
}
