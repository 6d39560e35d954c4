import { app, session, shell, type Session, type WebContents } from 'electron'
import { isPageUrl } from './app-scheme.ts'

/** What our page may ask Chromium for; everything else is refused. Electron's own default grants all. */
const allowedPermissions = new Set(['clipboard-sanitized-write'])

/** Applies the allow table to a session. */
export function lockSession(target: Session): void {
  target.setPermissionRequestHandler((_page, permission, answer, details) => {
    answer(allowedPermissions.has(permission) && isPageUrl(details.requestingUrl))
  })
  target.setPermissionCheckHandler(
    (_page, permission, origin) => allowedPermissions.has(permission) && isPageUrl(origin),
  )
  target.setDevicePermissionHandler(() => false)
  // Nothing is downloaded; exports go through the host.
  target.on('will-download', (event) => event.preventDefault())
}

/** Keeps a page at its address: no navigation, no frames of others, no new windows; links open in the browser. */
export function lockPage(page: WebContents, openExternal: (url: string) => Promise<void>): void {
  page.on('will-navigate', (event) => {
    if (!isPageUrl(event.url)) event.preventDefault()
  })
  page.on('will-redirect', (event) => {
    if (!isPageUrl(event.url)) event.preventDefault()
  })
  page.on('will-frame-navigate', (event) => {
    if (!isPageUrl(event.url)) event.preventDefault()
  })
  page.on('will-attach-webview', (event) => event.preventDefault())
  page.setWindowOpenHandler(({ url }) => {
    openExternal(url).catch(() => undefined)
    return { action: 'deny' }
  })
}

/** Locks every page that is ever made, whoever makes it, and the default session. */
export function lockEverything(openExternal: (url: string) => Promise<void>): void {
  app.on('web-contents-created', (_event, page) => lockPage(page, openExternal))
  lockSession(session.defaultSession)
}

/** Opens an https: or mailto: address in the user's browser; anything else is refused. */
export async function openInBrowser(address: string): Promise<void> {
  const url = new URL(address)
  if (url.protocol !== 'https:' && url.protocol !== 'mailto:') {
    throw new Error(`Only https: and mailto: addresses are opened, not ${url.protocol}`)
  }
  await shell.openExternal(url.href)
}
