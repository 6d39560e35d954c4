import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { FromSupervisor } from '../../src-main/contract/sandbox.ts'
import { createCatalog } from '../../src-main/core/catalog/index.ts'
import type { Checker } from '../../src-main/core/execution/check/api.ts'
import { createChecker, renderProblems } from '../../src-main/core/execution/check/index.ts'
import { createExecutions, createSandboxClient } from '../../src-main/core/execution/index.ts'
import { createForkLauncher } from '../../src-main/core/execution/launcher-fork.ts'
import { createGateway, createPolicy } from '../../src-main/core/gateway/index.ts'
import type { Clock, Ids, KeyStore, Logger, SupervisorLauncher } from '../../src-main/core/ports.ts'
import { createPrivacy } from '../../src-main/core/privacy/index.ts'
import { createSessions, createWorkspace } from '../../src-main/core/session/index.ts'
import { createSettings } from '../../src-main/core/settings/index.ts'
import { createSkills } from '../../src-main/core/skills/index.ts'
import {
  athenaMigrations,
  createRunReader,
  createRunWriter,
  openDatabase,
} from '../../src-main/core/store/index.ts'
import type { Report, Subject } from './report.ts'
import type { StubTools } from './stub-tools.ts'
import { watchProcess } from './watch.ts'

/** How the supervisor is started: as the headless shell does it, or as the Electron shell does. */
export type LauncherKind = 'fork' | 'utility'
export type Level = 'full' | 'gate-off' | 'realm-lost'

/** A folder for the product's data; made first, since attacks are aimed at the record in it. */
export function makeDataFolder(): { folder: string; auditFile: string } {
  const folder = mkdtempSync(path.join(tmpdir(), 'athena-attacked-'))
  mkdirSync(path.join(folder, 'keys'))
  return { folder, auditFile: path.join(folder, 'athena.db') }
}

const specifiers = /\bimport\b[^'"]*?\bfrom\s*['"]([^'"]+)['"]/g

/** Lets everything through, for the levels that test what lies below the check. */
function openChecker(): Checker {
  return {
    check: (source: string) =>
      Promise.resolve({
        ok: true,
        problems: [],
        source,
        imports: [...source.matchAll(specifiers)].map((found) => found[1] ?? ''),
        grants: [],
        unchecked: true,
        ms: 0,
      }),
    types: () => [],
    warmUp: () => Promise.resolve(),
    typeServerPid: () => undefined,
    close: () => Promise.resolve(),
  } as unknown as Checker
}

/**
 * The Electron shell's own launcher. Without Electron the word `electron` means its stand-in (scripts/attacks.mjs registers it), whose
 * utility process speaks through `process.parentPort` as the real one does.
 */
async function utilityLauncher(
  supervisorPath: string,
  log: Logger,
  options: Record<string, unknown>,
): Promise<SupervisorLauncher> {
  const { app } = await import('electron')
  const { createUtilityLauncher } = await import('../../src-main/shell-electron/utility-supervisor.ts')
  await app.whenReady()
  return createUtilityLauncher(supervisorPath, process.execPath, log, options)
}

/**
 * Puts the product's own parts together as `createHost` does: check, queue, gate, pool, runner, gateway, policy, privacy, record. Only
 * the owners of the tools are ours. `gate-off` leaves check and rules out, `realm-lost` also gives the realm away.
 */
export async function createProduct(
  level: Level,
  data: { folder: string; auditFile: string },
  built: string,
  tools: StubTools,
  timeoutMs: number,
  launcherKind: LauncherKind,
): Promise<Subject & { sessions: { own: string; other: string } }> {
  const clock: Clock = { now: () => Date.now(), monotonic: () => performance.now() }
  let numbers = 0
  const ids: Ids = { next: (prefix) => `${prefix}_${(++numbers).toString(36).padStart(10, '0')}` }
  const words: string[] = []
  const keep = (message: string, more?: Record<string, unknown>): void =>
    void words.push(`${message} ${JSON.stringify(more ?? {})}`)
  const log: Logger = { debug: keep, info: keep, warn: keep, error: keep }
  const stored = new Map<string, Uint8Array>()
  const keys: KeyStore = {
    get: (name) => Promise.resolve(stored.get(name)),
    set: (name, value) => Promise.resolve(void stored.set(name, value)),
    delete: (name) => Promise.resolve(void stored.delete(name)),
    describe: () => ({ protection: 'session-only', sentence: 'Keys are kept in memory.' }),
  }
  const options = {
    full: {},
    'gate-off': { rulesOff: true },
    'realm-lost': { rulesOff: true, realmLost: true },
  }[level]
  const supervisorPath = path.join(built, 'supervisor.js')
  const launch =
    launcherKind === 'utility'
      ? await utilityLauncher(supervisorPath, log, options)
      : createForkLauncher({ supervisorPath, nodePath: process.execPath, log, options })
  const listeners = new Set<(message: FromSupervisor) => void>()
  const launcher: SupervisorLauncher = () => {
    const port = launch()
    port.onMessage((message) => {
      for (const listener of listeners) listener(message)
    })
    return port
  }

  const database = openDatabase(data.auditFile, athenaMigrations)
  const writer = createRunWriter(database)
  const reader = createRunReader(database, writer.flush)
  const catalog = createCatalog()
  for (const server of tools.servers) catalog.setServer(server)
  const privacy = await createPrivacy({ databasePath: path.join(data.folder, 'vault.db'), keys, clock, log })
  const policy = createPolicy({ databasePath: path.join(data.folder, 'policy.db'), clock, ids })
  // `admin` exists and is not granted.
  policy.set({ client: '*', server: 'admin', tool: '*', action: 'block' })
  const gateway = createGateway({
    catalog,
    privacy,
    policy,
    clock,
    ids,
    log,
    providers: (server) =>
      tools.servers.some((known) => known.name === server)
        ? {
            trust: 'own',
            callTool: (tool, args, context) =>
              Promise.resolve().then(() => tools.call(server, tool, args, context.caller.session)),
          }
        : undefined,
  })
  const skills = createSkills({ database, catalog, clock, checker: () => checker })
  const checker: Checker = level === 'full' ? createChecker({ catalog, skills }) : openChecker()
  await checker.warmUp()
  const sessions = createSessions(database, clock, ids)
  const workspace = createWorkspace(database, [catalog, skills], clock)
  const sandbox = createSandboxClient(
    launcher,
    { poolSize: 2, poolMax: 4, strict: false, memoryMb: 100 },
    log,
  )
  const executions = createExecutions({
    clock,
    ids,
    log,
    writer,
    reader,
    sessions,
    workspace,
    skills,
    settings: createSettings(database),
    catalog,
    checker,
    renderProblems,
    gateway,
    privacy,
    sandbox,
    concurrency: 4,
  })
  const status = await sandbox.ready()
  const names = {
    own: sessions.create('attacks', 'session-a').id,
    other: sessions.create('attacks', 'session-b').id,
  }

  async function run(source: string, session: 'own' | 'other'): Promise<Report> {
    const spoken: string[] = []
    let started = 0
    let ended: number | undefined
    let watch: ReturnType<typeof watchProcess> | undefined
    let watched: ReturnType<NonNullable<typeof watch>['stop']> | undefined
    const listen = (message: FromSupervisor): void => {
      if (message.t === 'samples' || message.t === 'status' || message.t === 'sample') return
      if (message.t === 'started') {
        started = performance.now()
        watch = watchProcess(message.pid)
      } else if (message.t === 'done' && started > 0) {
        ended = performance.now() - started
        watched = watch?.stop()
      }
      spoken.push(JSON.stringify(message))
    }
    listeners.add(listen)
    const before = words.length
    const execution = executions.start({
      code: source,
      session: names[session],
      timeoutMs,
      client: 'attacks',
      source: 'cli',
      limited: false,
    })
    const result = await execution.done
    listeners.delete(listen)
    const events = reader.events(result.executionId, 0, 100_000)
    return {
      status: result.status,
      value: result.status === 'ok' ? (result.value === undefined ? undefined : result.value) : undefined,
      message: result.error?.message ?? result.errors[0]?.message ?? '',
      output: [
        result.text,
        JSON.stringify(result.value),
        JSON.stringify(result.calls),
        ...spoken,
        ...words.slice(before),
        JSON.stringify(events),
      ].join('\n'),
      logs: result.logs.map((line) => line.text),
      ms: ended,
      watched,
      record: { events, session: names[session], source },
    }
  }

  return {
    describe: `${status.level}${status.reason ? ` (${status.reason})` : ''}`,
    sessions: names,
    run,
    async close() {
      await executions.close()
      await sandbox.close()
      await checker.close()
      policy.close()
      await (privacy as { close?: () => unknown }).close?.()
      writer.flush()
      database.close()
      rmSync(data.folder, { recursive: true, force: true })
    },
  }
}
