import type { JsonSchema } from '../../contract/json.ts'
import type { SandboxModule } from '../../contract/sandbox.ts'

/** What MCP servers say about a tool; hints, trusted only from servers the user marked so. */
export interface ToolAnnotations {
  title?: string
  readOnlyHint?: boolean
  destructiveHint?: boolean
  idempotentHint?: boolean
  openWorldHint?: boolean
}

/** A tool as its owner defines it. */
export interface ToolDefinition {
  /** The owner's own name, such as `bulk_remember` or `get-sum`. */
  name: string
  title?: string
  description: string
  inputSchema: JsonSchema
  outputSchema?: JsonSchema
  annotations?: ToolAnnotations
  /** Leading parameters that may be given by position, in order: `recall('query', 5)`. Built-in tools only. */
  positional?: string[]
}

/** A tool in the tree. */
export interface CatalogTool extends ToolDefinition {
  server: string
  /** `server/name`, the id that `callMCPTool` takes. */
  id: string
  /** Name of the exported function: camelCase, unique in its server, never a reserved word. */
  exportName: string
  /** File name below `/servers/<server>/`, without folders: `get-sum.ts`. Safe on every platform. */
  file: string
  enabled: boolean
  /** Parts of the schema that TypeScript cannot say, in words; they became `unknown`. */
  degraded: string[]
  /** What the server itself calls it and says of it; `exportName` and `description` may be the user's. */
  own?: { exportName: string; description: string }
}

/** What the user calls a tool instead, and says of it; what is absent is the server's own. */
export interface ToolOverride {
  exportName?: string
  description?: string
}

/** What the user chose for the tree, kept across restarts. */
export interface CatalogChoices {
  /** Ids of tools that are switched off. */
  off: string[]
  overrides: Record<string, ToolOverride>
}

export interface ServerDefinition {
  /** Folder name and id, `[a-z][a-z0-9_-]{0,63}`. */
  name: string
  title: string
  description: string
  kind: 'memory' | 'athena' | 'upstream'
  tools: ToolDefinition[]
}

export interface CatalogServer {
  name: string
  title: string
  description: string
  kind: ServerDefinition['kind']
  tools: CatalogTool[]
  /** Tools that could not be taken in, each with the reason. */
  rejected: { name: string; reason: string }[]
}

/** What calls have shown about a result whose shape the tool does not declare. */
export interface LearnedShape {
  schema: JsonSchema
  calls: number
}

export type DetailLevel = 'name' | 'name+description' | 'full-schema'

export interface SearchRequest {
  /** One or several; results of several are merged, best rank first. Empty: the servers with counts. */
  queries: string[]
  detailLevel: DetailLevel
  /** Limits the search to a server or a kind. */
  category?: string
  limit: number
  offset: number
}

export interface SearchHit {
  tool: string
  server: string
  exportName: string
  /** Import specifier, such as `./servers/github`. */
  importFrom: string
  score: number
  description?: string
  /** TypeScript declaration, at `full-schema`. */
  declaration?: string
}

export interface SearchAnswer {
  hits: SearchHit[]
  total: number
  /** Tools searched. */
  of: number
  /** Only when nothing was asked: every server with its number of tools. */
  servers?: { name: string; title: string; tools: number }[]
  /** Nearest names when nothing matched. */
  nearest?: string[]
}

/**
 * The tool tree that agents see: definitions in, TypeScript files, types, search and import tables out.
 * Created by `createCatalog()` in `index.ts`.
 */
export interface Catalog {
  /** Adds or replaces a server. One bad tool costs that tool, never the server. */
  setServer(server: ServerDefinition): void
  removeServer(name: string): void
  setEnabled(toolId: string, enabled: boolean): void
  /** Switches all tools of a server on or off. Throws UNKNOWN_SERVER. */
  setServerEnabled(name: string, enabled: boolean): void
  /** Gives a tool another name or description in the tree, or (nothing given) its own back. Throws BAD_PARAMS when the name is bad or taken. */
  override(toolId: string, override: ToolOverride): void
  /** What the user chose, to be kept across restarts. */
  choices(): CatalogChoices
  /** Takes back what {@link Catalog.choices} gave; also for servers that come later. */
  restoreChoices(choices: CatalogChoices): void
  servers(): CatalogServer[]
  /** `server/tool`, `server.tool`, `server__tool`; the export name works too. Throws UNKNOWN_TOOL with three nearest names. */
  resolve(reference: string): CatalogTool
  /** The virtual files below `/servers/` and `/README.md`: path → text. Absolute virtual paths. */
  readFile(path: string): string | undefined
  /** All file paths, sorted. */
  listFiles(): string[]
  /** The file an import specifier or path means, in any accepted spelling: `./servers/Git-Hub/getIssue.js` → `/servers/github/get_issue.ts`. */
  canonicalPath(path: string): string | undefined
  /** What an import specifier (`./servers/x`, `./servers/x/y`, `/servers/x/index.ts`, `./servers/search_tools`) gives; undefined if unknown. */
  module(specifier: string): SandboxModule | undefined
  /** The TypeScript a tool's wrapper file declares, without the body; what agents read at `full-schema`. */
  declaration(toolId: string): string
  /** The wrapper file's text, also of a tool that is switched off. */
  source(toolId: string): string
  search(request: SearchRequest): SearchAnswer
  /** Learns the structure of a result (never its values) for tools that declare no output. */
  observe(toolId: string, value: unknown): void
  /** What was learned, by tool id, to be kept across restarts; schemas only. */
  learned(): [string, LearnedShape][]
  /** Takes back what {@link Catalog.learned} gave. */
  restoreLearned(entries: [string, LearnedShape][]): void
  /** Grows by one with every change of the tree. */
  version(): number
  onChange(listener: () => void): () => void
}
