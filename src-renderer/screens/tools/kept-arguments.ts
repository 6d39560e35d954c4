const kept = new Map<string, unknown>()

/** What was last written for a tool while this page is open; arguments are never stored. */
export function keptArguments(tool: string): unknown {
  return kept.get(tool)
}

/** Keeps what is written for a tool. */
export function keepArguments(tool: string, value: unknown): void {
  kept.set(tool, value)
}
