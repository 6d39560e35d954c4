export interface SearchToolsInput {
  /** A few words: what the tool should do. */
  query?: string
  /** Several searches in one call; results are merged. */
  queries?: string[]
  /** @default 'name+description' */
  detailLevel?: 'name' | 'name+description' | 'full-schema'
  /** Limits the search to a server, or to `memory`, `athena` or `upstream`. */
  category?: string
  /** @default 10 */
  limit?: number
  offset?: number
}

export interface FoundTool {
  /** `server/tool`, for callMCPTool. */
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
