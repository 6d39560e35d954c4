import { readFile } from 'node:fs/promises'
import { protocol } from 'electron'
import { resolveStatic, securityHeaders } from '../shell-common/static-files.ts'

/** The page's own scheme and origin. */
export const scheme = 'athena'
export const pageUrl = `${scheme}://app/`

/** Must run once, before the app is ready. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ])
}

/** Serves the built page under the scheme: files below the root only, with the page's policy on every answer. */
export function serveScheme(root: string): void {
  protocol.handle(scheme, async (request) => {
    const url = new URL(request.url)
    const file =
      url.host === 'app' && request.method === 'GET' ? resolveStatic(root, url.pathname) : undefined
    if (file === undefined) return new Response(null, { status: 404, headers: securityHeaders })
    return new Response(await readFile(file.path), {
      headers: { ...securityHeaders, 'content-type': file.contentType },
    })
  })
}

/** True for an address of the page itself. Node knows no origin of custom schemes, so the parts are compared. */
export function isPageUrl(text: string | undefined): boolean {
  if (text === undefined) return false
  try {
    const url = new URL(text)
    return url.protocol === `${scheme}:` && url.host === 'app'
  } catch {
    return false
  }
}
