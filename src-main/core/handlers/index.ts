export { createHandlers } from './create-handlers.ts'
export { createVaultTimers } from './vault-timers.ts'
export type { HandlerParts, HostInfo } from './create-handlers.ts'
export { eraseData } from './data-handlers.ts'
