/** Athena's MCP server over HTTP with the conformance fixtures. Prints its URL on the first line; ends with its stdin. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { localhostHostValidation, localhostOriginValidation } from '@modelcontextprotocol/node'
import { createMcpServer, type McpHost } from '../../src-main/core/mcp-server/index.ts'
import { createEventStore, fixtures } from './fixtures.ts'

const nothing = async () => ({ text: 'nothing here', isError: false })
const host: McpHost = {
  execute: nothing,
  wait: nothing,
  search: nothing,
  readFiles: nothing,
  callTool: nothing,
  listResources: () => [],
  readResource: async () => undefined,
  onClient() {},
}
const quiet = () => {}
const mcp = createMcpServer(host, {
  version: '0.0.0',
  log: { debug: quiet, info: quiet, warn: console.error, error: console.error },
  fixtures,
  eventStore: createEventStore,
  retryInterval: 500,
})

const checkHost = localhostHostValidation()
const checkOrigin = localhostOriginValidation()
const listener = createServer((request, response) => {
  if (!checkHost(request, response) || !checkOrigin(request, response)) return
  void mcp.handleHttp(request, response)
})
listener.listen(0, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${(listener.address() as AddressInfo).port}/mcp`)
})
process.stdin.resume().on('end', () => process.exit(0))
