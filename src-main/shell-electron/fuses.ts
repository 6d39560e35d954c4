import { createReadStream } from 'node:fs'
import { dirname, join } from 'node:path'

/** The fuses of Electron in the order of the wire in its binary, schema 1 (`@electron/fuses`, FuseV1Options). */
const wire = [
  'RunAsNode',
  'EnableCookieEncryption',
  'EnableNodeOptionsEnvironmentVariable',
  'EnableNodeCliInspectArguments',
  'EnableEmbeddedAsarIntegrityValidation',
  'OnlyLoadAppFromAsar',
  'LoadBrowserProcessSpecificV8Snapshot',
  'GrantFileProtocolExtraPrivileges',
] as const

/** A fuse's name. */
export type Fuse = (typeof wire)[number]
/** What stands in the binary right before the wire, so that tools find it. */
const sentinel = Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX')

/** How a release is built. The build for Playwright alone has the inspector on. */
export const wantedFuses: Partial<Record<Fuse, boolean>> = {
  RunAsNode: false,
  EnableCookieEncryption: true,
  EnableNodeOptionsEnvironmentVariable: false,
  EnableNodeCliInspectArguments: false,
  EnableEmbeddedAsarIntegrityValidation: true,
  OnlyLoadAppFromAsar: true,
  GrantFileProtocolExtraPrivileges: false,
}

/**
 * Reads the fuses from Electron's binary; a fuse that this version of Electron does not have is absent.
 *
 * @returns undefined when the file has no wire of the known schema.
 */
export async function readFuses(binary: string): Promise<Partial<Record<Fuse, boolean>> | undefined> {
  let tail = Buffer.alloc(0)
  for await (const chunk of createReadStream(binary, { highWaterMark: 4 * 1024 * 1024 })) {
    const text = Buffer.concat([tail, chunk as Buffer])
    const at = text.indexOf(sentinel)
    // After the sentinel: the schema, the count, a character for each fuse.
    const begin = at + sentinel.length
    if (at >= 0 && text.length >= begin + 2 && text.length >= begin + 2 + (text[begin + 1] as number)) {
      if (text[begin] !== 1) return undefined
      const states = text.subarray(begin + 2, begin + 2 + (text[begin + 1] as number)).toString('latin1')
      const known = wire.map((name, index) => [name, states[index]] as const)
      return Object.fromEntries(
        known
          .filter(([, state]) => state === '0' || state === '1')
          .map(([name, state]) => [name, state === '1']),
      )
    }
    tail = text.subarray(at >= 0 ? at : Math.max(0, text.length - sentinel.length))
  }
  return undefined
}

/** The file that carries the wire: the program itself, on macOS its framework. */
export function fuseFile(execPath: string, platform: NodeJS.Platform = process.platform): string {
  return platform === 'darwin'
    ? join(dirname(execPath), '..', 'Frameworks', 'Electron Framework.framework', 'Electron Framework')
    : execPath
}

/** One sentence for every fuse that is not as a release has it. */
export function fuseProblems(
  found: Partial<Record<Fuse, boolean>> | undefined,
  wanted: Partial<Record<Fuse, boolean>>,
): string[] {
  if (found === undefined) return ['The fuses of this Electron cannot be read.']
  return Object.entries(wanted)
    .filter(([name, value]) => found[name as Fuse] !== value)
    .map(([name, value]) => `${name} must be ${value ? 'on' : 'off'}.`)
}
