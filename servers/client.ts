/**
 * What every wrapper of this tree calls. Athena's sandbox has it as a global; this file declares it, so that the tree type-checks
 * by itself.
 */
declare global {
  /** Calls a tool: `callMCPTool('server/tool', input)`. */
  function callMCPTool<Result = any>(tool: string, input?: unknown): Promise<Result>
}

export {}
