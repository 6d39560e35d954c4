import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** Where things are in an installed app and in a checkout. */
export interface Places {
  /** Built code. In an installed app inside the archive; Electron reads it there. */
  out: string
  /** Code that other programs must read as real files: the sandbox and the bridge. */
  unpackedOut: string
  resources: string
  /** The Node 24 for the runners. */
  node: string
}

/** @param appPath The folder or archive of the app. */
export function findPlaces(appPath: string, isPackaged: boolean, resourcesPath: string): Places {
  const out = join(appPath, 'out')
  const program = process.platform === 'win32' ? 'node.exe' : 'node'
  if (isPackaged) {
    return {
      out,
      unpackedOut: out.replace(/app\.asar(?=[\\/])/, 'app.asar.unpacked'),
      resources: join(resourcesPath, 'athena'),
      node: join(resourcesPath, 'node', program),
    }
  }
  const shipped = join(appPath, 'node_modules', 'node', 'bin', program)
  return {
    out,
    unpackedOut: out,
    resources: join(appPath, 'build', 'icons'),
    node: process.env.ATHENA_NODE ?? (existsSync(shipped) ? shipped : program),
  }
}
