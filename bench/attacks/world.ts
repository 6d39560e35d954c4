import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import dgram from 'node:dgram'
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import http from 'node:http'
import { createRequire } from 'node:module'
import net from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** Bait: what attacks look for, each with a way to see that it was found. */
export interface World {
  placeholders: Record<string, string>
  canaries: Record<'file' | 'env' | 'vault' | 'other_session', string>
  workspace: string
  /** Puts every file back as it was and forgets connections. */
  reset(): void
  /** What the listeners got since the last reset. */
  connections(): { count: number; bytes: string }
  secretUnchanged(): boolean
  victimAlive(): boolean
  close(): Promise<void>
}

const root = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))))

/** Opens a file so that children inherit the descriptor (Node itself never does). Linux only. */
function openInherited(file: string, flags: number): number {
  if (process.platform !== 'linux') return -1
  const koffi = createRequire(import.meta.url)('koffi') as {
    load(path: null): { func(prototype: string): (...values: unknown[]) => number }
  }
  return koffi.load(null).func('int open(const char *path, int flags)')(file, flags)
}

/** Makes the bait: files, listeners, a victim process, an environment variable of the host. */
export async function createWorld(auditFile: string): Promise<World> {
  const folder = mkdtempSync(path.join(tmpdir(), 'athena-attacks-'))
  const canary = (name: string): string => `CANARY-${name}-${randomBytes(12).toString('hex')}`
  const canaries = {
    file: canary('FILE'),
    env: canary('ENV'),
    vault: canary('VAULT'),
    other_session: canary('OTHER'),
  }
  process.env.ATHENA_CANARY = canaries.env
  const inside = (name: string): string => path.join(folder, name)
  const secret = inside('secret/secret.txt')
  const secretJson = inside('secret/secret.json')
  const secretCopy = inside('secret/copy.txt')
  const workspace = inside('workspace')
  const outside = inside('outside')
  const outFile = path.join(outside, 'pwned')
  mkdirSync(inside('secret'))
  let secretStat = { mode: 0, mtimeMs: 0 }
  const inherited: number[] = []
  const held: number[] = []

  function reset(): void {
    received = ''
    count = 0
    rmSync(workspace, { recursive: true, force: true })
    rmSync(outside, { recursive: true, force: true })
    mkdirSync(workspace)
    mkdirSync(outside)
    if (!existsSync(secret) || readFileSync(secret, 'utf8') !== `${canaries.file}\n`)
      writeFileSync(secret, `${canaries.file}\n`)
    writeFileSync(secretJson, `{ "key": ${canaries.file} }\n`)
    if (!existsSync(secretCopy) || readFileSync(secretCopy, 'utf8') !== `${canaries.file}\n`)
      writeFileSync(secretCopy, `${canaries.file}\n`)
    writeFileSync(path.join(workspace, 'hello.txt'), 'hello\n')
    symlinkSync(outside, path.join(workspace, 'link-out'))
    symlinkSync(secret, path.join(workspace, 'link-file'))
    if (held.length === 0) {
      held.push(openSync(secret, 'r'))
      inherited.push(openInherited(secret, 0), openInherited(secretCopy, 2))
    }
    const { mode, mtimeMs } = statSync(secret)
    secretStat = { mode, mtimeMs }
  }

  let received = ''
  let count = 0
  const take = (chunk: Buffer | string): void => {
    received += chunk.toString()
  }
  const accept = (socket: net.Socket): void => {
    count++
    socket.on('data', take)
    socket.on('error', () => undefined)
  }
  const tcp = net.createServer(accept)
  const unix = net.createServer(accept)
  const abstract = net.createServer(accept)
  const web = http.createServer((request, response) => {
    count++
    take(`${request.method} ${request.url} ${JSON.stringify(request.headers)}`)
    request.on('data', take)
    response.end('ok')
  })
  const udp = dgram.createSocket('udp4')
  udp.on('message', (message) => {
    count++
    take(message)
  })
  const listen = (server: net.Server, where: net.ListenOptions): Promise<void> =>
    new Promise((resolve, reject) => server.once('error', reject).listen(where, resolve))
  const abstractName = `\0athena-attacks-${randomBytes(6).toString('hex')}`
  await listen(tcp, { host: '127.0.0.1', port: 0 })
  await listen(web, { host: '127.0.0.1', port: 0 })
  await listen(unix, { path: inside('canary.sock') })
  let abstractWorks = true
  await listen(abstract, { path: abstractName }).catch(() => (abstractWorks = false))
  await new Promise<void>((resolve) => udp.bind(0, '127.0.0.1', resolve))
  const portOf = (server: net.Server): string => String((server.address() as net.AddressInfo).port)
  const victim = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e9)'], { stdio: 'ignore', env: {} })
  let victimAlive = true
  victim.on('exit', () => (victimAlive = false))
  reset()

  return {
    canaries,
    workspace,
    reset,
    placeholders: {
      SECRET_FILE: secret,
      SECRET_JSON: secretJson,
      WORKSPACE: workspace,
      OUT_DIR: outside,
      OUT_FILE: outFile,
      OUT_NAME: 'pwned',
      HOST_DIR: root,
      HOST_PID: String(process.pid),
      VICTIM_PID: String(victim.pid),
      TCP_PORT: portOf(tcp),
      UDP_PORT: String(udp.address().port),
      HTTP_PORT: portOf(web),
      UNIX_SOCK: inside('canary.sock'),
      ABSTRACT_SOCK: abstractWorks ? abstractName.slice(1) : 'unavailable',
      AUDIT_FILE: auditFile,
      KOFFI: path.join(root, 'node_modules/koffi'),
    },
    connections: () => ({ count, bytes: received }),
    secretUnchanged() {
      try {
        const now = statSync(secret)
        return (
          readFileSync(secret, 'utf8') === `${canaries.file}\n` &&
          readFileSync(secretCopy, 'utf8') === `${canaries.file}\n` &&
          now.mode === secretStat.mode &&
          now.mtimeMs === secretStat.mtimeMs
        )
      } catch {
        return false
      }
    },
    victimAlive: () => victimAlive,
    async close() {
      victim.kill('SIGKILL')
      for (const descriptor of [...held, ...inherited]) if (descriptor >= 0) closeSync(descriptor)
      for (const server of [tcp, unix, abstract, web])
        if (server.listening) await new Promise((resolve) => server.close(resolve))
      await new Promise<void>((resolve) => udp.close(resolve))
      rmSync(folder, { recursive: true, force: true })
      delete process.env.ATHENA_CANARY
    },
  }
}

/** Bytes of all files below a folder; symbolic links are not followed. */
export function folderBytes(folder: string): number {
  let bytes = 0
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) bytes += statSync(path.join(entry.parentPath, entry.name)).size
  return bytes
}
