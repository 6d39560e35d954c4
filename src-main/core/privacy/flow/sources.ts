/** Athena's own memory: what it stores are tokens. */
const memoryServers: ReadonlySet<string> = new Set([
  'episodic',
  'semantic',
  'procedural',
  'prospective',
  'graph',
  'meta',
  'consolidation',
  'rag',
])

/** True for the layers of Athena's own memory. */
export function isMemory(server: string): boolean {
  return memoryServers.has(server)
}

/** The party behind a server: the bundled demo servers are one, the layers of memory are one. */
export function partyOf(server: string): string {
  if (/^demo(?:_|$)/.test(server)) return 'demo'
  return isMemory(server) ? 'memory' : server
}
