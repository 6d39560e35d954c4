import type { McpHost } from '../mcp-server/api.ts'

/** An MCP client that is connected now. */
export interface ConnectedClient {
  id: string
  name: string
  version: string
  protocol: string
  transport: string
}

/** The MCP clients connected at this moment. */
export interface ConnectedClients {
  update: McpHost['onClient']
  list(): ConnectedClient[]
}

/** Makes the list; `changed` is told of every handshake and disconnect. */
export function createConnectedClients(changed: () => void): ConnectedClients {
  const clients = new Map<string, ConnectedClient>()
  return {
    update(event) {
      const { connected, ...client } = event
      if (connected) clients.set(client.id, client)
      else clients.delete(client.id)
      changed()
    },
    list: () => [...clients.values()],
  }
}
