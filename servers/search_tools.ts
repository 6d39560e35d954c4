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

export interface SearchToolsOutput {
  hits: {
    /** `server/tool`, for callMCPTool. */
    tool: string
    server: string
    /** Name to import. */
    exportName: string
    /** Where to import it from, such as './servers/github'. */
    importFrom: string
    score: number
    description?: string
    /** TypeScript declaration, at 'full-schema'. */
    declaration?: string
  }[]
  /** Tools that match. */
  total: number
  /** Tools searched. */
  of: number
  servers?: { name: string; title: string; tools: number }[]
  /** Nearest names when nothing matched. */
  nearest?: string[]
}

/** Finds tools. Without a query: the servers with counts. */
export async function search_tools(input?: SearchToolsInput | string): Promise<SearchToolsOutput> {
  return callMCPTool('athena/search_tools', typeof input === 'string' ? { query: input } : (input ?? {}))
}

export { search_tools as searchTools }
