import { z } from 'zod'

/**
 * Every call the page can make, one line each: parameters are parsed at run time on both links, results are typed and
 * checked in tests. A handler that is missing is a compile error (see rpc/dispatcher.ts).
 */
const id = z.string().max(64)
const json = z.unknown()
export const problem = z.object({
  severity: z.enum(['error', 'note']),
  code: z.string(),
  rule: z.string(),
  message: z.string(),
  line: z.number(),
  column: z.number(),
  endColumn: z.number().optional(),
  suggestion: z.string().optional(),
})
export const runRow = z.object({
  id: z.string(),
  session: z.string(),
  client: z.string(),
  source: z.string(),
  status: z.string(),
  title: z.string(),
  startedAt: z.number(),
  durationMs: z.number(),
  calls: z.number(),
  failedCalls: z.number(),
  tools: z.array(z.string()),
  tokens: z.number().describe('Vault tokens minted'),
  bytesStayed: z.number(),
  bytesToModel: z.number(),
  tokensToModel: z.number(),
  tokensSaved: z.number(),
  pinned: z.boolean(),
  note: z.string(),
})
export type RunRow = z.infer<typeof runRow>
/** Columns the list of runs can be sorted by. */
export const runSortColumns = ['when', 'duration', 'calls', 'pii', 'stayed', 'model', 'saved'] as const
const facet = z.object({ value: z.string(), count: z.number() })
export const toolRow = z.object({
  id: z.string(),
  name: z.string(),
  exportName: z.string(),
  file: z.string(),
  description: z.string(),
  enabled: z.boolean(),
  readOnly: z.boolean().optional(),
  destructive: z.boolean().optional(),
  idempotent: z.boolean().optional(),
  openWorld: z.boolean().optional(),
  changed: z.boolean().optional().describe('Its definition is not the one the user accepted'),
  tokens: z.number().describe('Model tokens of the definition'),
})
export const serverRow = z.object({
  name: z.string(),
  title: z.string(),
  description: z.string(),
  kind: z.enum(['memory', 'athena', 'upstream']),
  state: z.string(),
  detail: z.string(),
  trusted: z.boolean(),
  confined: z.boolean().optional().describe('Its process may use chosen folders only'),
  network: z.boolean().optional().describe('False when local-only mode took its network away'),
  command: z.string().optional(),
  url: z.string().optional(),
  rejected: z.array(z.object({ name: z.string(), reason: z.string() })),
  tools: z.array(toolRow),
})
export type ServerRow = z.infer<typeof serverRow>
export const formField = z.object({
  name: z.string(),
  title: z.string(),
  description: z.string().optional(),
  type: z.enum(['text', 'number', 'integer', 'boolean', 'choice', 'choices']),
  required: z.boolean(),
  options: z.array(z.object({ value: z.string(), label: z.string() })).optional(),
  default: z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]).optional(),
  format: z.string().optional(),
})
export const approval = z.object({
  id: z.string(),
  execution: z.string(),
  session: z.string(),
  client: z.string(),
  tool: z.string(),
  args: json,
  line: z.number().optional(),
  sentence: z.string(),
  batch: z
    .array(z.object({ tool: z.string(), args: json }))
    .optional()
    .describe('All the writes of the run that the answer covers'),
  flows: z
    .array(
      z.object({
        token: z.string(),
        kind: z.string(),
        origins: z.array(z.object({ server: z.string(), tool: z.string() })),
        sinkServer: z.string(),
        sinkTool: z.string(),
        field: z.string(),
      }),
    )
    .optional()
    .describe(
      'Values that would go to another server than they came from; "always" makes a flow rule of each',
    ),
  review: z
    .object({ text: z.string(), reason: z.string() })
    .optional()
    .describe('The answer of a run that waits to be released to the model, exactly as it would be sent'),
  question: z
    .object({ server: z.string(), fields: z.array(formField) })
    .optional()
    .describe('A form that the server wants filled in, instead of leave for a call'),
  createdAt: z.number(),
  expiresAt: z.number(),
})
export const span = z.object({
  start: z.number(),
  end: z.number(),
  kind: z.string(),
  reason: z.string(),
  confidence: z.number(),
})
/** Whether values of a kind may go from a source to a sink; `*` matches all. */
export const flowRule = z.object({
  kind: z.string().max(64),
  sourceServer: z.string().max(64),
  sourceTool: z.string().max(200),
  sinkServer: z.string().max(64),
  sinkTool: z.string().max(200),
  field: z.string().max(500),
  action: z.enum(['allow', 'ask', 'block']),
})
/** A kind of the user's own. */
export const customKind = z.object({
  name: z.string().max(40),
  pattern: z.string().max(1000).optional(),
  words: z.array(z.string().min(2).max(200)).max(2000).optional(),
  ignoreCase: z.boolean().optional(),
  near: z.array(z.string().max(100)).max(100).optional(),
})
const nothing = z.object({})
/** Where an update of the installed app stands. */
const updateStatus = z.discriminatedUnion('state', [
  z.object({ state: z.literal('off'), reason: z.string() }),
  z.object({ state: z.literal('current') }),
  z.object({ state: z.literal('checking') }),
  z.object({ state: z.literal('downloading'), version: z.string(), percent: z.number() }),
  z.object({ state: z.literal('downloaded'), version: z.string() }),
  z.object({ state: z.literal('failed'), reason: z.string() }),
])
/** A passphrase as it was typed. */
const passphrase = z.string().min(1).max(1024)
const serverState = z.object({ state: z.string(), detail: z.string(), tools: z.number() })

export const methods = {
  'host.info': {
    params: nothing,
    result: z.object({
      version: z.string(),
      dataFolder: z.string(),
      mcpUrl: z.string(),
      shell: z.enum(['headless', 'electron']),
      level: z.string(),
      levelReason: z.string().optional(),
      keyProtection: z.string(),
      clients: z.array(
        z.object({
          id: z.string(),
          name: z.string(),
          version: z.string(),
          transport: z.string(),
          protocol: z.string(),
        }),
      ),
      running: z.number(),
      warm: z.number(),
      cpu: z.number(),
      rssBytes: z.number(),
      tokensSavedToday: z.number(),
      empty: z.boolean().describe('Nothing has run yet'),
      localOnly: z.boolean().describe('Nothing uses the network'),
    }),
  },
  'runs.page': {
    params: z.object({
      before: z.string().optional(),
      limit: z.number().int().min(1).max(500),
      filter: z.string().max(500).optional(),
      /** Newest first when absent. */
      sort: z.object({ by: z.enum(runSortColumns), descending: z.boolean() }).optional(),
    }),
    result: z.object({ rows: z.array(runRow), next: z.string().optional(), total: z.number() }),
  },
  /** How many runs that fit a filter have which value, most first; `server` counts a run once for each server it called. */
  'runs.facets': {
    params: z.object({ filter: z.string().max(500).optional() }),
    result: z.object({
      status: z.array(facet),
      client: z.array(facet),
      source: z.array(facet),
      server: z.array(facet),
      pii: z.array(facet).describe('`yes` and `no`'),
    }),
  },
  /** What a person says of a run: its title, a note, whether it is pinned. */
  'runs.mark': {
    params: z.object({
      id,
      title: z.string().min(1).max(200).optional(),
      note: z.string().max(4000).optional(),
      pinned: z.boolean().optional(),
    }),
    result: runRow,
  },
  /** Deletes ended runs with their events and payloads; a run that a skill was made from stays. */
  'runs.delete': {
    params: z.object({ ids: z.array(id).min(1).max(500) }),
    result: z.object({ deleted: z.array(z.string()) }),
  },
  /**
   * A run as lines of JSON, in pages: first what it is, then every payload before the first event that names it. Values are
   * vault tokens, as recorded.
   */
  'runs.export': {
    params: z.object({ id, after: z.number().int().optional() }),
    result: z.object({ lines: z.string(), next: z.number().optional() }),
  },
  'runs.get': {
    params: z.object({ id }),
    result: z.object({
      run: runRow,
      code: z.string(),
      answer: z.string().optional().describe('Exactly what the model got'),
      error: z
        .object({
          code: z.string(),
          message: z.string(),
          line: z.number().optional(),
          column: z.number().optional(),
        })
        .optional(),
    }),
  },
  'runs.events': {
    params: z.object({
      id,
      after: z.number().int().optional(),
      limit: z.number().int().max(5000).optional(),
    }),
    result: z.object({ events: z.array(z.object({ seq: z.number(), event: json })), more: z.boolean() }),
  },
  'runs.start': {
    params: z.object({ code: z.string(), session: id.optional(), timeoutMs: z.number().optional() }),
    result: z.object({ id: z.string() }),
  },
  'runs.stop': { params: z.object({ id }), result: nothing },
  /** Runs code and waits for its end; what `athena exec --json` prints. */
  'exec.run': {
    params: z.object({
      code: z.string(),
      session: id.optional(),
      timeoutMs: z.number().optional(),
      dryRun: z.boolean().optional(),
      client: z.string().max(100).optional(),
    }),
    result: z.object({
      status: z.string(),
      value: json,
      text: z.string().describe('Exactly what the model of a client would get'),
      logs: z.array(z.object({ level: z.string(), text: z.string(), line: z.number().optional() })),
      calls: z.array(
        z.object({
          tool: z.string(),
          ok: z.boolean(),
          ms: z.number(),
          bytes: z.number(),
          line: z.number().optional(),
          error: z.string().optional(),
        }),
      ),
      errors: z.array(problem),
      metrics: z.record(z.string(), z.number()),
      executionId: z.string(),
      session: z.string(),
    }),
  },
  'host.stop': { params: nothing, result: nothing },
  'code.check': {
    params: z.object({ code: z.string().max(200_000) }),
    result: z.object({
      ok: z.boolean(),
      problems: z.array(problem),
      grants: z.array(z.string()),
      asks: z
        .array(z.string())
        .describe('Of these tools, the ones whose calls ask first when run from the editor'),
      blocked: z.array(z.string()).describe('The ones whose calls are blocked'),
      ms: z.number(),
    }),
  },
  'blobs.read': {
    params: z.object({
      ref: z.string().max(80),
      offset: z.number().int().optional(),
      length: z.number().int().max(262_144).optional(),
    }),
    result: z.object({ text: z.string(), size: z.number() }),
  },
  'catalog.tree': { params: nothing, result: z.object({ servers: z.array(serverRow), version: z.number() }) },
  'catalog.tool': {
    params: z.object({ tool: z.string().max(300) }),
    result: z.object({
      file: z.string(),
      text: z.string(),
      declaration: z.string(),
      inputSchema: json,
      outputSchema: json,
      degraded: z.array(z.string()),
      own: z
        .object({ exportName: z.string(), description: z.string() })
        .describe('What the server itself calls it and says of it'),
    }),
  },
  /** What a tool did in the last 30 days; durations in milliseconds. */
  'catalog.usage': {
    params: z.object({ tool: z.string().max(300) }),
    result: z.object({
      calls: z.number(),
      failed: z.number(),
      p50: z.number().optional(),
      p95: z.number().optional(),
      lastUsed: z.number().optional(),
      days: z.array(z.number()),
      recent: z.array(
        z.object({
          run: z.string(),
          title: z.string(),
          ok: z.boolean(),
          ms: z.number(),
          at: z.number(),
          error: z.string().optional(),
        }),
      ),
      truncated: z.boolean(),
    }),
  },
  /** The user's own name and description of a tool; what is left out is the server's. */
  'catalog.override': {
    params: z.object({
      tool: z.string().max(300),
      exportName: z.string().max(64).optional(),
      description: z.string().max(4_000).optional(),
    }),
    result: nothing,
  },
  'catalog.search': {
    params: z.object({ query: z.string().max(500), limit: z.number().int().max(100) }),
    result: z.object({
      hits: z.array(z.object({ tool: z.string(), score: z.number(), description: z.string().optional() })),
      of: z.number(),
    }),
  },
  'catalog.types': {
    params: nothing,
    result: z.object({
      files: z.array(z.object({ path: z.string(), text: z.string() })),
      version: z.number(),
    }),
  },
  'catalog.setEnabled': {
    params: z.object({ tool: z.string().max(300), enabled: z.boolean() }),
    result: nothing,
  },
  'catalog.setServerEnabled': {
    params: z.object({ server: z.string().max(64), enabled: z.boolean() }),
    result: nothing,
  },
  'servers.add': {
    params: z.object({
      name: z.string().max(64),
      command: z.string().max(1000).optional(),
      args: z.array(z.string().max(4000)).max(100).optional(),
      env: z.record(z.string(), z.string()).optional(),
      cwd: z.string().max(4000).optional(),
      url: z.string().max(2000).optional(),
      headers: z.record(z.string(), z.string()).optional(),
      trusted: z.boolean().optional(),
      confine: z
        .object({
          read: z.array(z.string().max(4000)).max(100),
          write: z.array(z.string().max(4000)).max(100),
          network: z.boolean(),
        })
        .optional(),
    }),
    result: serverState,
  },
  'servers.remove': { params: z.object({ name: z.string().max(64) }), result: nothing },
  'servers.restart': { params: z.object({ name: z.string().max(64) }), result: serverState },
  'servers.update': {
    params: z.object({
      name: z.string().max(64),
      trusted: z.boolean().optional(),
      enabled: z.boolean().optional(),
    }),
    result: serverState,
  },
  /** Servers that the user's other clients start themselves; values of their variables and headers stay in the host. */
  'servers.found': {
    params: nothing,
    result: z.object({
      servers: z.array(
        z.object({
          client: z.string(),
          clientName: z.string(),
          file: z.string(),
          originalName: z.string(),
          name: z.string(),
          command: z.string().optional(),
          args: z.array(z.string()).optional(),
          url: z.string().optional(),
          secrets: z.array(z.string()).describe('Names of its variables and headers'),
          problem: z.string().optional(),
          isThere: z.boolean().describe('Athena has a server of this name'),
          removal: z
            .string()
            .describe('What moving it changes in the file of the client, as a diff; values masked'),
        }),
      ),
      moved: z
        .array(z.object({ client: z.string(), file: z.string(), originalName: z.string(), at: z.number() }))
        .describe('Moved to Athena and not put back'),
    }),
  },
  /**
   * Takes over one of them. The client's own entry stays as it is, unless `move` says that it goes, which happens only once the server is
   * there for Athena.
   */
  'servers.import': {
    params: z.object({
      client: z.string().max(64),
      originalName: z.string().max(500),
      name: z.string().max(64).optional(),
      trusted: z.boolean().optional(),
      move: z.boolean().optional(),
    }),
    result: serverState.extend({
      moved: z.object({ file: z.string(), backup: z.string() }).optional(),
    }),
  },
  /** Gives a moved server back to its client; Athena keeps its own. */
  'servers.putBack': {
    params: z.object({ client: z.string().max(64), originalName: z.string().max(500) }),
    result: z.object({ file: z.string() }),
  },
  /** Opens the sign-in page in the user's browser and waits for the answer, five minutes at most. */
  'servers.signIn': { params: z.object({ name: z.string().max(64) }), result: serverState },
  'servers.log': {
    params: z.object({ name: z.string().max(64) }),
    result: z.object({ lines: z.array(z.string()) }),
  },
  /** Tools whose definition changed since the user accepted them; each is asked about until then. */
  'servers.changes': {
    params: z.object({ name: z.string().max(64) }),
    result: z.object({ changes: z.array(z.object({ tool: z.string(), before: json, after: json })) }),
  },
  'servers.accept': {
    params: z.object({ name: z.string().max(64), tool: z.string().max(300).optional() }),
    result: nothing,
  },
  'sessions.list': {
    params: nothing,
    result: z.object({
      sessions: z.array(
        z.object({
          id: z.string(),
          title: z.string(),
          client: z.string(),
          runs: z.number(),
          lastUsed: z.number(),
          stateBytes: z.number(),
        }),
      ),
    }),
  },
  'privacy.scan': {
    params: z.object({ text: z.string().max(100_000), mode: z.enum(['standard', 'strict']).optional() }),
    result: z.object({ spans: z.array(span), tokenised: z.string(), notScanned: z.array(z.string()) }),
  },
  'vault.page': {
    params: z.object({
      session: id.optional(),
      kind: z.string().max(64).optional(),
      before: z.string().optional(),
      limit: z.number().int().max(500),
    }),
    result: z.object({
      entries: z.array(
        z.object({
          token: z.string(),
          kind: z.string(),
          masked: z.string(),
          session: z.string().nullable(),
          firstSeen: z.number(),
          source: z.string(),
          uses: z.number(),
          lastUsed: z.number(),
          persistent: z.boolean().describe('Kept when its session goes'),
        }),
      ),
    }),
  },
  /** How many values there are, whether or not they are shown. */
  'vault.counts': {
    params: nothing,
    result: z.object({
      total: z.number(),
      kinds: z.array(facet),
      persistent: z.number(),
      given: z.number().describe('Values a tool got at least once'),
    }),
  },
  'vault.status': {
    params: nothing,
    result: z.object({
      locked: z.boolean(),
      protection: z.string(),
      passphrase: z
        .enum(['set', 'unset', 'impossible'])
        .describe('Whether a passphrase protects the keys at rest'),
      mode: z.enum(['standard', 'strict', 'off']),
      entries: z.number(),
      off: z.array(z.string()).describe('Servers whose results are not tokenised'),
      raw: z.array(z.string()).describe('Servers whose results are tokenised only on the way out'),
      modes: z
        .array(z.object({ server: z.string(), mode: z.enum(['standard', 'strict', 'off']) }))
        .describe('Servers with a mode of their own'),
      review: z
        .object({ servers: z.array(z.string()), clients: z.array(z.string()) })
        .describe('Whose answers wait for the release of the person'),
    }),
  },
  'vault.lock': { params: nothing, result: nothing },
  /** Until it is locked, or nothing was shown for five minutes; with a passphrase set, only for who knows it. */
  'vault.unlock': { params: z.object({ passphrase: passphrase.optional() }), result: nothing },
  /** Protects the keys by a passphrase from now on; `next` null takes the protection away. */
  'vault.passphrase': {
    params: z.object({ current: passphrase.optional(), next: passphrase.nullable() }),
    result: z.object({ protection: z.string() }),
  },
  /** One real value, hidden again by the page after `hideAfterMs`. Audited. */
  'vault.reveal': {
    params: z.object({ token: z.string().max(64) }),
    result: z.object({ value: z.string(), hideAfterMs: z.number() }),
  },
  /**
   * Puts a value on the clipboard of this computer without showing it to the page; the host clears it after `clearAfterMs` when it is still there,
   * locked or not. Audited.
   */
  'vault.copy': {
    params: z.object({ token: z.string().max(64) }),
    result: z.object({ clearAfterMs: z.number() }),
  },
  /** Keeps a value when its session is deleted; every session may then use it. */
  'vault.keep': { params: z.object({ token: z.string().max(64) }), result: nothing },
  'vault.forget': {
    params: z.object({ token: z.string().max(64).optional(), session: id.optional() }),
    result: z.object({ forgotten: z.number() }),
  },
  'vault.audit': {
    params: z.object({
      token: z.string().max(64).optional(),
      session: id.optional(),
      before: z.number().optional(),
      limit: z.number().int().min(1).max(500),
    }),
    result: z.object({
      entries: z.array(
        z.object({
          id: z.number(),
          at: z.number(),
          action: z.string(),
          token: z.string(),
          session: z.string().nullable(),
          server: z.string().nullable(),
          tool: z.string().nullable(),
          execution: z.string().nullable(),
          call: z.string().nullable(),
          path: z.string().nullable(),
          detail: z.string().nullable(),
        }),
      ),
    }),
  },
  'flow.rules': {
    params: nothing,
    result: z.object({ rules: z.array(flowRule.extend({ id: z.number(), created: z.number() })) }),
  },
  'flow.add': { params: flowRule, result: z.object({ id: z.number() }) },
  /** What a rule would mean before it is added: values it is about, and ways of late that it would change. */
  'flow.preview': {
    params: flowRule,
    result: z.object({
      values: z.number(),
      sample: z.array(z.object({ token: z.string(), source: z.string() })),
      ways: z.number(),
      changes: z.array(
        z.object({
          token: z.string(),
          server: z.string(),
          tool: z.string(),
          field: z.string(),
          was: z.enum(['allow', 'ask', 'block']),
          becomes: z.enum(['allow', 'ask', 'block']),
        }),
      ),
      replaces: z.number().nullable(),
    }),
  },
  'flow.remove': { params: z.object({ id: z.number().int() }), result: nothing },
  'privacy.kinds': {
    params: nothing,
    result: z.object({
      kinds: z.array(
        z.object({
          name: z.string(),
          title: z.string(),
          group: z.string(),
          source: z.string(),
          off: z.boolean(),
          strictOnly: z.boolean(),
          custom: z.boolean(),
        }),
      ),
    }),
  },
  'privacy.setKind': { params: z.object({ kind: z.string().max(64), off: z.boolean() }), result: nothing },
  'privacy.setMode': {
    params: z.object({
      server: z.string().max(64).describe('`*` for all'),
      mode: z.enum(['standard', 'strict', 'off']),
    }),
    result: nothing,
  },
  'privacy.setRaw': { params: z.object({ server: z.string().max(64), on: z.boolean() }), result: nothing },
  /** Answers that hold something from this server, or go to this client, wait until the person releases them. */
  'privacy.setReview': {
    params: z.object({
      server: z.string().max(64).optional(),
      client: z.string().max(100).optional(),
      on: z.boolean(),
    }),
    result: nothing,
  },
  /** Kinds the user adds: a pattern, checked for catastrophic backtracking, or a list of words. */
  'privacy.customKinds': { params: nothing, result: z.object({ kinds: z.array(customKind) }) },
  'privacy.addKind': { params: customKind, result: nothing },
  'privacy.removeKind': { params: z.object({ name: z.string().max(64) }), result: nothing },
  /** The user's own values, masked; found exactly in every mode. */
  'privacy.own': {
    params: nothing,
    result: z.object({ values: z.array(z.object({ id: z.number(), kind: z.string(), masked: z.string() })) }),
  },
  'privacy.addOwn': {
    params: z.object({ value: z.string().min(2).max(500), kind: z.string().max(64).optional() }),
    result: z.object({ id: z.number() }),
  },
  'privacy.removeOwn': { params: z.object({ id: z.number().int() }), result: nothing },
  /** A text with its tokens turned back, for the person at this computer. Audited; the vault must be unlocked. */
  'privacy.restore': {
    params: z.object({ text: z.string().max(1_000_000), session: id.optional() }),
    result: z.object({ text: z.string(), unknown: z.array(z.string()) }),
  },
  /** A memory operation, called by the person in the window; tokens in place of values. */
  'memory.call': {
    params: z.object({
      operation: z.string().max(100).describe('Such as `episodic/recall`'),
      args: z.record(z.string(), json),
    }),
    result: z.object({ value: json }),
  },
  /** The memory's file, read-only: its tables, and one statement that reads (2 s at most). Values come as tokens. */
  'memory.tables': {
    params: nothing,
    result: z.object({
      tables: z.array(
        z.object({
          name: z.string(),
          rows: z.number(),
          columns: z.array(z.object({ name: z.string(), type: z.string() })),
          sql: z.string(),
        }),
      ),
    }),
  },
  'memory.query': {
    params: z.object({ sql: z.string().min(1).max(20_000), limit: z.number().int().min(1).max(1_000) }),
    result: z.object({
      columns: z.array(z.string()),
      rows: z.array(z.array(z.union([z.string(), z.number(), z.null()]))),
      truncated: z.boolean(),
      ms: z.number(),
      plan: z.array(z.string()),
    }),
  },
  'memory.backups': {
    params: nothing,
    result: z.object({
      backups: z.array(z.object({ name: z.string(), path: z.string(), bytes: z.number(), at: z.number() })),
    }),
  },
  /** What the memory's embedder does; the setting `memory.embedder` switches it. */
  'memory.embedder': {
    params: nothing,
    result: z.object({
      on: z.boolean(),
      model: z.string().optional(),
      vectors: z.number().describe('Memories that have a vector'),
      waiting: z.number().describe('Memories that will get one'),
      problem: z.string().optional(),
    }),
  },
  'sessions.rename': { params: z.object({ id, title: z.string().max(200) }), result: nothing },
  'sessions.fork': { params: z.object({ id }), result: z.object({ id: z.string() }) },
  'sessions.delete': { params: z.object({ id }), result: nothing },
  /** The stored text of its variables (see `encodeState` of the guest); empty without any. */
  'sessions.state': { params: z.object({ id }), result: z.object({ text: z.string() }) },
  'sessions.files': {
    params: z.object({ id }),
    result: z.object({
      files: z.array(z.object({ path: z.string(), size: z.number(), modifiedAt: z.number() })),
    }),
  },
  'sessions.file': {
    params: z.object({ id, path: z.string().max(500) }),
    result: z.object({ text: z.string(), size: z.number() }),
  },
  /**
   * A text file with its tokens turned back, for saving it on this computer; in parts, the next from `next`. Audited; the vault must be
   * unlocked.
   */
  'sessions.restoredFile': {
    params: z.object({ id, path: z.string().max(500), offset: z.number().int().min(0).optional() }),
    result: z.object({ text: z.string(), unknown: z.array(z.string()), next: z.number().nullable() }),
  },
  /** The same code against the recorded results; stops at the first call that the recording does not hold. */
  'runs.replay': {
    params: z.object({ id, code: z.string().max(200_000).optional() }),
    result: z.object({ id: z.string() }),
  },
  'skills.list': {
    params: nothing,
    result: z.object({
      skills: z.array(
        z.object({
          name: z.string(),
          description: z.string(),
          source: z.string(),
          inputs: z.array(
            z.object({
              name: z.string(),
              type: z.enum(['string', 'number']),
              default: z.union([z.string(), z.number()]),
            }),
          ),
          tools: z.array(z.string()),
          drift: z.array(z.object({ tool: z.string(), reason: z.enum(['missing', 'changed']) })),
          run: z.string().nullable(),
          createdAt: z.number(),
          uses: z.number(),
          failures: z.number(),
          lastUsed: z.number().nullable(),
        }),
      ),
    }),
  },
  /** Values of a script that can become inputs of a skill. */
  'skills.candidates': {
    params: z.object({ code: z.string().max(200_000) }),
    result: z.object({
      candidates: z.array(
        z.object({
          name: z.string(),
          type: z.string(),
          value: z.union([z.string(), z.number()]),
          line: z.number(),
        }),
      ),
    }),
  },
  /** Saves a script, or the script of a run, as a skill. Only a person does this. */
  'skills.save': {
    params: z.object({
      name: z.string().max(64),
      description: z.string().max(1_000),
      code: z.string().max(200_000).optional(),
      run: id.optional(),
      lift: z.array(z.string().max(100)).max(12).optional(),
    }),
    result: z.object({ source: z.string() }),
  },
  'skills.remove': { params: z.object({ name: z.string().max(64) }), result: nothing },
  /** Runs a skill with its default inputs against the recording it was made from. */
  'skills.test': {
    params: z.object({ name: z.string().max(64) }),
    result: z.object({ ok: z.boolean(), detail: z.string(), run: z.string().optional() }),
  },
  'savings.summary': {
    params: z.object({ since: z.number() }),
    result: z.object({
      runs: z.number(),
      stayedTokens: z.number(),
      modelTokens: z.number(),
      savedTokens: z.number(),
      unfavourable: z.number().describe('Runs that cost more than direct calls'),
      definitionTokens: z.number().describe('Of the five tools'),
      grossDefinitionTokens: z.number().describe('Of every tool in the tree'),
      method: z.string(),
    }),
  },
  'approvals.list': { params: nothing, result: z.object({ approvals: z.array(approval) }) },
  'approvals.decide': {
    params: z.object({ id, decision: z.enum(['deny', 'allow-once', 'allow-run', 'allow-always']) }),
    result: nothing,
  },
  /** Sends the form of a question; `deny` of approvals.decide declines it. */
  'approvals.answer': {
    params: z.object({
      id,
      content: z.record(
        z.string().max(200),
        z.union([z.string().max(20_000), z.number(), z.boolean(), z.array(z.string().max(500)).max(200)]),
      ),
    }),
    result: nothing,
  },
  'policy.list': {
    params: nothing,
    result: z.object({
      rules: z.array(
        z.object({
          id: z.string(),
          client: z.string(),
          server: z.string(),
          tool: z.string(),
          action: z.enum(['allow', 'ask', 'block']),
          createdAt: z.number(),
        }),
      ),
    }),
  },
  'policy.set': {
    params: z.object({
      client: z.string().max(100),
      server: z.string().max(64),
      tool: z.string().max(200),
      action: z.enum(['allow', 'ask', 'block', 'default']),
    }),
    result: nothing,
  },
  'sandbox.status': { params: nothing, result: z.object({ status: json }) },
  /** MCP clients on this computer, and what connecting them to Athena would change. */
  'clients.list': {
    params: nothing,
    result: z.object({
      clients: z.array(
        z.object({
          id: z.string(),
          name: z.string(),
          detected: z.boolean(),
          finish: z.string().describe('What is left to do by hand'),
          files: z.array(
            z.object({
              path: z.string(),
              variant: z.string().optional(),
              state: z.enum(['connected', 'outdated', 'absent', 'unreadable']),
              others: z.array(z.string()).describe('Servers the client reaches without Athena'),
              problem: z.string().optional(),
              change: z
                .array(z.string())
                .describe('Lines of the entry that is added; nothing else of the file'),
            }),
          ),
        }),
      ),
    }),
  },
  'clients.connect': {
    params: z.object({ id: z.string().max(64) }),
    result: z.object({
      written: z.array(z.object({ path: z.string(), backup: z.string() })),
      finish: z.string(),
    }),
  },
  'clients.disconnect': {
    params: z.object({ id: z.string().max(64) }),
    result: z.object({ changed: z.array(z.string()) }),
  },
  'settings.list': {
    params: nothing,
    result: z.object({
      settings: z.array(z.object({ name: z.string(), value: json, changed: z.boolean() })),
    }),
  },
  'settings.set': { params: z.object({ name: z.string().max(100), value: json }), result: nothing },
  'demo.run': {
    params: nothing,
    result: z.object({
      id: z.string(),
      code: z.string(),
      /** What direct tool calls would have sent to a model: real values of fictional people. */
      direct: z.array(
        z.object({
          tool: z.string(),
          args: z.string(),
          text: z.string(),
          bytes: z.number(),
          spans: z.array(span),
        }),
      ),
      directBytes: z.number(),
      directTokens: z.number(),
      directCounts: z.record(z.string(), z.number()),
      answer: z.string(),
      answerBytes: z.number(),
      answerTokens: z.number(),
      answerCounts: z.record(z.string(), z.number()),
      minted: z.number(),
      notScanned: z.array(z.string()),
    }),
  },
  'demo.remove': { params: nothing, result: nothing },
  /** Newest lines of Athena's own log, oldest first; times in epoch milliseconds. */
  'logs.page': {
    params: z.object({ limit: z.number().int().min(1).max(5_000) }),
    result: z.object({
      lines: z.array(z.object({ at: z.number(), level: z.string(), message: z.string(), data: z.string() })),
      folder: z.string(),
    }),
  },
  /** Stops the host and deletes everything it keeps: runs, memory, vault, keys, servers, rules, settings, logs. */
  'data.deleteAll': { params: z.object({ confirm: z.literal('delete everything') }), result: nothing },
  /** Updates of the installed app; `off` where there is no update server, which is no error. */
  'updates.status': { params: nothing, result: updateStatus },
  /** Asks the update server and downloads what is newer. Refused in local-only mode by the answer `off`. */
  'updates.check': { params: nothing, result: updateStatus },
  /** Installs a downloaded update and starts again, as soon as no run is in flight. */
  'updates.install': { params: nothing, result: z.object({ willInstall: z.boolean() }) },
  'doctor.run': {
    params: nothing,
    result: z.object({
      checks: z.array(
        z.object({
          id: z.string(),
          title: z.string(),
          state: z.enum(['ok', 'warning', 'failed', 'skipped']),
          detail: z.string(),
          fix: z.string().optional(),
        }),
      ),
    }),
  },
} as const satisfies Record<string, { params: z.ZodType; result: z.ZodType }>

export type Method = keyof typeof methods
export type Params<M extends Method> = z.input<(typeof methods)[M]['params']>
export type ParsedParams<M extends Method> = z.output<(typeof methods)[M]['params']>
export type Result<M extends Method> = z.output<(typeof methods)[M]['result']>

/**
 * Topics the page can subscribe to. `runs`: a changed RunRow. `run:<id>`: the event; the frame's `seq` is its number in the run. `catalog`: {version}. `approvals`: the
 * whole list. `host`: the result of host.info. `sandbox`: SandboxStatus, twice a second while watched. `vault`: {}.
 */
export const topics = ['runs', 'catalog', 'approvals', 'host', 'sandbox', 'vault'] as const
