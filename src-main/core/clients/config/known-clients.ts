import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** The computer as far as configuration files depend on it; a parameter so that every platform can be tested on any. */
export interface Computer {
  platform: NodeJS.Platform
  home: string
  environment: Record<string, string | undefined>
}

/** An MCP client whose configuration Athena can edit. */
export interface KnownClient {
  id: string
  name: string
  /** Key of the object that holds the servers. */
  section: 'mcpServers' | 'servers'
  /** The entry names its transport, as VS Code wants it. */
  typed: boolean
  /** Every configuration file that applies, with the variant where there are several. */
  files: (computer: Computer) => { path: string; variant?: string }[]
  /** What the user does after the change. */
  finish: string
}

/** The clients, in the order of the page. */
export const knownClients: readonly KnownClient[] = [
  {
    id: 'claude-desktop',
    name: 'Claude Desktop',
    section: 'mcpServers',
    typed: false,
    files: claudeDesktopFiles,
    finish: 'Restart Claude Desktop to finish.',
  },
  {
    id: 'claude-code',
    name: 'Claude Code',
    section: 'mcpServers',
    typed: true,
    files: ({ home, environment }) => [{ path: join(environment.CLAUDE_CONFIG_DIR ?? home, '.claude.json') }],
    finish: 'Start a new Claude Code session to finish.',
  },
  {
    id: 'cursor',
    name: 'Cursor',
    section: 'mcpServers',
    typed: false,
    files: ({ home }) => [{ path: join(home, '.cursor', 'mcp.json') }],
    finish: 'Cursor picks the change up by itself; look at Settings → MCP.',
  },
  {
    id: 'vscode',
    name: 'VS Code',
    section: 'servers',
    typed: true,
    files: (computer) => [{ path: join(codeFolder(computer), 'mcp.json') }],
    finish: 'Start the server in VS Code by "MCP: List Servers".',
  },
  {
    id: 'windsurf',
    name: 'Windsurf',
    section: 'mcpServers',
    typed: false,
    files: ({ home }) => [{ path: join(home, '.codeium', 'windsurf', 'mcp_config.json') }],
    finish: 'Press Refresh in the MCP panel of Windsurf to finish.',
  },
  {
    id: 'cline',
    name: 'Cline',
    section: 'mcpServers',
    typed: false,
    files: (computer) => [
      {
        path: join(
          codeFolder(computer),
          'globalStorage',
          'saoudrizwan.claude-dev',
          'settings',
          'cline_mcp_settings.json',
        ),
      },
    ],
    finish: 'Cline picks the change up by itself.',
  },
]

/** The client with this id, or undefined. */
export function findClient(id: string): KnownClient | undefined {
  return knownClients.find((client) => client.id === id)
}

/**
 * Claude Desktop on Windows comes in two ways. The MSIX package sees its own copy of the roaming folder, so a file
 * written to the classic place is never read by it, and the other way round.
 */
function claudeDesktopFiles(computer: Computer): { path: string; variant?: string }[] {
  const name = 'claude_desktop_config.json'
  if (computer.platform === 'darwin') {
    return [{ path: join(computer.home, 'Library', 'Application Support', 'Claude', name) }]
  }
  if (computer.platform !== 'win32') return [{ path: join(configFolder(computer), 'Claude', name) }]
  const packages = join(localFolder(computer), 'Packages')
  const msix = foldersIn(packages)
    .filter((folder) => /^(Anthropic\.)?Claude(Desktop)?_[a-z0-9]+$/i.test(folder))
    .map((folder) => ({
      path: join(packages, folder, 'LocalCache', 'Roaming', 'Claude', name),
      variant: 'MSIX',
    }))
  return [{ path: join(roamingFolder(computer), 'Claude', name), variant: 'classic' }, ...msix]
}

function foldersIn(path: string): string[] {
  return existsSync(path) ? readdirSync(path) : []
}

function codeFolder(computer: Computer): string {
  if (computer.platform === 'darwin')
    return join(computer.home, 'Library', 'Application Support', 'Code', 'User')
  if (computer.platform === 'win32') return join(roamingFolder(computer), 'Code', 'User')
  return join(configFolder(computer), 'Code', 'User')
}

function configFolder({ home, environment }: Computer): string {
  return environment.XDG_CONFIG_HOME ?? join(home, '.config')
}

function roamingFolder({ home, environment }: Computer): string {
  return environment.APPDATA ?? join(home, 'AppData', 'Roaming')
}

function localFolder({ home, environment }: Computer): string {
  return environment.LOCALAPPDATA ?? join(home, 'AppData', 'Local')
}
