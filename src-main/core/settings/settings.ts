import { z } from 'zod'
import type { WritableDatabase } from '../store/index.ts'

/** Every setting: its schema with the default. Unknown or damaged values fall back to the default. */
export const settingSchemas = {
  /** Weakest sandbox level the user has accepted on this computer. */
  'sandbox.acceptedLevel': z.enum(['kernel-enforced', 'reduced', 'none']).default('kernel-enforced'),
  /** Warm runners at rest. */
  'sandbox.poolSize': z.number().int().min(1).max(10).default(2),
  /** Most runners at once. */
  'sandbox.poolMax': z.number().int().min(1).max(10).default(10),
  /** Runners without just-in-time compiler and executable memory. */
  'sandbox.strict': z.boolean().default(false),
  /** Upstream servers run without network or not at all; Athena opens no connection to others. */
  'network.localOnly': z.boolean().default(false),
  /** No run may start; agents are told that the user has paused them. */
  'agents.paused': z.boolean().default(false),
  /** The first rules were written; a rule the user removes does not come back. */
  'policy.seeded': z.boolean().default(false),
  /** Executions a minute for each MCP client; more wait. */
  'runs.perMinute': z.number().int().min(1).max(1_000_000).default(100),
  /** The memory's embedder runs: recall by meaning too, English, some 300 MB of memory while it works. */
  'memory.embedder': z.boolean().default(false),
  /** Days that runs are kept. */
  'runs.retentionDays': z.number().int().min(1).max(3_650).default(30),
} as const

export type SettingName = keyof typeof settingSchemas
export type SettingValue<N extends SettingName> = z.output<(typeof settingSchemas)[N]>

/** Settings of this installation, in `athena.db`. */
export interface Settings {
  get<N extends SettingName>(name: N): SettingValue<N>
  /** @throws ZodError when the value does not fit; nothing is changed then. */
  set<N extends SettingName>(name: N, value: SettingValue<N>): void
  all(): { name: SettingName; value: unknown; changed: boolean }[]
  onChange(listener: (name: SettingName) => void): () => void
}

/** Makes the settings. */
export function createSettings(database: WritableDatabase): Settings {
  const read = database.prepare<[string], { value: string }>('SELECT value FROM settings WHERE name = ?')
  const write = database.prepare('INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)')
  const listeners = new Set<(name: SettingName) => void>()

  function get<N extends SettingName>(name: N): SettingValue<N> {
    const schema: z.ZodType = settingSchemas[name]
    const stored = read.get(name)?.value
    const parsed = schema.safeParse(stored === undefined ? undefined : parseJson(stored))
    return (parsed.success ? parsed.data : schema.parse(undefined)) as SettingValue<N>
  }

  return {
    get,
    set(name, value) {
      write.run(name, JSON.stringify((settingSchemas[name] as z.ZodType).parse(value)))
      for (const listener of listeners) listener(name)
    },
    all: () =>
      (Object.keys(settingSchemas) as SettingName[]).map((name) => ({
        name,
        value: get(name),
        changed: read.get(name) !== undefined,
      })),
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
