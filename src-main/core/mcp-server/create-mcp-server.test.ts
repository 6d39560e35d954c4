import { createServer, type Server } from 'node:http'
import { connect, createServer as createSocketServer, type AddressInfo, type Socket } from 'node:net'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  Client,
  ReadBuffer,
  serializeMessage,
  StreamableHTTPClientTransport,
} from '@modelcontextprotocol/client'
import type { JSONRPCMessage, Transport } from '@modelcontextprotocol/client'
import { Client as LegacyClient } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport as LegacyHttpTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { afterEach, describe, expect, it } from 'vitest'
import { AthenaError } from '../../contract/errors.ts'
import type { McpHost, McpServer } from './api.ts'
import { createMcpServer } from './index.ts'
import { createTestHost, silentLog } from './test-host.ts'

const cleanups: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

function start(overrides: Partial<McpHost> = {}) {
  const { host, asked, clients } = createTestHost(overrides)
  const server = createMcpServer(host, { version: '1.2.3', log: silentLog })
  cleanups.push(() => server.close())
  return { server, asked, clients }
}

/** Serves the way a shell does: one socket file, one `serveStream` for each connection. */
async function listenOnSocket(server: McpServer): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'athena-mcp-'))
  const path = join(folder, 's')
  const sockets = new Set<Socket>()
  const listener = createSocketServer((socket) => {
    sockets.add(socket)
    void server.serveStream(socket)
  })
  await new Promise<void>((resolve) => listener.listen(path, resolve))
  cleanups.push(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => listener.close(resolve))
    await rm(folder, { recursive: true })
  })
  return path
}

async function listenOnHttp(server: McpServer): Promise<URL> {
  const listener: Server = createServer((request, response) => void server.handleHttp(request, response))
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  cleanups.push(async () => {
    listener.closeAllConnections()
    await new Promise((resolve) => listener.close(resolve))
  })
  return new URL(`http://127.0.0.1:${(listener.address() as AddressInfo).port}/mcp`)
}

/** MCP lines over a socket file, as the bridge carries them. */
class SocketTransport implements Transport {
  onclose?: () => void
  onerror?: (error: Error) => void
  onmessage?: (message: JSONRPCMessage) => void
  readonly #path: string
  #socket: Socket | undefined
  constructor(path: string) {
    this.#path = path
  }
  start(): Promise<void> {
    const buffer = new ReadBuffer()
    const socket = connect(this.#path)
    this.#socket = socket
    socket.on('data', (chunk) => {
      buffer.append(chunk)
      for (let message = buffer.readMessage(); message !== null; message = buffer.readMessage())
        this.onmessage?.(message)
    })
    socket.on('close', () => this.onclose?.())
    return new Promise((resolve, reject) => {
      socket.once('connect', () => resolve())
      socket.once('error', reject)
    })
  }
  send(message: JSONRPCMessage): Promise<void> {
    this.#socket?.write(serializeMessage(message))
    return Promise.resolve()
  }
  close(): Promise<void> {
    this.#socket?.destroy()
    return Promise.resolve()
  }
}

async function connectModern(transport: Transport): Promise<Client> {
  const client = new Client({ name: 'test client', version: '1' }, { versionNegotiation: { mode: 'auto' } })
  await client.connect(transport)
  cleanups.push(() => client.close())
  return client
}

async function connectLegacy(url: URL): Promise<LegacyClient> {
  const client = new LegacyClient({ name: 'old client', version: '0.9' })
  // The old package was not written for `exactOptionalPropertyTypes`.
  await client.connect(new LegacyHttpTransport(url) as Parameters<LegacyClient['connect']>[0])
  cleanups.push(() => client.close())
  return client
}

describe('the five tools', () => {
  it('cost fewer than 1,500 tokens together with the instructions', () => {
    const { server } = start()
    const tokens = server.definitionTokens()
    console.info(`definitions and instructions: ${tokens} tokens (o200k)`)
    expect(tokens).toBeLessThan(1500)
    expect(tokens).toBeGreaterThan(400)
  })

  it('are listed with the always-load mark, without an output schema, the same for both eras', async () => {
    const { server } = start()
    const url = await listenOnHttp(server)
    const modern = (await (await connectModern(new StreamableHTTPClientTransport(url))).listTools()).tools
    const legacy = (await (await connectLegacy(url)).listTools()).tools
    expect(modern.map((tool) => tool.name)).toEqual([
      'execute_code',
      'wait_execution',
      'search_tools',
      'read_files',
      'call_tool',
    ])
    expect(legacy).toEqual(modern)
    for (const tool of modern) {
      expect(tool._meta).toEqual({ 'anthropic/alwaysLoad': true })
      expect(tool.outputSchema).toBeUndefined()
      expect(tool.description?.split(/(?<=\.)\s/)[0]?.length).toBeLessThan(200)
    }
  })

  it('pass their arguments to the host with the defaults filled in', async () => {
    const { server, asked } = start()
    const client = await connectModern(new SocketTransport(await listenOnSocket(server)))
    await client.callTool({
      name: 'execute_code',
      arguments: { code: 'return 1', session: 's_1', dryRun: true },
    })
    await client.callTool({ name: 'wait_execution', arguments: { executionId: 'x_1' } })
    await client.callTool({ name: 'search_tools' })
    await client.callTool({
      name: 'search_tools',
      arguments: { query: 'a', queries: ['b', 'c'], category: 'github' },
    })
    await client.callTool({ name: 'read_files', arguments: { paths: ['/README.md'] } })
    await client.callTool({
      name: 'call_tool',
      arguments: { tool: 'episodic/recall', arguments: { query: 'x' } },
    })
    const requests = asked.map(({ method, request: { signal: _, ...request } }) => ({ method, ...request }))
    expect(requests).toEqual([
      { method: 'execute', code: 'return 1', session: 's_1', dryRun: true, client: 'test client' },
      { method: 'wait', executionId: 'x_1', waitMs: 45_000, client: 'test client' },
      { method: 'search', queries: [], detailLevel: 'name+description', limit: 10, offset: 0 },
      {
        method: 'search',
        queries: ['a', 'b', 'c'],
        detailLevel: 'name+description',
        category: 'github',
        limit: 10,
        offset: 0,
      },
      { method: 'readFiles', paths: ['/README.md'], client: 'test client' },
      { method: 'callTool', tool: 'episodic/recall', arguments: { query: 'x' }, client: 'test client' },
    ])
  })

  it('answer wrong arguments with field, expected and got, and go on serving', async () => {
    const { server } = start()
    const client = await connectModern(new SocketTransport(await listenOnSocket(server)))
    const wrong = await client.callTool({
      name: 'execute_code',
      arguments: { codee: 'return 1', timeoutMs: 'soon' },
    })
    expect(wrong.isError).toBe(true)
    const text = JSON.stringify(wrong.content)
    expect(text).toContain('code: required, but missing')
    expect(text).toContain('codee: no such field; did you mean \\"code\\"?')
    expect(text).toContain('timeoutMs: expected integer, got string')
    const after = await client.callTool({ name: 'search_tools', arguments: {} })
    expect(after.isError).toBeUndefined()
  })

  it('turn a failure of the host into an error answer with its code', async () => {
    const { server } = start({
      execute: () =>
        Promise.reject(new AthenaError('QUEUE_FULL', 'Too many runs are waiting; try again shortly.')),
      search: () => Promise.reject(new TypeError('secret detail')),
    })
    const client = await connectModern(new SocketTransport(await listenOnSocket(server)))
    const full = await client.callTool({ name: 'execute_code', arguments: { code: '1' } })
    expect(full).toMatchObject({
      isError: true,
      content: [{ text: expect.stringContaining('QUEUE_FULL') as string }],
    })
    const broken = await client.callTool({ name: 'search_tools', arguments: {} })
    expect(broken.isError).toBe(true)
    expect(JSON.stringify(broken.content)).not.toContain('secret detail')
  })

  it('hand on images beside the text', async () => {
    const { server } = start({
      execute: async () => ({
        text: 'ok',
        isError: false,
        content: [{ type: 'image', data: 'aGk=', mimeType: 'image/png' }],
      }),
    })
    const client = await connectModern(new SocketTransport(await listenOnSocket(server)))
    const result = await client.callTool({ name: 'execute_code', arguments: { code: '1' } })
    expect(result.content).toEqual([
      { type: 'text', text: 'ok' },
      { type: 'image', data: 'aGk=', mimeType: 'image/png' },
    ])
    expect(result.structuredContent).toBeUndefined()
  })
})

describe('progress', () => {
  it('reaches a client that asked for it, with growing numbers, in both eras', async () => {
    const { server } = start({
      execute: async ({ onProgress }) => {
        onProgress?.('reading')
        onProgress?.('writing')
        await new Promise((resolve) => setTimeout(resolve, 20))
        return { text: 'ok', isError: false }
      },
    })
    const url = await listenOnHttp(server)
    const modern: unknown[] = []
    await (
      await connectModern(new StreamableHTTPClientTransport(url))
    ).callTool(
      { name: 'execute_code', arguments: { code: '1' } },
      { onprogress: (progress) => modern.push(progress) },
    )
    const legacy: unknown[] = []
    await (
      await connectLegacy(url)
    ).callTool({ name: 'execute_code', arguments: { code: '1' } }, undefined, {
      onprogress: (progress) => legacy.push(progress),
    })
    const expected = [
      { progress: 1, message: 'reading' },
      { progress: 2, message: 'writing' },
    ]
    expect([modern, legacy]).toEqual([expected, expected])
  })
})

describe('completion', () => {
  it('offers the resources that begin with what was typed', async () => {
    const { server } = start()
    const client = await connectModern(new StreamableHTTPClientTransport(await listenOnHttp(server)))
    const { completion } = await client.complete({
      ref: { type: 'ref/resource', uri: 'athena://{+path}' },
      argument: { name: 'path', value: 'serv' },
    })
    expect(completion.values).toEqual(['servers/episodic'])
  })
})

describe('cancellation', () => {
  function waiting() {
    let seen: AbortSignal | undefined
    let begun: () => void = () => {}
    const started = new Promise<void>((resolve) => (begun = resolve))
    const execute: McpHost['execute'] = (request) =>
      new Promise((resolve) => {
        seen = request.signal
        request.signal.addEventListener('abort', () => resolve({ text: 'stopped', isError: true }))
        begun()
      })
    return { execute, started, signal: () => seen }
  }

  it('reaches the run when the client cancels its request', async () => {
    const run = waiting()
    const { server } = start({ execute: run.execute })
    const client = await connectModern(new SocketTransport(await listenOnSocket(server)))
    const controller = new AbortController()
    const call = client
      .callTool({ name: 'execute_code', arguments: { code: '1' } }, { signal: controller.signal })
      .catch((error: unknown) => error)
    await run.started
    controller.abort('no longer needed')
    await call
    await expect.poll(() => run.signal()?.aborted).toBe(true)
  })

  it('does not happen when only the connection is lost', async () => {
    const run = waiting()
    const { server, clients } = start({ execute: run.execute })
    const transport = new SocketTransport(await listenOnSocket(server))
    const client = await connectModern(transport)
    const call = client
      .callTool({ name: 'execute_code', arguments: { code: '1' } })
      .catch((error: unknown) => error)
    await run.started
    await transport.close()
    await call
    await expect.poll(() => clients.at(-1)?.connected).toBe(false)
    expect(run.signal()?.aborted).toBe(false)
  })
})

describe('resources and prompts', () => {
  it('are there in both eras; an unknown one is an error of the protocol', async () => {
    const { server } = start()
    const url = await listenOnHttp(server)
    for (const client of [
      await connectModern(new StreamableHTTPClientTransport(url)),
      await connectLegacy(url),
    ]) {
      const { resources } = await client.listResources()
      expect(resources.map((resource) => resource.uri)).toEqual(['athena://servers/episodic'])
      const read = await client.readResource({ uri: 'athena://servers/episodic' })
      expect(read.contents[0]).toMatchObject({ text: '# episodic' })
      await expect(client.readResource({ uri: 'athena://servers/nothing' })).rejects.toThrow(/no resource/)
      const { prompts } = await client.listPrompts()
      expect(prompts.map((prompt) => prompt.name)).toEqual(['work-with-athena', 'save-as-skill'])
      const prompt = await client.getPrompt({
        name: 'work-with-athena',
        arguments: { task: 'file the report' },
      })
      expect(JSON.stringify(prompt.messages)).toContain('file the report')
    }
  })
})

describe('clients', () => {
  it('are told of with name, version and protocol, on both transports', async () => {
    const { server, clients } = start()
    const url = await listenOnHttp(server)
    const socket = await listenOnSocket(server)
    await (await connectLegacy(url)).listTools()
    await (await connectModern(new StreamableHTTPClientTransport(url))).callTool({ name: 'search_tools' })
    await (await connectModern(new SocketTransport(socket))).callTool({ name: 'search_tools' })
    await expect.poll(() => clients.length).toBe(3)
    expect(clients.map(({ id: _, ...client }) => client)).toEqual([
      { name: 'old client', version: '0.9', protocol: '2025-11-25', transport: 'http', connected: true },
      { name: 'test client', version: '1', protocol: '2026-07-28', transport: 'http', connected: true },
      { name: 'test client', version: '1', protocol: '2026-07-28', transport: 'stdio', connected: true },
    ])
  })

  it('with a session that is not known get 404, as the protocol asks', async () => {
    const { server } = start()
    const url = await listenOnHttp(server)
    const answer = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        'mcp-session-id': '00000000-0000-0000-0000-000000000000',
      },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
    })
    expect(answer.status).toBe(404)
  })
})
