export { createMcpServer } from './create-mcp-server.ts'
export type { McpServerOptions } from './create-mcp-server.ts'
export { toolDefinitions, instructions } from './definitions.ts'
export type { McpAnswer, McpHost, McpServer } from './api.ts'
