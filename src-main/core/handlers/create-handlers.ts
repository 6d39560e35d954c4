import { join } from 'node:path'
import { AthenaError } from '../../contract/errors.ts'
import type { Json } from '../../contract/json.ts'
import type { Result, RunRow, ServerRow } from '../../contract/methods.ts'
import type { Catalog, CatalogServer } from '../catalog/api.ts'
import type { ConnectedClients } from '../clients/index.ts'
import type { Demo } from '../demo/index.ts'
import { runDoctor, type ShellChecks } from '../doctor/index.ts'
import type { Checker } from '../execution/check/api.ts'
import type { Executions, SandboxClient } from '../execution/index.ts'
import type { Policy, Questions } from '../gateway/index.ts'
import type { Handlers } from '../host-api.ts'
import type { Clock, KeyStore, OpenExternal, Paths, UpdatesPort } from '../ports.ts'
import type { Privacy } from '../privacy/api.ts'
import { definitionTokens } from '../savings/index.ts'
import type { Sessions, Workspace } from '../session/index.ts'
import type { Skills } from '../skills/index.ts'
import type { ReadableDatabase, RunReader, RunWriter } from '../store/index.ts'
import type { Upstream } from '../upstream/api.ts'
import { clientHandlers } from './client-handlers.ts'
import { createMemoryTables } from '../memory/tables/index.ts'
import { dataHandlers } from './data-handlers.ts'
import { memoryHandlers } from './memory-handlers.ts'
import { runHandlers } from './run-handlers.ts'
import { serverHandlers } from './server-handlers.ts'
import { sessionHandlers } from './session-handlers.ts'
import { settingSchemas } from '../settings/index.ts'
import type { SettingName, Settings } from '../settings/index.ts'
import { skillHandlers } from './skill-handlers.ts'
import { toolHandlers } from './tool-handlers.ts'
import { updateHandlers } from './update-handlers.ts'
import { vaultHandlers } from './vault-handlers.ts'
import type { VaultTimers } from './vault-timers.ts'

/** What `host.info` tells; also the value of the topic `host`. */
export type HostInfo = Result<'host.info'>

export interface HandlerParts {
  version: string
  paths: Paths
  keys: KeyStore
  openExternal: OpenExternal
  /** Read for what has no reader of its own. */
  database: ReadableDatabase
  clock: Clock
  catalog: Catalog
  checker: Checker
  executions: Executions
  sandbox: SandboxClient
  upstream: Upstream
  policy: Policy
  questions: Questions
  privacy: Privacy
  sessions: Sessions
  workspace: Workspace
  skills: Skills
  settings: Settings
  reader: RunReader
  writer: RunWriter
  clients: ConnectedClients
  demo: Demo
  endpoint: () => { mcpUrl: string; shell: 'headless' | 'electron' } | undefined
  definitionTokens: () => number
  info: () => HostInfo
  vaultChanged: () => void
  vaultTimers: VaultTimers
  /** A row of the list of runs changed. */
  runChanged: (row: RunRow) => void
  /** A memory operation on behalf of the person in the window. */
  embedderStatus: () => Result<'memory.embedder'>
  callMemory: (layer: string, operation: string, args: Record<string, unknown>) => Promise<Json | undefined>
  /** Runs a recorded run again against its recording; returns the new id. */
  replay: (run: string, code: string | undefined) => string
  savings: (since: number) => Result<'savings.summary'>
  stopRequested: () => void
  /** Everything is to be deleted when the host has closed; it is asked to stop. */
  eraseRequested: () => void
  /** Writes into the database and takes it back. */
  writeProbe: () => void
  shellChecks?: ShellChecks
  updates?: UpdatesPort
}

/** The handlers of every method the page and the CLI can call. */
export function createHandlers(parts: HandlerParts): Handlers {
  const { catalog, executions, reader, upstream, policy, questions, privacy, sessions } = parts

  return {
    'host.info': () => Promise.resolve(parts.info()),
    'host.stop': () => {
      parts.stopRequested()
      return Promise.resolve({})
    },
    ...runHandlers({
      reader,
      writer: parts.writer,
      executions,
      replay: parts.replay,
      rowChanged: parts.runChanged,
    }),
    'exec.run': async ({ code, session, timeoutMs, dryRun, client }, signal) => {
      const result = await executions.start({
        code,
        client: client ?? 'cli',
        source: 'cli',
        limited: false,
        signal,
        ...(session === undefined ? {} : { session }),
        ...(timeoutMs === undefined ? {} : { timeoutMs }),
        ...(dryRun === undefined ? {} : { dryRun }),
      }).done
      return {
        status: result.status,
        value: result.value ?? null,
        text: result.text,
        logs: result.logs,
        calls: result.calls.map((call) => ({
          tool: call.tool,
          ok: call.ok ?? false,
          ms: call.ms,
          bytes: call.bytes,
          ...(call.line === undefined ? {} : { line: call.line }),
          ...(call.error === undefined ? {} : { error: call.error }),
        })),
        errors: result.errors,
        metrics: result.metrics,
        executionId: result.executionId,
        session: result.session,
      }
    },
    'code.check': async ({ code }) => {
      const { ok, problems, grants, ms } = await parts.checker.check(code)
      return { ok, problems, grants, ...foreseen(grants, parts), ms }
    },
    'blobs.read': ({ ref, offset, length }) => {
      const blob = reader.blob(ref, offset ?? 0, length ?? 262_144)
      if (!blob) throw new AthenaError('NOT_FOUND', 'This payload is no longer stored.')
      return Promise.resolve(blob)
    },
    'catalog.tree': () =>
      Promise.resolve({
        servers: catalog.servers().map((server) => serverRow(server, upstream, catalog)),
        version: catalog.version(),
      }),
    'catalog.types': () => Promise.resolve({ files: parts.checker.types(), version: catalog.version() }),
    ...toolHandlers(catalog, parts.database, parts.clock),
    ...serverHandlers(upstream, parts.openExternal, parts.paths.data),
    ...sessionHandlers(sessions, parts.workspace, privacy),
    ...vaultHandlers(privacy, parts.keys, parts.vaultChanged, parts.vaultTimers),
    ...clientHandlers({
      node: process.execPath,
      bridge: join(parts.paths.out, 'main', 'bridge.js'),
      data: parts.paths.data,
    }),
    ...skillHandlers(parts.skills, executions, reader),
    ...dataHandlers(parts.paths.data, parts.eraseRequested),
    ...memoryHandlers(
      parts.callMemory,
      createMemoryTables({
        node: parts.paths.node ?? process.execPath,
        script: join(parts.paths.out, 'main', 'memory-tables.js'),
        folder: parts.paths.data,
      }),
      privacy,
    ),
    'memory.embedder': () => Promise.resolve(parts.embedderStatus()),
    'savings.summary': ({ since }) => Promise.resolve(parts.savings(since)),
    'approvals.list': () => Promise.resolve({ approvals: [...policy.approvals(), ...questions.list()] }),
    'approvals.decide': ({ id, decision }) => {
      if (!questions.has(id)) policy.decideApproval(id, decision)
      else if (decision === 'deny') questions.decline(id)
      else {
        throw new AthenaError(
          'BAD_PARAMS',
          `${id} is a question of a server. Answer it: athena approvals answer ${id} FIELD=VALUE…, or decline it: athena approvals deny ${id}`,
        )
      }
      return Promise.resolve({})
    },
    'approvals.answer': ({ id, content }) => {
      questions.answer(id, content)
      return Promise.resolve({})
    },
    'policy.list': () => Promise.resolve({ rules: policy.rules() }),
    'policy.set': (rule) => {
      policy.set(rule)
      return Promise.resolve({})
    },
    'sandbox.status': async () => ({ status: await parts.sandbox.refresh() }),
    'settings.list': () => Promise.resolve({ settings: parts.settings.all() }),
    'settings.set': async ({ name, value }) => {
      if (!Object.hasOwn(settingSchemas, name))
        throw new AthenaError('BAD_PARAMS', `There is no setting "${name}".`)
      const known = name as SettingName
      const parsed = settingSchemas[known].safeParse(value)
      if (!parsed.success)
        throw new AthenaError(
          'BAD_PARAMS',
          `${name}: ${parsed.error.issues[0]?.message ?? 'the value does not fit'}.`,
        )
      const before = parts.settings.get(known)
      parts.settings.set(known, parsed.data)
      // Every server is started anew, without its network or with it again, before this is done.
      if (known === 'network.localOnly' && before !== parsed.data) await upstream.restartAll()
      return {}
    },
    'demo.run': () => parts.demo.run(),
    'demo.remove': async () => {
      await parts.demo.remove()
      return {}
    },
    ...updateHandlers(parts.updates, () => isLocalOnly(parts.settings)),
    'doctor.run': async () => ({
      checks: await runDoctor({
        version: parts.version,
        paths: parts.paths,
        keys: parts.keys,
        executions,
        forgetRun: (run, session) => {
          parts.writer.delete([run])
          parts.sessions.delete(session)
        },
        upstream,
        skills: parts.skills,
        clients: parts.clients,
        sandbox: () => parts.sandbox.refresh(),
        endpoint: parts.endpoint,
        writeProbe: parts.writeProbe,
        ...(parts.shellChecks === undefined ? {} : { shellChecks: parts.shellChecks }),
      }),
    }),
  }
}

/** What the rules say today about calls of these tools from the editor. */
function foreseen(
  grants: readonly string[],
  { catalog, upstream, policy }: Pick<HandlerParts, 'catalog' | 'upstream' | 'policy'>,
): { asks: string[]; blocked: string[] } {
  const servers = new Map(catalog.servers().map((server) => [server.name, server]))
  const configs = new Map(upstream.configs().map((config) => [config.name, config]))
  const said = grants.map((id) => {
    const server = servers.get(id.split('/')[0] ?? '')
    const tool = server?.tools.find((one) => one.id === id)
    if (server === undefined || tool === undefined) return undefined
    return policy.decide({
      client: 'editor',
      server: server.name,
      tool: tool.name,
      trust:
        server.kind !== 'upstream'
          ? 'own'
          : configs.get(server.name)?.trusted === true
            ? 'trusted'
            : 'untrusted',
      readOnly: tool.annotations?.readOnlyHint === true,
    }).action
  })
  return {
    asks: grants.filter((_, index) => said[index] === 'ask'),
    blocked: grants.filter((_, index) => said[index] === 'block'),
  }
}

/** Whether the user wants nothing to use the network. */
function isLocalOnly(settings: Settings): boolean {
  return settings.all().some(({ name, value }) => `${name}` === 'network.localOnly' && value === true)
}

function serverRow(server: CatalogServer, upstream: Upstream, catalog: Catalog): ServerRow {
  const status = server.kind === 'upstream' ? upstream.status(server.name)[0] : undefined
  const changed = new Set(
    server.kind === 'upstream' && status !== undefined
      ? upstream.changes(server.name).map((change) => change.tool)
      : [],
  )
  const config =
    server.kind === 'upstream' ? upstream.configs().find((found) => found.name === server.name) : undefined
  return {
    name: server.name,
    title: server.title,
    description: server.description,
    kind: server.kind,
    state: status?.state ?? 'running',
    detail: status?.detail ?? 'Built in.',
    trusted: config?.trusted ?? server.kind !== 'upstream',
    ...(status === undefined ? {} : { confined: status.confined, network: status.network }),
    ...(config?.command === undefined ? {} : { command: [config.command, ...(config.args ?? [])].join(' ') }),
    ...(config?.url === undefined ? {} : { url: config.url }),
    rejected: server.rejected,
    tools: server.tools.map((tool) => ({
      id: tool.id,
      name: tool.name,
      exportName: tool.exportName,
      file: tool.file,
      description: tool.description,
      enabled: tool.enabled,
      ...(tool.annotations?.readOnlyHint === undefined ? {} : { readOnly: tool.annotations.readOnlyHint }),
      ...(tool.annotations?.destructiveHint === undefined
        ? {}
        : { destructive: tool.annotations.destructiveHint }),
      ...(tool.annotations?.idempotentHint === undefined
        ? {}
        : { idempotent: tool.annotations.idempotentHint }),
      ...(tool.annotations?.openWorldHint === undefined ? {} : { openWorld: tool.annotations.openWorldHint }),
      ...(changed.has(tool.name) ? { changed: true } : {}),
      tokens: definitionTokens(tool.id, catalog),
    })),
  }
}
