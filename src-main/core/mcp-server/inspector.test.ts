import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createMcpServer } from './index.ts'
import { createTestHost, silentLog } from './test-host.ts'

const run = promisify(execFile)
const inspector = fileURLToPath(new URL('../../../node_modules/.bin/mcp-inspector', import.meta.url))
const { host } = createTestHost()
const mcp = createMcpServer(host, { version: '0.0.1', log: silentLog })
let listener: Server
let url: string
beforeAll(async () => {
  listener = createServer((request, response) => void mcp.handleHttp(request, response))
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/mcp`
})
afterAll(async () => {
  await mcp.close()
  listener.closeAllConnections()
  await new Promise((resolve) => listener.close(resolve))
})

function inspect(...args: string[]): Promise<{ stdout: string }> {
  return run(process.execPath, [inspector, '--cli', url, '--transport', 'http', ...args], {
    maxBuffer: 10_000_000,
  })
}

describe.skipIf(!existsSync(inspector))('the official Inspector', () => {
  it('finds nothing to object to in the definitions (--strict)', async () => {
    const { stdout } = await inspect('--method', 'tools/list', '--strict')
    expect((JSON.parse(stdout) as { tools: unknown[] }).tools).toHaveLength(5)
  })
})
