export { knownClients, findClient, type Computer, type KnownClient } from './known-clients.ts'
export {
  connectClient,
  disconnectClient,
  entryFor,
  planClient,
  planClients,
  type BridgeCommand,
  type ClientPlan,
  type FilePlan,
} from './connect.ts'
export { readConfig, type ServerEntry } from './edit-config.ts'
export { createMcpb } from './mcpb.ts'
export { findServers, type FoundServer } from './find-servers.ts'
export { describeMove, listMoved, putBack, takeOut } from './move-server.ts'
