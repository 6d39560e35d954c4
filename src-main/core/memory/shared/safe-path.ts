import { realpathSync, statSync } from 'node:fs'
import { isAbsolute, join, resolve, sep } from 'node:path'
import { AthenaError } from '../../../contract/errors.ts'

const systemFolders = ['/proc', '/sys', '/dev', '/run', '/etc', '/boot']
const secretFiles =
  /^(?:id_[a-z0-9]+|.*\.(?:pem|key|p12|pfx|kdbx|keychain)|credentials|secrets?(?:\..*)?|passwd|shadow)$/i

/**
 * A file or folder that may be read on an agent's word: absolute, there, and not one that holds keys, the system's state or Athena's own data.
 * Symbolic links are followed before judging. BAD_PATH with the reason otherwise.
 */
export function readablePath(path: string, dataFolder: string): string {
  if (!isAbsolute(path) || path.includes('\u0000'))
    throw new AthenaError(
      'BAD_PATH',
      `Give the absolute path of a file or folder, not ${JSON.stringify(path.slice(0, 100))}.`,
    )
  let real: string
  try {
    real = realpathSync(resolve(path))
  } catch {
    throw new AthenaError('NO_SUCH_FILE', `There is no file or folder ${path}.`)
  }
  const refusal = refusalOf(real, dataFolder)
  if (refusal !== undefined) throw new AthenaError('BAD_PATH', `${path} may not be read: ${refusal}.`)
  return real
}

/** Why a real path may not be read; undefined when it may. */
export function refusalOf(real: string, dataFolder: string): string | undefined {
  const inside = (folder: string): boolean => real === folder || real.startsWith(folder + sep)
  const data = safeReal(dataFolder)
  const own = ['imports', 'exports'].map((name) => join(data, name))
  if (inside(data) && !own.some(inside)) return 'it is in the folder of Athena’s own data'
  if (systemFolders.some(inside)) return 'it belongs to the system'
  const parts = real.split(sep)
  if (parts.some((part) => part.startsWith('.') && part.length > 1))
    return 'it is hidden (a name begins with a dot)'
  if (secretFiles.test(parts.at(-1) ?? '')) return 'its name is that of a key or secret'
  const stat = statSync(real)
  if (!stat.isFile() && !stat.isDirectory()) return 'it is neither a file nor a folder'
  return undefined
}

function safeReal(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return resolve(path)
  }
}

/** A file name for something written beside the database; BAD_ARGUMENTS for anything with a path in it. */
export function safeName(name: string): string {
  if (!/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,99}$/u.test(name) || name.includes('..')) {
    throw new AthenaError(
      'BAD_ARGUMENTS',
      'A file name may have letters, digits, spaces, dots, dashes and underscores only.',
    )
  }
  return name
}
