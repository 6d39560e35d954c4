import { execFile } from 'node:child_process'
import { delimiter } from 'node:path'

/**
 * What a stdio server inherits: enough to find programs, the home folder and a temporary folder, and nothing that could hold
 * a credential. Everything else a server needs is in its own definition.
 */
const inherited =
  process.platform === 'win32'
    ? [
        'APPDATA',
        'HOMEDRIVE',
        'HOMEPATH',
        'LOCALAPPDATA',
        'PATH',
        'PATHEXT',
        'PROCESSOR_ARCHITECTURE',
        'PROGRAMFILES',
        'SYSTEMDRIVE',
        'SYSTEMROOT',
        'TEMP',
        'TMP',
        'USERNAME',
        'USERPROFILE',
        'COMSPEC',
        'WINDIR',
      ]
    : ['PATH', 'HOME', 'LANG', 'LC_ALL', 'LC_CTYPE', 'TMPDIR', 'TZ', 'USER', 'LOGNAME', 'SHELL', 'TERM']

/** Certificates of companies and proxies without a password, without which nothing can be downloaded in many networks. */
const network = ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'SSL_CERT_DIR']
const proxies = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy']

/** The environment of a stdio server: the minimal one, the path of the login shell, then the server's own variables. */
export function serverEnvironment(
  own: Record<string, string>,
  loginPath: string | undefined,
  from: NodeJS.ProcessEnv = process.env,
): Record<string, string> {
  const environment: Record<string, string> = {}
  for (const name of [...inherited, ...network, ...proxies]) {
    const value = from[name]
    // A value that begins with "()" is an exported shell function, not data.
    if (value === undefined || value.startsWith('()')) continue
    if (proxies.includes(name) && value.includes('@')) continue
    environment[name] = value
  }
  environment['PATH'] = mergePath(environment['PATH'], loginPath)
  return { ...environment, ...own }
}

/** Entries of both paths, in order, each once. */
function mergePath(own: string | undefined, login: string | undefined): string {
  const entries = [...(own ?? '').split(delimiter), ...(login ?? '').split(delimiter)]
  return [...new Set(entries.filter((entry) => entry !== ''))].join(delimiter)
}

let loginPath: Promise<string | undefined> | undefined

/**
 * PATH of the user's login shell, asked once: an app started from a desktop menu does not have the PATH of a terminal, so
 * `npx` or `uvx` would not be found. Undefined where there is no such shell or it does not answer within 3 s.
 */
export function loginShellPath(): Promise<string | undefined> {
  loginPath ??= readLoginShellPath()
  return loginPath
}

function readLoginShellPath(): Promise<string | undefined> {
  const shell = process.env['SHELL']
  // A terminal's own environment is already complete.
  if (process.platform === 'win32' || shell === undefined || !shell.startsWith('/') || process.stdin.isTTY) {
    return Promise.resolve(undefined)
  }
  return new Promise((resolve) => {
    const mark = '__PATH__'
    execFile(
      shell,
      ['-lc', `printf '${mark}%s${mark}' "$PATH"`],
      { timeout: 3000, env: serverEnvironment({}, undefined), killSignal: 'SIGKILL' },
      (error, stdout) => {
        const found = error ? undefined : stdout.split(mark)[1]
        resolve(found === undefined || found === '' ? undefined : found)
      },
    ).stdin?.end()
  })
}
