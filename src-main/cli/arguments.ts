import { parseArgs } from 'node:util'
import { UsageError } from './usage.ts'

/** The arguments of one command. */
export interface Parsed {
  flag(name: string): boolean
  option(name: string): string | undefined
  /** A whole number of zero or more. */
  number(name: string): number | undefined
  list(name: string): string[]
  /** The plain arguments; throws when there are fewer than `least` or more than `most`. */
  positionals(least: number, most?: number): string[]
  /** What comes after `--`. */
  rest: string[]
}

const optionsOf: Record<string, { flags?: string[]; values?: string[]; lists?: string[] }> = {
  exec: { flags: ['dry-run'], values: ['session', 'timeout'] },
  'tools search': { values: ['limit'] },
  'server add': {
    flags: ['trusted', 'confine', 'network'],
    values: ['url'],
    lists: ['env', 'header', 'read', 'write'],
  },
  'server import': { flags: ['all', 'trusted', 'move', 'print', 'undo'], values: ['from'] },
  'server set': { flags: ['trusted', 'untrusted', 'on', 'off'] },
  'policy set': { values: ['client'] },
  'approvals allow': { flags: ['always', 'run'] },
  'privacy scan': { flags: ['strict'] },
  'vault list': { flags: ['reveal'], values: ['kind', 'session', 'limit'] },
  'vault forget': { values: ['session'] },
  'vault audit': { values: ['limit'] },
  'vault passphrase': { flags: ['remove'] },
  'vault rules': { flags: ['preview'], values: ['from', 'to', 'field'] },
  'privacy set': { values: ['mode', 'raw', 'review'] },
  'skill save': { values: ['from', 'description'], lists: ['input'] },
  doctor: { values: ['accept-level'] },
  demo: { flags: ['remove'] },
  uninstall: { flags: ['data'] },
  connect: { flags: ['print', 'write', 'undo'], values: ['mcpb'] },
}

/**
 * Parses what follows a command's name. Every command knows `--json`.
 *
 * @throws UsageError for an option the command does not have.
 */
export function parseCommand(name: string, list: readonly string[]): Parsed {
  const own = optionsOf[name] ?? {}
  const at = name === 'server add' ? list.indexOf('--') : -1
  const rest = at < 0 ? [] : list.slice(at + 1)
  const options: Record<string, { type: 'boolean' | 'string'; multiple?: boolean }> = {
    json: { type: 'boolean' },
  }
  for (const flag of own.flags ?? []) options[flag] = { type: 'boolean' }
  for (const value of own.values ?? []) options[value] = { type: 'string' }
  for (const value of own.lists ?? []) options[value] = { type: 'string', multiple: true }
  let parsed: ReturnType<typeof parseArgs>
  try {
    parsed = parseArgs({ args: at < 0 ? [...list] : list.slice(0, at), options, allowPositionals: true })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
  const { values, positionals } = parsed
  const option = (key: string): string | undefined => {
    const value = values[key]
    return typeof value === 'string' ? value : undefined
  }
  return {
    flag: (key) => values[key] === true,
    option,
    number(key) {
      const text = option(key)
      if (text === undefined) return undefined
      if (!/^\d{1,9}$/.test(text)) throw new UsageError(`--${key} needs a whole number, not "${text}".`)
      return Number(text)
    },
    list(key) {
      const value = values[key]
      return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : []
    },
    positionals(least, most = Number.POSITIVE_INFINITY) {
      if (positionals.length < least) throw new UsageError(`"${name}" needs more arguments.`)
      if (positionals.length > most)
        throw new UsageError(`"${name}" does not take "${positionals[most] ?? ''}".`)
      return positionals
    },
    rest,
  }
}
