import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where Linux desktops look for what starts with the session (XDG Desktop Application Autostart Specification). */
export function autostartFile(
  environment: NodeJS.ProcessEnv = process.env,
  home: string = homedir(),
): string {
  return join(environment.XDG_CONFIG_HOME || join(home, '.config'), 'autostart', 'athena.desktop')
}

/** The entry that starts a program hidden. Quoted as the Desktop Entry Specification asks for. */
export function autostartEntry(program: string): string {
  const quoted = program.replaceAll(/["`$\\]/g, (character) => `\\${character}`).replaceAll('%', '%%')
  return `[Desktop Entry]\nType=Application\nName=Athena\nExec="${quoted}" --hidden\nTerminal=false\n`
}
