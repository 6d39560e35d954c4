import { createReadStream, realpathSync, statSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname, join, sep } from 'node:path'

/** Content types of what the page consists of; anything else is not served. */
const contentTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.ttf': 'font/ttf',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
}

/** What the page may load: its own files only; inline styles are Monaco's. */
export const contentSecurityPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; img-src 'self' data:; " +
  "worker-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** Headers of every answer. */
export const securityHeaders: Record<string, string> = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
}

/** A file of the page. */
export interface StaticFile {
  path: string
  size: number
  contentType: string
}

/** Serves the built page. Public code: no login is needed for it. Returns false when there is no such file. */
export function serveStatic(root: string, request: IncomingMessage, response: ServerResponse): boolean {
  const file = resolveStatic(root, request.url ?? '/')
  if (file === undefined) return false
  response.writeHead(200, {
    ...securityHeaders,
    'content-type': file.contentType,
    'content-length': file.size,
    // Built files carry a hash in their name; the entry does not.
    'cache-control': file.path.includes(`${sep}assets${sep}`)
      ? 'public, max-age=31536000, immutable'
      : 'no-cache',
  })
  if (request.method === 'HEAD') {
    response.end()
    return true
  }
  const stream = createReadStream(file.path)
  stream.on('error', () => response.destroy())
  response.on('close', () => stream.destroy())
  stream.pipe(response)
  return true
}

/** The file that an address means, if it is one of the page; nothing outside the root is ever reached. */
export function resolveStatic(root: string, url: string): StaticFile | undefined {
  let path: string
  try {
    path = decodeURIComponent(new URL(url, 'http://page').pathname)
  } catch {
    return undefined
  }
  if (path === '/') path = '/index.html'
  const contentType = contentTypes[extname(path)]
  if (path.includes('\0') || contentType === undefined) return undefined
  try {
    // Symbolic links and `..` are resolved before the comparison, not after.
    const real = realpathSync(join(root, path))
    if (!real.startsWith(realpathSync(root) + sep)) return undefined
    const info = statSync(real)
    return info.isFile() ? { path: real, size: info.size, contentType } : undefined
  } catch {
    return undefined
  }
}
