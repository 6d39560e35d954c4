import { isAbsolute } from 'node:path'
import { AthenaError } from '../../contract/errors.ts'
import type { UpstreamConfig } from './api.ts'

/** Names that the tree uses itself; a server of this name would hide a part of Athena. */
const reserved = new Set([
  'athena',
  'episodic',
  'search_tools',
  'servers',
  'skills',
  'workspace',
  'index',
  'readme',
])
const namePattern = /^[a-z][a-z0-9_-]{0,63}$/

/**
 * Checks a server definition before anything is stored or started.
 *
 * @throws BAD_SERVER with what is wrong and what to write instead.
 */
export function checkConfig(config: UpstreamConfig): void {
  checkName(config.name)
  const hasCommand = config.command !== undefined && config.command !== ''
  const hasUrl = config.url !== undefined && config.url !== ''
  if (hasCommand === hasUrl) {
    throw bad(
      config.name,
      hasCommand
        ? 'it has a command and a URL; give one of the two'
        : 'it has no command and no URL. Give `-- COMMAND ARGS…` for a local server or `--url URL` for a remote one',
    )
  }
  if (hasUrl) checkUrl(config.name, config.url ?? '')
  if (hasCommand) {
    for (const part of [config.command ?? '', ...(config.args ?? [])]) {
      if (part.includes('\0')) throw bad(config.name, 'its command contains a NUL character')
    }
  }
  if (config.confine !== undefined) {
    if (hasUrl) throw bad(config.name, 'only a local server can be confined')
    for (const path of [...config.confine.read, ...config.confine.write]) {
      if (!isAbsolute(path)) throw bad(config.name, `the folder "${printable(path)}" is not an absolute path`)
    }
  }
  for (const key of Object.keys(config.env ?? {})) {
    if (!/^[A-Za-z_][A-Za-z0-9_.()]{0,255}$/.test(key)) {
      throw bad(config.name, `"${printable(key)}" is not a usable name of an environment variable`)
    }
  }
  for (const [key, value] of Object.entries(config.headers ?? {})) {
    if (!/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/.test(key)) {
      throw bad(config.name, `"${printable(key)}" is not a usable name of an HTTP header`)
    }
    if (/[\r\n\0]/.test(value)) throw bad(config.name, `the value of the header ${key} contains a line break`)
  }
}

function checkName(name: string): void {
  if (!namePattern.test(name)) {
    throw new AthenaError(
      'BAD_SERVER',
      `"${printable(name)}" cannot be the name of a server: it becomes a folder of the tool tree. Use 1 to 64 of a-z, 0-9, "-" and "_", a letter first, such as "github".`,
    )
  }
  if (reserved.has(name)) {
    throw bad(name, `this name belongs to Athena itself. Choose another, such as "my-${name}"`)
  }
}

function checkUrl(name: string, text: string): void {
  let url: URL
  try {
    url = new URL(text)
  } catch {
    throw bad(name, 'its URL cannot be read. Give a whole address, such as https://example.com/mcp')
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw bad(name, `its URL begins with ${url.protocol}; only https: and http: can be reached`)
  }
  if (url.username !== '' || url.password !== '') {
    throw bad(name, 'its URL contains a password. Give it as a header: --header "Authorization=Bearer …"')
  }
}

function bad(name: string, what: string): AthenaError {
  return new AthenaError('BAD_SERVER', `The server "${name}" cannot be used: ${what}.`)
}

/** Foreign text for a message: no control characters, at most 60 characters. */
function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?').slice(0, 60)
}
