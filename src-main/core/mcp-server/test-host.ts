import type { McpAnswer, McpHost } from './api.ts'

/** A host for tests that answers with what it was asked and records who was there. */
export function createTestHost(overrides: Partial<McpHost> = {}) {
  const asked: { method: string; request: Record<string, unknown> }[] = []
  const clients: Parameters<McpHost['onClient']>[0][] = []
  async function record(method: string, request: object): Promise<McpAnswer> {
    asked.push({ method, request: { ...request } })
    return { text: `${method} ok`, isError: false }
  }
  const host: McpHost = {
    execute: (request) => record('execute', request),
    wait: (request) => record('wait', request),
    search: (request) => record('search', request),
    readFiles: (request) => record('readFiles', request),
    callTool: (request) => record('callTool', request),
    listResources: () => [
      {
        uri: 'athena://servers/episodic',
        name: 'episodic',
        description: 'Local memory',
        mimeType: 'text/markdown',
      },
    ],
    readResource: async (uri) =>
      uri === 'athena://servers/episodic' ? { text: '# episodic', mimeType: 'text/markdown' } : undefined,
    onClient: (event) => void clients.push(event),
    ...overrides,
  }
  return { host, asked, clients }
}

/** A log that keeps nothing. */
export const silentLog = {
  debug() {},
  info() {},
  warn() {},
  error() {},
}
