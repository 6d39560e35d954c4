import { join } from 'node:path'
import { AthenaError } from '../contract/errors.ts'
import type { Json } from '../contract/json.ts'
import type { SandboxOptions } from '../contract/sandbox.ts'
import { createCoalescer } from './coalesce.ts'
import { createCatalog, keepChoices, keepLearned } from './catalog/index.ts'
import { createConnectedClients } from './clients/index.ts'
import { createDemo, demoServer } from './demo/index.ts'
import { createChecker, renderProblems } from './execution/check/index.ts'
import {
  createExecutions,
  createReview,
  createSandboxClient,
  defaultLimits,
  readRecording,
} from './execution/index.ts'
import type { Approval, ToolProvider } from './gateway/api.ts'
import { createGateway, createPolicy, createQuestions } from './gateway/index.ts'
import { createHandlers, createVaultTimers, eraseData } from './handlers/index.ts'
import type { HostInfo } from './handlers/index.ts'
import type { Host } from './host-api.ts'
import { createMcpHost } from './mcp-host.ts'
import { createMcpServer } from './mcp-server/index.ts'
import { createMemory, usualTimes } from './memory/index.ts'
import type { Ports } from './ports.ts'
import { createRest } from './rest.ts'
import { createPrivacy } from './privacy/index.ts'
import { grossDefinitionTokens, tokenMethod } from './savings/index.ts'
import { keepRetention } from './retention.ts'
import { createSessions, createWorkspace } from './session/index.ts'
import { createSettings } from './settings/index.ts'
import { createSkills } from './skills/index.ts'
import {
  athenaMigrations,
  createRunReader,
  createRunWriter,
  cutAtValues,
  eraseFromRuns,
  openDatabase,
} from './store/index.ts'
import { createTopics } from './topics.ts'
import { createUpstream } from './upstream/index.ts'
import { version } from './version.ts'

const dayMs = 24 * 60 * 60 * 1_000
/** Milliseconds without a run or a client's call after which the host puts away what it can do without. */
const restAfterMs = 120_000
/** Milliseconds in which changes of runs are told to pages together. */
const rowTellMs = 50
/** Runs at once; also the most runners the supervisor keeps. */
const concurrency = 10

/**
 * Puts the product together over the ports a shell gives: databases, catalogue, sandbox, gateway, privacy, memory, MCP server. Runs that a
 * killed host left unfinished are marked `crashed` first.
 *
 * @throws NEWER_DATABASE, CORRUPT_DATABASE, STORAGE before anything is started.
 */
export async function createHost(ports: Ports): Promise<Host> {
  const { clock, ids, keys, log, paths } = ports
  const inData = (name: string): string => join(paths.data, name)
  const database = openDatabase(inData('athena.db'), athenaMigrations)
  const writer = createRunWriter(database)
  const reader = createRunReader(database, writer.flush)
  writer.closeUnfinished(clock.now())

  const settings = createSettings(database)
  const privacy = await createPrivacy({ databasePath: inData('vault.db'), keys, clock, log })
  const sandboxOptions = (): SandboxOptions => ({
    poolSize: settings.get('sandbox.poolSize'),
    poolMax: settings.get('sandbox.poolMax'),
    // Strict privacy wants the strict profile too.
    strict: settings.get('sandbox.strict') || privacy.mode() === 'strict',
    memoryMb: defaultLimits.memoryMb,
    accept: settings.get('sandbox.acceptedLevel'),
  })
  const sandbox = createSandboxClient(ports.launcher, sandboxOptions(), log)
  settings.onChange((name) => {
    if (name.startsWith('sandbox.')) sandbox.configure(sandboxOptions())
    if (name === 'network.localOnly') topics.publish('host', info())
  })
  let wasStrict = sandboxOptions().strict
  const topics = createTopics(reader)
  const vaultTimers = createVaultTimers(
    () => {
      lockVault()
      topics.publish('vault', {})
    },
    ports.clipboard,
    log,
  )
  const catalog = createCatalog()
  const saveLearned = keepLearned(catalog, database)
  keepChoices(catalog, database)
  // Values are shown only after the person unlocks. In strict mode a locked vault also stops runs, so there it is left to the person.
  const lockVault = (): void => {
    if (privacy.mode() !== 'strict') privacy.lock()
  }
  lockVault()
  const retentionMs = (): number => settings.get('runs.retentionDays') * dayMs
  const endRetention = keepRetention({
    clock,
    maxAgeMs: retentionMs,
    purge(before) {
      writer.deleteBefore(before)
      // Values of sessions are kept as long as the runs that name their tokens.
      void privacy
        .retain(retentionMs())
        .catch((error: unknown) =>
          log.warn('old vault values were not forgotten', { message: String(error) }),
        )
    },
  })
  // What a session keeps is encrypted once code got plain values in it.
  const protector = {
    isNeeded: (session: string) => privacy.holdsPlain(session),
    inherit: (from: string, to: string) => privacy.shareSession(from, to),
    seal: (session: string, data: Uint8Array) => privacy.seal(session, data),
    open: (session: string, data: Uint8Array) => privacy.open(session, data),
  }
  const memory = createMemory({
    databasePath: inData('memory.db'),
    clock,
    ids,
    log,
    watch: usualTimes,
    // Runs hold personal values as tokens, so a text is looked for with tokens in their places.
    async eraseElsewhere(texts) {
      const erasable = await Promise.all(
        texts.map(async (text) => cutAtValues(text, (await privacy.scan(text)).spans)),
      )
      writer.flush()
      return eraseFromRuns(database, inData('athena.db'), erasable)
    },
  })
  memory.setEmbedder(settings.get('memory.embedder'))
  settings.onChange((name) => {
    if (name === 'memory.embedder') memory.setEmbedder(settings.get('memory.embedder'))
  })
  for (const server of memory.servers()) catalog.setServer(server)
  const memoryServers = new Set(memory.servers().map((server) => server.name))

  const upstream = createUpstream({
    databasePath: inData('servers.db'),
    keys,
    clock,
    log,
    version,
    elicits: true,
    localOnly: () => settings.get('network.localOnly'),
    confiner: { node: paths.node ?? process.execPath, script: join(paths.out, 'sandbox', 'confine.js') },
  })
  upstream.onChange((name, definition) => {
    if (definition) catalog.setServer(definition)
    else catalog.removeServer(name)
  })

  const policy = createPolicy({ databasePath: inData('policy.db'), clock, ids })
  if (!settings.get('policy.seeded')) {
    // Memory is allowed as a whole, but these two read files of this computer on an agent's word.
    for (const [server, tool] of [
      ['rag', 'ingest'],
      ['meta', 'import'],
    ] as const) {
      policy.set({ client: '*', server, tool, action: 'ask' })
    }
    settings.set('policy.seeded', true)
  }
  const questions = createQuestions({ clock, ids })
  const waiting = (): Approval[] => [...policy.approvals(), ...questions.list()]
  const gateway = createGateway({
    catalog,
    privacy,
    policy,
    questions,
    providers: providerOf,
    clock,
    ids,
    log,
  })
  const skills = createSkills({ database, catalog, clock, checker: () => checker })
  const checker = createChecker({ catalog, skills })
  const sessions = createSessions(database, clock, ids, protector)
  const workspace = createWorkspace(database, [catalog, skills], clock, protector)
  const executions = createExecutions({
    clock,
    ids,
    log,
    writer,
    reader,
    sessions,
    workspace,
    skills,
    settings,
    catalog,
    checker,
    renderProblems,
    gateway,
    privacy,
    sandbox,
    review: createReview(privacy, policy),
    binary: (handle) => upstream.binary(handle),
    concurrency,
  })
  const demo = createDemo({
    executions,
    upstream,
    privacy,
    reader,
    sessions,
    command: { command: paths.node ?? process.execPath, args: [join(paths.out, 'main', 'demo-server.js')] },
  })
  const rest = createRest({
    afterMs: restAfterMs,
    isBusy: () => executions.active().length > 0,
    parts: [
      { sleep: () => checker.rest(), wake: () => void checker.warmUp().catch(() => undefined) },
      { sleep: () => privacy.rest(), wake: () => privacy.wake() },
    ],
    log,
  })
  const clients = createConnectedClients(() => {
    rest.active()
    topics.publish('host', info())
  })
  const mcp = createMcpServer(
    createMcpHost({
      executions,
      catalog,
      skills,
      workspace,
      sessions,
      privacy,
      memory,
      reader,
      approvals: waiting,
      onClient: clients.update,
    }),
    { version, log },
  )

  let endpoint: Parameters<Host['setEndpoint']>[0] | undefined
  let stopRequested = (): void => {}
  let erase = false

  function providerOf(server: string): ToolProvider | undefined {
    if (!memoryServers.has(server)) {
      const provider = upstream.provider(server)
      // The bundled sample server is ours: its drafts go nowhere, so nobody is asked.
      return provider && server === demoServer ? { ...provider, trust: 'own' } : provider
    }
    return {
      trust: 'own',
      callTool: (tool, args, context) =>
        memory.call(server, tool, args, { caller: context.caller, now: clock.now(), signal: context.signal }),
    }
  }

  function info(): HostInfo {
    const status = sandbox.status()
    const runners = status?.runners ?? []
    const midnight = new Date(clock.now()).setHours(0, 0, 0, 0)
    return {
      version,
      dataFolder: paths.data,
      mcpUrl: endpoint?.mcpUrl ?? '',
      shell: endpoint?.shell ?? 'headless',
      level: status?.level ?? 'none',
      ...(status?.reason ? { levelReason: status.reason } : {}),
      keyProtection: keys.describe().sentence,
      clients: clients.list(),
      running: executions.active().length,
      warm: status?.warm ?? 0,
      cpu: 0,
      rssBytes: runners.reduce((sum, runner) => sum + runner.rssBytes, 0),
      tokensSavedToday: reader.savings(midnight).savedTokens,
      empty: reader.isEmpty(),
      localOnly: settings.get('network.localOnly'),
    }
  }

  executions.onEvent((run, seq, event) => topics.publishRunEvent(run, seq, event))
  const rows = createCoalescer(rowTellMs, (runs) => {
    for (const run of runs) {
      const detail = reader.get(run)
      if (detail) topics.publish('runs', detail.row)
    }
    topics.publish('host', info())
  })
  executions.onRow((run) => {
    rest.active()
    rows.changed(run)
  })
  catalog.onChange(() => topics.publish('catalog', { version: catalog.version() }))
  policy.onChange(() => topics.publish('approvals', waiting()))
  questions.onChange(() => topics.publish('approvals', waiting()))
  sandbox.onSamples((status) => topics.publish('sandbox', status))

  // Servers start in the background: the page and the MCP endpoint are there at once.
  void upstream
    .start()
    .catch((error: unknown) => log.error('upstream servers did not start', { message: String(error) }))
  void checker
    .warmUp()
    .catch((error: unknown) => log.warn('type checker did not warm up', { message: String(error) }))

  return {
    handlers: createHandlers({
      version,
      paths,
      keys,
      openExternal: ports.openExternal,
      database,
      clock,
      catalog,
      checker,
      executions,
      sandbox,
      upstream,
      policy,
      questions,
      privacy,
      sessions,
      workspace,
      skills,
      settings,
      reader,
      writer,
      clients,
      demo,
      endpoint: () => endpoint,
      definitionTokens: () => mcp.definitionTokens(),
      info,
      vaultChanged: () => {
        topics.publish('vault', {})
        const strict = sandboxOptions().strict
        if (strict !== wasStrict) sandbox.configure(sandboxOptions())
        wasStrict = strict
      },
      vaultTimers,
      runChanged: (row) => topics.publish('runs', row),
      embedderStatus: () => memory.embedderStatus(),
      callMemory: async (layer, operation, args) => {
        const caller = { execution: '', session: 'window', client: 'window' }
        const source = { session: caller.session, server: layer, tool: operation }
        // The window is a client like any other: what it writes is stored as tokens, what it reads are tokens.
        const { value } = await privacy.resolve(args as Json, source)
        const result = await memory.call(layer, operation, value, {
          caller,
          now: clock.now(),
          signal: AbortSignal.timeout(30_000),
        })
        return (await privacy.tokenise(result, source)).value
      },
      replay(run, code) {
        const detail = reader.get(run)
        if (!detail)
          throw new AthenaError('UNKNOWN_EXECUTION', `There is no run "${run}". It may have been deleted.`)
        const known = sessions.list(10_000).some((session) => session.id === detail.row.session)
        return executions.start({
          code: code ?? reader.blob(detail.codeRef)?.text ?? '',
          client: 'editor',
          source: 'replay',
          limited: false,
          recording: readRecording(reader, run),
          ...(known ? { session: detail.row.session } : {}),
        }).id
      },
      savings: (since) => ({
        ...reader.savings(since),
        definitionTokens: mcp.definitionTokens(),
        grossDefinitionTokens: grossDefinitionTokens(catalog),
        method: tokenMethod,
      }),
      stopRequested: () => stopRequested(),
      eraseRequested: () => {
        erase = true
        stopRequested()
      },
      writeProbe: () => void database.exec('BEGIN IMMEDIATE; CREATE TABLE doctor_probe (a); ROLLBACK'),
      ...(ports.updates === undefined ? {} : { updates: ports.updates }),
      ...(ports.shellChecks === undefined ? {} : { shellChecks: ports.shellChecks }),
    }),
    topics,
    mcp,
    setEndpoint(value) {
      endpoint = value
    },
    onStopRequested(listener) {
      stopRequested = listener
    },
    async close() {
      rest.close()
      await executions.close()
      await Promise.allSettled([
        mcp.close(),
        upstream.close(),
        sandbox.close(),
        checker.close(),
        vaultTimers.close(),
        privacy.close(),
      ])
      saveLearned()
      memory.close()
      policy.close()
      endRetention()
      rows.close()
      writer.flush()
      database.close()
      if (erase) eraseData(paths.data)
    },
  }
}
