/**
 * Athena's connection to other servers, driven by the official conformance suite: `node client.ts URL` with the scenario in
 * MCP_CONFORMANCE_SCENARIO. Everything measured is `createUpstream`; this file plays the user (who signs in, who answers questions).
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Json } from '../../src-main/contract/json.ts'
import type { ToolDefinition } from '../../src-main/core/catalog/api.ts'
import type { KeyStore } from '../../src-main/core/ports.ts'
import { createUpstream, type Authorizer } from '../../src-main/core/upstream/index.ts'

const url = process.argv[2] ?? ''
const scenario = process.env['MCP_CONFORMANCE_SCENARIO'] ?? ''
const context = JSON.parse(process.env['MCP_CONFORMANCE_CONTEXT'] ?? '{}') as {
  client_id?: string
  client_secret?: string
  toolCalls?: { name: string; arguments: Json }[]
}

/** The sign-in page of the suite answers at once with a redirect; a browser would follow it to us. */
const authorizer: Authorizer = {
  redirectUrl: 'http://127.0.0.1:3000/callback',
  async authorize(page) {
    const location = (await fetch(page, { redirect: 'manual' })).headers.get('location')
    if (location === null) throw new Error(`The sign-in page ${page.origin} sent nobody back.`)
    return new URL(location).searchParams
  },
}

/** These servers of the suite speak 2026-07-28 but do not answer `server/discover`; the answer is given here in their place. */
const withoutDiscovery = new Set([
  'http-standard-headers',
  'http-custom-headers',
  'http-invalid-tool-headers',
  'sep-2322-client-request-state',
])

async function network(input: string | URL, init?: RequestInit): Promise<Response> {
  if (
    withoutDiscovery.has(scenario) &&
    typeof init?.body === 'string' &&
    init.body.includes('"server/discover"')
  ) {
    const { id } = JSON.parse(init.body) as { id: number }
    return Response.json({
      jsonrpc: '2.0',
      id,
      result: {
        supportedVersions: ['2026-07-28'],
        capabilities: { tools: { listChanged: true }, resources: {}, prompts: {} },
        _meta: { 'io.modelcontextprotocol/serverInfo': { name: 'suite', version: '1' } },
      },
    })
  }
  return fetch(input, init)
}

/** An empty answer gets the defaults of the question. */
const answers: Record<string, boolean> =
  scenario === 'sep-2322-client-request-state' ? { confirmed: true } : {}

const folder = mkdtempSync(join(tmpdir(), 'athena-conformance-'))
const secrets = new Map<string, Uint8Array>()
const keys: KeyStore = {
  get: async (name) => secrets.get(name),
  set: async (name, value) => void secrets.set(name, value),
  delete: async (name) => void secrets.delete(name),
  describe: () => ({ protection: 'session-only', sentence: 'In memory.' }),
}
const quiet = () => {}
const upstream = createUpstream({
  databasePath: join(folder, 'servers.db'),
  keys,
  clock: { now: () => Date.now(), monotonic: () => performance.now() },
  log: { debug: quiet, info: quiet, warn: console.error, error: console.error },
  fetch: network,
  authorizer,
  clientMetadataUrl: 'https://conformance-test.local/client-metadata.json',
  elicits: true,
})

/** Tools that stand for resources and prompts, which the scenarios ask for in their own way. */
const standIns = new Set([
  'list_resources',
  'list_resource_templates',
  'read_resource',
  'list_prompts',
  'get_prompt',
])
let tools: ToolDefinition[] = []
upstream.onChange((_, definition) => {
  tools = definition?.tools ?? []
})

async function call(tool: string, args: Json): Promise<void> {
  const signal = new AbortController().signal
  try {
    await upstream.provider('suite')?.callTool(tool, args, {
      caller: { execution: 'x', session: 's', client: 'suite' },
      timeoutMs: 15_000,
      signal,
      ask: async () => ({ action: 'accept', content: answers }),
    })
  } catch (error) {
    console.error(`${tool}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** Calls every listed tool with arguments that fit what the scenario is about. */
async function drive(): Promise<void> {
  if (context.toolCalls) {
    for (const { name, arguments: args } of context.toolCalls) await call(name, args)
    return
  }
  for (const tool of tools.filter((one) => !standIns.has(one.name))) {
    await call(tool.name, tool.name === 'add_numbers' ? { a: 5, b: 3 } : { region: 'us-west1' })
  }
  if (scenario === 'http-standard-headers') {
    const [resource] = (await upstream.resources('suite')) as { uri: string }[]
    if (resource) await upstream.readResource('suite', resource.uri)
    const [prompt] = (await upstream.prompts('suite')) as { name: string }[]
    if (prompt) await upstream.getPrompt('suite', prompt.name, {})
  }
}

const status = await upstream.add({
  name: 'suite',
  url,
  trusted: false,
  enabled: true,
  ...(context.client_id === undefined
    ? {}
    : {
        oauth: {
          clientId: context.client_id,
          ...(context.client_secret === undefined ? {} : { clientSecret: context.client_secret }),
        },
      }),
})
if (status.state === 'running') await drive()
else console.error(`${status.state}: ${status.detail}`)
await upstream.close()
rmSync(folder, { recursive: true })
process.exit(status.state === 'running' ? 0 : 1)
