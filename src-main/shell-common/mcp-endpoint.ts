import type { IncomingMessage, ServerResponse } from 'node:http'
import type { McpServer } from '../core/mcp-server/api.ts'
import { bearerToken, secretsAreEqual, type RequestGuard } from './request-guard.ts'

/**
 * Answers a request for `/mcp`: the Host must be ours, an Origin, if there is one, ours too, and the bearer token that
 * of this installation (never a page's). Only then does the MCP server see the request.
 */
export async function serveMcp(
  request: IncomingMessage,
  response: ServerResponse,
  guard: RequestGuard,
  token: string,
  mcp: McpServer,
): Promise<void> {
  if (!guard.hostIsOurs(request) || !guard.originIsAbsentOrOurs(request)) return refuse(response, 403)
  const given = bearerToken(request)
  if (given === undefined || !secretsAreEqual(given, token)) {
    response.setHeader('www-authenticate', 'Bearer')
    return refuse(response, 401)
  }
  await mcp.handleHttp(request, response)
}

/** Ends a request with nothing but the status. */
export function refuse(response: ServerResponse, status: number): void {
  if (response.headersSent) {
    response.destroy()
    return
  }
  response.writeHead(status, { connection: 'close', 'content-length': 0 })
  response.end()
}
