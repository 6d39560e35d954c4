import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/**
 * The one place that judges a loopback request. The Host check stops DNS rebinding, the Origin check (with the port)
 * stops pages of other local servers; a missing Origin is refused where a page must send one.
 */
export interface RequestGuard {
  /** The Host header names this server. */
  hostIsOurs(request: IncomingMessage): boolean
  /** The Origin header is present and is this server's own. */
  originIsOurs(request: IncomingMessage): boolean
  /** The Origin header is missing (not a browser) or is this server's own. */
  originIsAbsentOrOurs(request: IncomingMessage): boolean
}

/** A guard for a server on 127.0.0.1 at this port. */
export function createRequestGuard(port: number): RequestGuard {
  const hosts = new Set([`127.0.0.1:${port}`, `localhost:${port}`])
  function originIsOurs(request: IncomingMessage): boolean {
    const { host, origin } = request.headers
    // Same origin as the Host that was asked, so that a page of `localhost` does not speak for `127.0.0.1`.
    return host !== undefined && hosts.has(host) && origin === `http://${host}`
  }
  return {
    hostIsOurs: (request) => request.headers.host !== undefined && hosts.has(request.headers.host),
    originIsOurs,
    originIsAbsentOrOurs: (request) => request.headers.origin === undefined || originIsOurs(request),
  }
}

/** Compares two secrets in a time that does not depend on where they differ. */
export function secretsAreEqual(first: string, second: string): boolean {
  return timingSafeEqual(hash(first), hash(second))
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

/** The bearer token of a request, or undefined. */
export function bearerToken(request: IncomingMessage): string | undefined {
  return /^Bearer ([A-Za-z0-9_\-.~+/]{1,200}=*)$/i.exec(request.headers.authorization ?? '')?.[1]
}
