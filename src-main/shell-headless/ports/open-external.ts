import { spawn } from 'node:child_process'
import { AthenaError } from '../../contract/errors.ts'
import type { OpenExternal } from '../../core/ports.ts'

/**
 * Opens an https: or mailto: address by the platform's own opener; `local` also allows the page of this host. Without a
 * desktop nothing opens and nothing fails: the caller prints the address.
 */
export function createOpenExternal(local?: () => string | undefined): OpenExternal {
  return async (address) => {
    const url = new URL(address)
    const isPage = url.protocol === 'http:' && url.origin === local?.()
    if (url.protocol !== 'https:' && url.protocol !== 'mailto:' && !isPage) {
      throw new AthenaError('BAD_PARAMS', `Only https: and mailto: addresses are opened, not ${url.protocol}`)
    }
    const [command, ...args] = opener()
    if (command === undefined) return
    const child = spawn(command, [...args, url.href], { detached: true, stdio: 'ignore' })
    child.on('error', () => undefined)
    child.unref()
  }
}

function opener(): string[] {
  if (process.platform === 'darwin') return ['open']
  if (process.platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler']
  return process.env.DISPLAY || process.env.WAYLAND_DISPLAY ? ['xdg-open'] : []
}
