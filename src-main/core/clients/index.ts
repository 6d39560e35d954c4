export { createConnectedClients } from './clients.ts'
export type { ConnectedClient, ConnectedClients } from './clients.ts'
