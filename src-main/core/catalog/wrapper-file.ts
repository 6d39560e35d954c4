import { AthenaError } from '../../contract/errors.ts'
import type { CatalogServer, CatalogTool, LearnedShape, ServerDefinition, ToolDefinition } from './api.ts'
import { camelCase, fileStem, looseKey, pascalCase, uniqueName } from './names.ts'
import { writePositional } from './positional.ts'
import { schemaToTypeScript } from './schema-to-typescript.ts'
import { quote } from './type-text.ts'
import { docComment, firstSentence, oneLine, visibleText } from './untrusted-text.ts'

/** A tool with the text that agents read. */
export interface WrittenTool {
  tool: CatalogTool
  /** Interfaces, doc comment, signatures: what `full-schema` shows. */
  declaration: string
  /** The wrapper file, body included. */
  text: string
}

const serverName = /^[a-z][a-z0-9_-]{0,63}$/
/** Longest tool name taken in; MCP says 128, real servers go beyond. */
const maxToolNameCharacters = 256

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * Names every tool of a server and sorts out those that cannot be taken in, each with the reason.
 * Throws BAD_SERVER for a server name that cannot be a folder.
 */
export function nameTools(server: ServerDefinition): CatalogServer {
  if (!serverName.test(server.name)) {
    throw new AthenaError(
      'BAD_SERVER',
      `The server name ${JSON.stringify(oneLine(server.name, 80))} cannot be a folder. Use small letters, digits, - and _, a letter first, 64 at most.`,
    )
  }
  const tools: CatalogTool[] = []
  const rejected: CatalogServer['rejected'] = []
  const names = new Set<string>()
  const exportNames = new Set<string>()
  const files = new Set<string>()
  for (const tool of server.tools) {
    const reason = whyRejected(tool, names)
    if (reason !== undefined) {
      rejected.push({
        name: oneLine(nameOf(tool), 120),
        reason,
      })
      continue
    }
    names.add(tool.name)
    tools.push({
      ...tool,
      description: typeof tool.description === 'string' ? tool.description : '',
      server: server.name,
      id: `${server.name}/${tool.name}`,
      exportName: uniqueName(camelCase(tool.name), exportNames),
      file: `${uniqueName(fileStem(tool.name), files)}.ts`,
      enabled: true,
      degraded: [],
    })
  }
  const { name, title, description, kind } = server
  return { name, title: title || name, description, kind, tools, rejected }
}

/** The name of something that may not be a tool at all. */
function nameOf(tool: unknown): string {
  return isRecord(tool) && typeof tool['name'] === 'string' ? tool['name'] : ''
}

function whyRejected(tool: ToolDefinition, names: Set<string>): string | undefined {
  if (!isRecord(tool) || typeof tool.name !== 'string' || tool.name === '') return 'it has no name'
  if (tool.name.length > maxToolNameCharacters)
    return `its name is longer than ${maxToolNameCharacters} characters`
  if (visibleText(tool.name) !== tool.name) return 'its name holds control or invisible characters'
  if (names.has(tool.name)) return 'the server lists this name twice; the first one is kept'
  if (!isRecord(tool.inputSchema)) return 'its input schema is not an object'
  const { type } = tool.inputSchema
  const isObject = type === undefined || type === 'object' || (Array.isArray(type) && type.includes('object'))
  return isObject ? undefined : `its input schema is of type ${JSON.stringify(type)}, not object`
}

/** Writes the wrapper of a tool. Never throws: what cannot be said becomes `unknown` and is listed in `tool.degraded`. */
export function writeTool(tool: CatalogTool, learned?: LearnedShape): WrittenTool {
  try {
    return writeTypes(tool, learned)
  } catch (error) {
    // Only what no real server sends gets here, such as a default value nested ten thousand deep.
    const reason = `the schema cannot be written as TypeScript (${error instanceof Error ? oneLine(error.message, 80) : 'unknown error'})`
    const { outputSchema: _, positional: __, ...rest } = tool
    const plain = writeTypes({ ...rest, inputSchema: { type: 'object', additionalProperties: true } })
    return { ...plain, tool: { ...tool, degraded: [reason] } }
  }
}

function writeTypes(tool: CatalogTool, learned?: LearnedShape): WrittenTool {
  const typeName = pascalCase(tool.exportName)
  const inputName = `${typeName}Input`
  const input = schemaToTypeScript({ type: 'object', ...tool.inputSchema }, inputName)
  const outputName = `${typeName}Output`
  const output =
    tool.outputSchema && isRecord(tool.outputSchema)
      ? schemaToTypeScript(tool.outputSchema, outputName)
      : undefined
  const seenName = `${typeName}Seen`
  const seen = output === undefined && learned ? schemaToTypeScript(learned.schema, seenName) : undefined
  const result = output ? outputName : seen ? `any /* ${seenName} */` : 'any'
  const degraded = [
    ...input.degraded.map((what) => `input ${what}`),
    ...(output?.degraded ?? []).map((what) => `output ${what}`),
  ]

  const about = [
    ...(tool.title && looseKey(tool.title) !== looseKey(tool.name) ? [oneLine(tool.title)] : []),
    ...(tool.description ? [tool.description] : []),
  ]
  const shape = output || seen ? [] : ['Result not declared: shapeOf(result) shows it.']
  const lost =
    degraded.length > 0
      ? [`Not expressed in the types: ${degraded.slice(0, 5).join('; ')}${degraded.length > 5 ? '; …' : ''}.`]
      : []
  const doc = docComment([...about, `Tool \`${tool.id}\`${hints(tool)}.`, ...shape, ...lost])
  // Where declarations are shown alone the id stands beside them, and `Promise<any>` says that the result is not declared.
  const shortDoc = docComment([...about, ...lost])
  const seenDoc =
    seen && learned
      ? docComment([
          `Learned from ${learned.calls} ${learned.calls === 1 ? 'call' : 'calls'}; unverified. Structure only.`,
        ])
      : ''
  const interfaces = [
    exportFirst(input.text),
    ...(output ? [exportFirst(output.text)] : []),
    ...(seen ? [seenDoc + exportFirst(seen.text)] : []),
  ].join('\n')
  const question = input.allOptional ? '?' : ''
  const single = `input${question}: ${inputName}`
  const head = `export async function ${tool.exportName}`
  const fields = isRecord(tool.inputSchema['properties']) ? tool.inputSchema['properties'] : {}
  const names = (tool.positional ?? []).filter((name) => Object.hasOwn(fields, name))
  if (names.length > 0) {
    const written = writePositional({
      head,
      result,
      inputName,
      names,
      schema: tool.inputSchema,
      id: tool.id,
      single,
    })
    return {
      tool: { ...tool, degraded },
      declaration: bareDeclaration(`${interfaces}\n${shortDoc}${written.overloads}`),
      text: `${interfaces}\n${doc}${written.overloads}${written.implementation}`,
    }
  }
  const signature = `${head}(${single}): Promise<${result}>`
  return {
    tool: { ...tool, degraded },
    declaration: bareDeclaration(`${interfaces}\n${shortDoc}${signature}\n`),
    text:
      `${interfaces}\n${doc}${signature} {\n` +
      `  return callMCPTool(${quote(tool.id)}, ${input.allOptional ? 'input ?? {}' : 'input'})\n}\n`,
  }
}

/** For a model, which pays for every token: without the words and the frame of comments that every declaration would repeat. */
function bareDeclaration(text: string): string {
  return text
    .replace(/^export (?:async )?/gm, '')
    .replace(/^([ \t]*)\/\*\*\n((?:[ \t]*\*(?!\/).*\n)+)[ \t]*\*\/$/gm, (_, indent: string, body: string) => {
      const lines = body
        .split('\n')
        .map((line) => line.replace(/^[ \t]*\*[ \t]*/, ''))
        .filter((line) => line !== '')
      return `${indent}/** ${lines.join(`\n${indent} * `)} */`
    })
}

function hints(tool: CatalogTool): string {
  const { readOnlyHint, destructiveHint, idempotentHint } = tool.annotations ?? {}
  const said = [
    ...(readOnlyHint ? ['read-only'] : []),
    ...(destructiveHint && !readOnlyHint ? ['destructive'] : []),
    ...(idempotentHint && !readOnlyHint ? ['idempotent'] : []),
  ]
  return said.length > 0 ? `, declared ${said.join(', ')}` : ''
}

/** Only the root type is part of the module; what it refers to stays inside, so that `index.ts` can re-export everything. */
function exportFirst(text: string): string {
  let found = false
  return text.replace(/^export (?=interface |type )/gm, (match) => {
    if (found) return ''
    found = true
    return match
  })
}

/** `/servers/<server>/index.ts`. */
export function writeIndex(server: CatalogServer, tools: CatalogTool[]): string {
  const about = docComment([`${oneLine(server.title)}. ${firstSentence(server.description)}`.trim()])
  if (tools.length === 0) return `${about}export {}\n`
  return about + tools.map((tool) => `export * from './${tool.file}'\n`).join('')
}

/** `/servers/<server>/README.md`. */
export function writeServerReadme(server: CatalogServer, tools: CatalogTool[]): string {
  const rows = tools.map(
    (tool) =>
      `- \`${tool.exportName}\` (\`${tool.file}\`): ${firstSentence(tool.description) || 'no description'}\n`,
  )
  const first = tools[0]
  const sample = first
    ? `\n\`\`\`ts\nimport { ${first.exportName} } from './servers/${server.name}'\n\`\`\`\n`
    : ''
  const off =
    server.rejected.length > 0
      ? `\nNot usable: ${server.rejected.map(({ name, reason }) => `${name || '(no name)'} (${reason})`).join('; ')}.\n`
      : ''
  return `# ${oneLine(server.title)}\n\n${visibleText(server.description)}\n${sample}\n${rows.join('')}${off}`
}

/** `/README.md` of the whole tree. */
export function writeRootReadme(servers: { server: CatalogServer; tools: CatalogTool[] }[]): string {
  const total = servers.reduce((sum, { tools }) => sum + tools.length, 0)
  const row = ({ server, tools }: { server: CatalogServer; tools: CatalogTool[] }) =>
    `- \`/servers/${server.name}\` (${tools.length}): ${firstSentence(server.description) || oneLine(server.title)}\n`
  const of = (kind: CatalogServer['kind']) => servers.filter(({ server }) => server.kind === kind).map(row)
  const memory = [...of('memory'), ...of('athena')]
  const upstream = of('upstream')
  return `# Tool tree

${total} tools of ${servers.length} servers, each a typed function. Import, call, return only what you need:

\`\`\`ts
import { search_tools } from './servers/search_tools'
const found = await search_tools({ query: 'create issue', detailLevel: 'full-schema' })
return found.map((tool) => tool.declaration)
\`\`\`

- \`/servers/<server>/index.ts\` exports every tool of a server; \`/servers/<server>/<tool>.ts\` is one tool; \`README.md\` lists them.
- \`/skills\` holds saved functions of the user; \`/workspace\` is yours to read and write and is kept in the session.
- \`state\` keeps variables across runs of a session. \`shapeOf(value)\` shows structure without values.
- \`callMCPTool('server/tool', input)\` is what every wrapper calls.
${memory.length > 0 ? `\n## Memory\n${memory.join('')}` : ''}${upstream.length > 0 ? `\n## Connected servers\n${upstream.join('')}` : ''}`
}

/** `/servers/search_tools.ts`: search from inside the code. */
export const searchToolsFile = `export interface SearchToolsInput {
  /** A few words: what the tool should do. */
  query?: string
  /** Several searches in one call; results are merged. */
  queries?: string[]
  /** @default 'name+description' */
  detailLevel?: 'name' | 'name+description' | 'full-schema'
  /** Limits the search to a server, or to \`memory\`, \`athena\` or \`upstream\`. */
  category?: string
  /** @default 10 */
  limit?: number
  offset?: number
}

export interface FoundTool {
  /** \`server/tool\`, for callMCPTool. */
  tool: string
  server: string
  /** Name to import. */
  exportName: string
  /** Where to import it from, such as './servers/github'. */
  importFrom: string
  score: number
  description?: string
  /** TypeScript declaration, at 'full-schema' and when few tools match. */
  declaration?: string
}

export interface FoundServer {
  name: string
  title: string
  tools: number
}

/** The servers with counts. */
export async function search_tools(): Promise<FoundServer[]>
/** Finds tools, best first. */
export async function search_tools(input: SearchToolsInput | string, more?: SearchToolsInput): Promise<FoundTool[]>
export async function search_tools(input?: SearchToolsInput | string, more?: SearchToolsInput): Promise<any> {
  return callMCPTool('athena/search_tools', typeof input === 'string' ? { query: input, ...more } : (input ?? {}))
}

export { search_tools as searchTools }
`
