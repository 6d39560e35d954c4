import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { AthenaError, toWireError } from '../../../contract/errors.ts'
import { hash, unifiedDiff, writeWhole } from './change-file.ts'
import { entryName, readConfig, withEntry, withoutEntry, type ServerEntry } from './edit-config.ts'
import { knownClients, type Computer, type KnownClient } from './known-clients.ts'

/** How a client gets to Athena: the Node that Athena ships, by its absolute path, running the bridge. */
export interface BridgeCommand {
  node: string
  bridge: string
  data: string
}

/** One configuration file of a client, and what connecting would change in it. */
export interface FilePlan {
  path: string
  variant?: string
  exists: boolean
  /** `connected`: the entry is there as it should be. `outdated`: there, but different. */
  state: 'connected' | 'outdated' | 'absent' | 'unreadable'
  /** Other servers that the client reaches without Athena. */
  others: string[]
  /** Why the file cannot be changed. */
  problem?: string
  before: string
  after: string
  /** The change as a unified diff; empty when there is none. */
  diff: string
}

/** A client on this computer. */
export interface ClientPlan {
  id: string
  name: string
  /** Its folder of settings is there. */
  detected: boolean
  finish: string
  files: FilePlan[]
}

/** What undo needs; kept in the data folder, because configurations may hold secrets. */
interface Backup {
  path: string
  /** The bytes before the change, base64; null when there was no file. */
  before: string | null
  afterHash: string
}

/** Looks at every known client and says what connecting it would do. Changes nothing. */
export function planClients(computer: Computer, command: BridgeCommand): ClientPlan[] {
  return knownClients.map((client) => planClient(client, computer, command))
}

/** Looks at one client. */
export function planClient(client: KnownClient, computer: Computer, command: BridgeCommand): ClientPlan {
  const all = client.files(computer).map((file) => planFile(client, file.path, file.variant, command))
  const present = all.filter((file) => existsSync(dirname(file.path)))
  return {
    id: client.id,
    name: client.name,
    detected: client.id === 'claude-code' ? all.some((file) => file.exists) : present.length > 0,
    finish: client.finish,
    // Where two variants could be installed, only those that are.
    files: present.length > 0 ? present : all.slice(0, 1),
  }
}

/** The entry that a client gets. */
export function entryFor(client: KnownClient, { node, bridge, data }: BridgeCommand): ServerEntry {
  return {
    ...(client.typed ? { type: 'stdio' as const } : {}),
    command: node,
    args: [bridge],
    env: { ATHENA_DATA: data },
  }
}

function planFile(
  client: KnownClient,
  path: string,
  variant: string | undefined,
  command: BridgeCommand,
): FilePlan {
  const exists = existsSync(path)
  const before = exists ? readFileSync(path, 'utf8') : ''
  const base = { path, ...(variant === undefined ? {} : { variant }), exists, before }
  try {
    const config = readConfig(before, client.section, path)
    const entry = entryFor(client, command)
    const isSame = JSON.stringify(config.own) === JSON.stringify(entry)
    const after = isSame ? before : withEntry(before, client.section, entry, path)
    return {
      ...base,
      state: isSame ? 'connected' : config.own === undefined ? 'absent' : 'outdated',
      others: config.servers.filter((name) => name !== entryName),
      after,
      diff: unifiedDiff(path, before, after),
    }
  } catch (error) {
    return {
      ...base,
      state: 'unreadable',
      others: [],
      problem: toWireError(error).message,
      after: before,
      diff: '',
    }
  }
}

/**
 * Writes the entry into every file of the plan, each with a backup. A file that changed since it was looked at, or that
 * is not valid JSON, is left alone.
 *
 * @returns The files that were changed, with their backups.
 * @throws CONFLICT when a file cannot be changed; files before it have been.
 */
export function connectClient(plan: ClientPlan, data: string): { path: string; backup: string }[] {
  const blocked = plan.files.find((file) => file.problem !== undefined)
  if (blocked?.problem !== undefined) throw new AthenaError('CONFLICT', blocked.problem)
  return plan.files
    .filter((file) => file.after !== file.before || !file.exists)
    .map((file) => {
      const now = existsSync(file.path) ? readFileSync(file.path) : null
      if ((now?.toString('utf8') ?? '') !== file.before) {
        throw new AthenaError(
          'CONFLICT',
          `${file.path} was changed meanwhile. Nothing was written: try again.`,
        )
      }
      const backup = backupPath(data, plan.id, file.path)
      mkdirSync(dirname(backup), { recursive: true, mode: 0o700 })
      // A second connect keeps the first backup: that is the state the user wants back.
      if (!existsSync(backup) || readBackup(backup).afterHash !== hash(now)) {
        save(backup, {
          path: file.path,
          before: now?.toString('base64') ?? null,
          afterHash: hash(Buffer.from(file.after)),
        })
      } else {
        save(backup, { ...readBackup(backup), afterHash: hash(Buffer.from(file.after)) })
      }
      writeWhole(file.path, file.after)
      return { path: file.path, backup }
    })
}

/**
 * Takes Athena's entry out again. A file that nobody touched since gets its old bytes back, one that did not exist goes;
 * in one that was changed since, only the entry is removed.
 *
 * @returns The files that were changed.
 */
export function disconnectClient(client: KnownClient, computer: Computer, data: string): string[] {
  const changed: string[] = []
  for (const { path } of client.files(computer)) {
    if (!existsSync(path)) continue
    const now = readFileSync(path)
    const backup = backupPath(data, client.id, path)
    const kept = existsSync(backup) ? readBackup(backup) : undefined
    if (kept !== undefined && kept.afterHash === hash(now)) {
      if (kept.before === null) rmSync(path)
      else writeWhole(path, Buffer.from(kept.before, 'base64'))
    } else {
      const text = now.toString('utf8')
      const without = withoutEntry(text, client.section, path)
      if (without === text) continue
      writeWhole(path, without)
    }
    rmSync(backup, { force: true })
    changed.push(path)
  }
  return changed
}

function backupPath(data: string, client: string, path: string): string {
  return join(data, 'client-backups', `${client}-${hash(Buffer.from(path)).slice(0, 12)}.json`)
}

function readBackup(path: string): Backup {
  return JSON.parse(readFileSync(path, 'utf8')) as Backup
}

function save(path: string, backup: Backup): void {
  writeFileSync(path, JSON.stringify(backup), { mode: 0o600 })
}
