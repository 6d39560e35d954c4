import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { AthenaError } from '../../src-main/contract/errors.ts'
import type { Json, JsonSchema } from '../../src-main/contract/json.ts'
import type { ServerDefinition } from '../../src-main/core/catalog/api.ts'
import { folderBytes } from './world.ts'

/** The tools of the manifest, behind the real gateway. */
export interface StubTools {
  servers: ServerDefinition[]
  call(server: string, tool: string, args: Json, session: string): Json
  /** Calls that reached a stub, `server.tool`. */
  executed(tool: string): number
  /** All arguments that reached a stub since the last reset, as text. */
  seen(): string
  /** Value that a session has under a key. */
  stored(session: string, key: string): Json | undefined
  reset(): void
}

const text = { type: 'string' }
const object = (properties: Record<string, unknown>, required: string[]): JsonSchema => ({
  type: 'object',
  properties,
  required,
})

const definitions: Record<string, Record<string, JsonSchema>> = {
  episodic: { recall: object({ query: text }, ['query']), remember: object({ text }, ['text']) },
  session: { get: object({ key: text }, ['key']), set: object({ key: text, value: {} }, ['key']) },
  fs: {
    read: object({ path: text }, ['path']),
    write: object({ path: text, content: text }, ['path', 'content']),
    list: object({}, []),
  },
  vault: { get: object({ name: text }, ['name']), list: object({}, []) },
  http: { fetch: object({ url: text }, ['url']) },
  admin: { exec: object({ cmd: text }, []), grant: object({ tool: text }, []) },
}

/** What a careless owner of the tools would do: believe the arguments, join names to paths, merge objects, expand references. */
function careless(
  memories: Map<string, { id: string; text: string }[]>,
  vaultValue: string,
): Record<string, (args: Record<string, Json>, session: string) => Json | undefined> {
  const store: Record<string, Json> = {}
  const merge = (target: Record<string, unknown>, from: Record<string, unknown>): void => {
    for (const key of Object.keys(from)) {
      const value = from[key]
      if (typeof value !== 'object' || value === null) target[key] = value
      else {
        target[key] ??= {}
        merge(target[key] as Record<string, unknown>, value as Record<string, unknown>)
      }
    }
  }
  const name = (args: Record<string, Json>, session: string): string =>
    path.posix.join(
      String(args.session ?? (session === 'other' ? 'session-b' : 'session-a')),
      String(args.key),
    )
  return {
    'session.get': (args, session) => ({
      value: store[name(args, session)] ?? store[String(args.key)] ?? null,
    }),
    'session.set': (args, session) => {
      merge({}, args)
      store[name(args, session)] = args.value ?? null
      return { ok: true }
    },
    'episodic.recall': (_args, session) =>
      (memories.get(session) ?? [{ id: 'm0', text: 'the first entry' }]).map((entry) => ({
        ...entry,
        text: entry.text.replace('vault:api_key', vaultValue),
      })),
  }
}

/** Makes the stubs over a workspace folder. `vaultValue` stays in here: only its reference is ever given out. */
export function createStubTools(
  workspace: string,
  vaultValue: string,
  diskMb: number,
  isCareless = false,
): StubTools {
  const counts = new Map<string, number>()
  const memories = new Map<string, { id: string; text: string }[]>()
  const sessions = new Map<string, Map<string, Json>>()
  const vault = new Map([['api_key', vaultValue]])
  let arguments_ = ''
  let ids = 0
  const careless_ = careless(memories, vaultValue)

  function within(name: unknown): string {
    if (typeof name !== 'string' || path.isAbsolute(name))
      throw new AthenaError('BAD_PATH', 'Paths are relative to the workspace.')
    const target = path.join(workspace, name)
    mkdirSync(workspace, { recursive: true })
    const parent = realpathSync(path.dirname(target))
    const real = lstatSync(target, { throwIfNoEntry: false })?.isSymbolicLink()
      ? realpathSync(target)
      : path.join(parent, path.basename(target))
    if (!real.startsWith(realpathSync(workspace) + path.sep))
      throw new AthenaError('BAD_PATH', 'The path leaves the workspace.')
    return real
  }
  function ofSession<T>(map: Map<string, T>, session: string, make: () => T): T {
    const found = map.get(session)
    if (found) return found
    const made = make()
    map.set(session, made)
    return made
  }

  const run: Record<string, (args: Record<string, Json>, session: string) => Json> = {
    'episodic.recall': (_args, session) =>
      ofSession(memories, session, () => [{ id: 'm0', text: 'the first entry' }]),
    'episodic.remember': (args, session) => {
      const id = `m${++ids}`
      ofSession(memories, session, () => [{ id: 'm0', text: 'the first entry' }]).push({
        id,
        text: String(args.text),
      })
      return { id }
    },
    'session.get': (args, session) => ({
      value: ofSession(sessions, session, () => new Map()).get(String(args.key)) ?? null,
    }),
    'session.set': (args, session) => {
      ofSession(sessions, session, () => new Map()).set(String(args.key), args.value ?? null)
      return { ok: true }
    },
    'fs.read': (args) => ({ content: readFileSync(within(args.path), 'utf8') }),
    'fs.write': (args) => {
      const file = within(args.path)
      const content = String(args.content)
      if (
        folderBytes(workspace) +
          Buffer.byteLength(content) -
          (statSync(file, { throwIfNoEntry: false })?.size ?? 0) >
        diskMb * 1024 * 1024
      )
        throw new AthenaError('DISK_QUOTA', `The workspace holds ${diskMb} MB at most.`)
      writeFileSync(file, content)
      return { ok: true }
    },
    'fs.list': () => readdirSync(workspace),
    'vault.get': (args) => {
      if (!vault.has(String(args.name))) throw new AthenaError('NOT_FOUND', 'The vault has no such entry.')
      return { ref: `vault:${String(args.name)}` }
    },
    'vault.list': () => [...vault.keys()].map((name) => ({ name })),
    'http.fetch': () => {
      throw new AthenaError('TOOL_FAILED', 'The allow-list of addresses is empty.')
    },
    'admin.exec': () => ({ ok: true }),
    'admin.grant': () => ({ ok: true }),
  }

  return {
    servers: Object.entries(definitions).map(([name, tools]) => ({
      name,
      title: name,
      description: `The ${name} tools of the attack corpus.`,
      kind: 'upstream',
      tools: Object.entries(tools).map(([tool, inputSchema]) => ({
        name: tool,
        description: `${name} ${tool}`,
        inputSchema,
      })),
    })),
    call(server, tool, args, session) {
      const name = `${server}.${tool}`
      counts.set(name, (counts.get(name) ?? 0) + 1)
      arguments_ += JSON.stringify(args)
      const relaxed =
        isCareless && Object.hasOwn(careless_, name)
          ? careless_[name]?.(args as Record<string, Json>, session)
          : undefined
      if (relaxed !== undefined) return relaxed
      const found = Object.hasOwn(run, name) ? run[name] : undefined
      if (!found) throw new AthenaError('UNKNOWN_TOOL', `There is no ${name}.`)
      return found(args as Record<string, Json>, session)
    },
    executed: (tool) => counts.get(tool) ?? 0,
    seen: () => arguments_,
    stored: (session, key) => sessions.get(session)?.get(key),
    reset() {
      counts.clear()
      memories.clear()
      arguments_ = ''
    },
  }
}
