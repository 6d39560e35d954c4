import { spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Json } from '../../contract/json.ts'
import type { ServerDefinition } from '../catalog/api.ts'
import { createUpstream } from './create-upstream.ts'
import { callContext, clock, openUpstream, silentLog } from './test-support.ts'

const { resolve } = createRequire(import.meta.url)
const everything = resolve('@modelcontextprotocol/server-everything/dist/index.js')
const git = resolve('@cyanheads/git-mcp-server/index.js')
const sqlite = resolve('mcp-server-sqlite/dist/index.js')
const memory = resolve('@modelcontextprotocol/server-memory/dist/index.js')
const loopback = resolve('../../../e2e/fixtures/servers/loopback-only.mjs')

let space: ReturnType<typeof openUpstream>
const children: ChildProcess[] = []
beforeEach(() => (space = openUpstream()))
afterEach(async () => {
  await space.close()
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

function stdio(name: string, entry: string, env: Record<string, string> = {}) {
  return { name, command: process.execPath, args: [entry], env, trusted: true, enabled: true }
}

/** Starts the everything server over HTTP and gives its address. */
async function overHttp(mode: 'streamableHttp' | 'sse'): Promise<string> {
  const child = spawn(process.execPath, ['--import', loopback, everything, mode], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  children.push(child)
  const port = await new Promise<string>((found, failed) => {
    let text = ''
    child.stderr.on('data', (chunk: Buffer) => {
      text += String(chunk)
      const match = /listening on (\d+)/.exec(text)
      if (match?.[1] !== undefined) found(match[1])
    })
    child.once('exit', () => failed(new Error(text)))
  })
  return `http://127.0.0.1:${port}/${mode === 'sse' ? 'sse' : 'mcp'}`
}

function definitionsOf(upstream = space.upstream): Map<string, ServerDefinition> {
  const found = new Map<string, ServerDefinition>()
  upstream.onChange((name, definition) => {
    if (definition) found.set(name, definition)
  })
  return found
}

describe('server-everything over stdio', () => {
  it('gives structured content, images as handles, progress, and takes cancellation', async () => {
    const definitions = definitionsOf()
    const status = await space.upstream.add(stdio('everything', everything))
    expect(status).toMatchObject({ state: 'running', era: 'legacy' })
    const names = definitions.get('everything')?.tools.map((tool) => tool.name) ?? []
    expect(names).toContain('get-sum')
    // What would need the user's model, folders or answers is not even offered to a client that declares none of these.
    expect(names.filter((name) => /sampling|roots|elicitation/.test(name))).toEqual([])
    const provider = space.upstream.provider('everything')
    expect(await provider?.callTool('get-sum', { a: 2, b: 40 }, callContext())).toContain('42')
    const weather = await provider?.callTool('get-structured-content', { location: 'Chicago' }, callContext())
    expect(weather).toHaveProperty('temperature')
    const image = (await provider?.callTool('get-tiny-image', {}, callContext())) as { items: object[] }
    expect(image.items).toContainEqual(expect.objectContaining({ type: 'image', mimeType: 'image/png' }))

    const progress: string[] = []
    const long = { duration: 0.3, steps: 3 }
    await provider?.callTool(
      'trigger-long-running-operation',
      long,
      callContext({ onProgress: (message) => progress.push(message) }),
    )
    expect(progress.length).toBeGreaterThan(0)

    const controller = new AbortController()
    const pending = provider?.callTool(
      'trigger-long-running-operation',
      { duration: 30, steps: 3 },
      callContext({ signal: controller.signal }),
    )
    controller.abort()
    await expect(pending).rejects.toMatchObject({ code: 'CANCELLED' })
  })

  it('gives its resources and prompts', async () => {
    await space.upstream.add(stdio('everything', everything))
    const resources = (await space.upstream.resources('everything')) as { uri: string }[]
    const first = resources[0]?.uri ?? ''
    expect(await space.upstream.readResource('everything', first)).toMatchObject([{ uri: first }])
    const prompts = (await space.upstream.prompts('everything')) as { name: string }[]
    expect(prompts.map((prompt) => prompt.name)).toContain('simple-prompt')
    expect(await space.upstream.getPrompt('everything', 'simple-prompt', {})).toHaveProperty('messages')
  })

  it('puts its questions to the user where somebody answers', async () => {
    const asked: unknown[] = []
    const upstream = createUpstream({
      databasePath: join(space.folder, 'asking.db'),
      keys: space.keys,
      clock,
      log: silentLog,
      elicits: true,
    })
    await upstream.add(stdio('everything', everything))
    const answer = await upstream.provider('everything')?.callTool(
      'trigger-elicitation-request',
      {},
      callContext({
        ask: async (question) => {
          asked.push(question)
          return { action: 'decline' }
        },
      }),
    )
    expect(asked).toMatchObject([{ schema: { type: 'object' } }])
    expect(JSON.stringify(answer)).toMatch(/declin/i)
    await upstream.close()
  })
})

describe('server-everything over HTTP', () => {
  it('works over Streamable HTTP', async () => {
    const status = await space.upstream.add({
      name: 'remote',
      url: await overHttp('streamableHttp'),
      trusted: false,
      enabled: true,
    })
    expect(status).toMatchObject({ state: 'running', era: 'legacy' })
    const provider = space.upstream.provider('remote')
    expect(provider?.trust).toBe('untrusted')
    expect(await provider?.callTool('echo', { message: 'over HTTP' }, callContext())).toBe('Echo: over HTTP')
  })

  it('works over the older SSE transport', async () => {
    const status = await space.upstream.add({
      name: 'old',
      url: await overHttp('sse'),
      trusted: false,
      enabled: true,
    })
    expect(status.state).toBe('running')
    const provider = space.upstream.provider('old')
    expect(await provider?.callTool('echo', { message: 'over SSE' }, callContext())).toBe('Echo: over SSE')
  })

  it('that went away is said so', async () => {
    const url = await overHttp('streamableHttp')
    await space.upstream.add({ name: 'remote', url, trusted: true, enabled: true })
    children[0]?.kill('SIGKILL')
    const provider = space.upstream.provider('remote')
    await expect(provider?.callTool('echo', { message: 'x' }, callContext())).rejects.toMatchObject({
      code: 'SERVER_UNAVAILABLE',
    })
    await expect.poll(() => space.upstream.status('remote')[0]?.state).toBe('failed')
    expect(space.upstream.status('remote')[0]?.detail).toContain('cannot be reached')
  })
})

describe('server-memory', () => {
  it('keeps what it is told', async () => {
    await space.upstream.add(stdio('graph', memory, { MEMORY_FILE_PATH: join(space.folder, 'memory.jsonl') }))
    const provider = space.upstream.provider('graph')
    await provider?.callTool(
      'create_entities',
      { entities: [{ name: 'Athena', entityType: 'app', observations: ['runs here'] }] },
      callContext(),
    )
    const found = await provider?.callTool('search_nodes', { query: 'Athena' }, callContext())
    expect(found).toMatchObject({ entities: [{ name: 'Athena' }] })
  })
})

describe('a git server', () => {
  it('commits what was written and shows the history', async () => {
    const repository = join(space.folder, 'repository')
    mkdirSync(repository)
    const name = { GIT_AUTHOR_NAME: 'Ann', GIT_COMMITTER_NAME: 'Ann' }
    const mail = { GIT_AUTHOR_EMAIL: 'ann@example.com', GIT_COMMITTER_EMAIL: 'ann@example.com' }
    const own = { HOME: space.folder, MCP_TRANSPORT_TYPE: 'stdio', MCP_LOG_LEVEL: 'error' }
    await space.upstream.add(stdio('git', git, { ...own, ...name, ...mail }))
    const call = (tool: string, args: Json) =>
      space.upstream.provider('git')?.callTool(tool, args, callContext())
    await call('git_init', { path: repository })
    writeFileSync(join(repository, 'a.txt'), 'hello')
    await call('git_add', { path: repository, paths: ['a.txt'] })
    await call('git_commit', { path: repository, message: 'Begin' })
    expect(JSON.stringify(await call('git_log', { path: repository }))).toContain('Begin')
    await expect(call('git_show', { path: repository, object: 'no-such-branch' })).rejects.toMatchObject({
      code: 'TOOL_FAILED',
    })
  }, 60_000)
})

describe('a SQLite server', () => {
  it('writes and reads rows, though it prints its own log between the messages', async () => {
    // This server begins only if `file://` and its first argument make its own address, which a folder with a space in its name prevents.
    const begin =
      'process.argv[1] = new URL(process.argv[1]).pathname; await import(`file://${process.argv[1]}`)'
    await space.upstream.add({
      ...stdio('sqlite', sqlite, { SQLITE_DB_PATH: join(space.folder, 'rows.db') }),
      args: ['--input-type=module', '-e', begin, pathToFileURL(sqlite).href],
    })
    const call = async (tool: string, args: Json) =>
      space.upstream.provider('sqlite')?.callTool(tool, args, callContext())
    await call('execute', { sql: 'create table person (name text, age integer)' })
    await call('insert-record', { table: 'person', data: { name: 'Ann', age: 41 } })
    const rows = JSON.stringify(await call('query', { sql: 'select name, age from person' }))
    expect(rows).toMatch(/Ann[^]*41/)
    const wrong = await call('query', { sql: 'select name from nowhere' }).catch((error: Error) => error)
    expect(JSON.stringify(wrong instanceof Error ? wrong.message : wrong)).toContain('no such table')
  })
})
