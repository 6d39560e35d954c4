import { chmodSync, mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'

/**
 * Where Athena keeps its data on this platform: `ATHENA_DATA` if set, else `~/Library/Application Support/Athena`,
 * `%LOCALAPPDATA%\Athena`, or `$XDG_DATA_HOME/athena` (`~/.local/share/athena`).
 */
export function dataFolder(
  environment: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  const chosen = environment.ATHENA_DATA
  if (chosen) return resolve(callerFolder(environment), chosen)
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Athena')
  if (platform === 'win32') return join(environment.LOCALAPPDATA ?? join(home, 'AppData', 'Local'), 'Athena')
  const xdg = environment.XDG_DATA_HOME
  // The XDG base directory specification: a relative path is to be ignored.
  return join(xdg && isAbsolute(xdg) ? xdg : join(home, '.local', 'share'), 'athena')
}

/** Makes the data folder if it is missing and takes everyone else's access to it away. */
export function prepareDataFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (process.platform !== 'win32') chmodSync(folder, 0o700)
}

/**
 * The folder that relative paths of the user are meant from. npm changes into the project before it runs a script and
 * tells the folder it was called in by `INIT_CWD`; only for our own scripts is that the user's folder.
 */
export function callerFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const ours = environment.npm_package_name === 'athena' && environment.npm_lifecycle_event !== undefined
  return (ours ? environment.INIT_CWD : undefined) ?? process.cwd()
}
