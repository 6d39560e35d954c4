import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { findServers, treeName } from './find-servers.ts'

let home: string
beforeEach(() => (home = mkdtempSync(join(tmpdir(), 'athena-home-'))))
afterEach(() => rmSync(home, { recursive: true }))

function write(path: string, text: string): void {
  const file = join(home, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}

const find = () => findServers({ platform: 'linux', home, environment: {} })

it('finds the servers of every client, with comments, projects and remote ones, and leaves Athena out', () => {
  write(
    '.config/Claude/claude_desktop_config.json',
    `{ // mine
      "mcpServers": {
        "athena": { "command": "node", "args": ["bridge.js"] },
        "File System": { "command": "npx", "args": ["-y", "server-filesystem", "/home/me"], "env": { "TOKEN": "s3cret", "N": 5 } },
      } }`,
  )
  write(
    '.config/Code/User/mcp.json',
    `{"servers": {"github": {"type": "http", "url": "https://example.com/mcp", "headers": {"Authorization": "Bearer \${input:token}"}}}}`,
  )
  write(
    '.claude.json',
    `{"mcpServers": {"memory": {"type": "stdio", "command": "mcp-server-memory"}}, "projects": {"/a": {"mcpServers": {"sqlite": {"command": "uvx", "args": ["mcp-sqlite"]}, "memory": {"command": "other"}}}}}`,
  )
  write('.cursor/mcp.json', 'not json at all {{{')
  expect(find().map(({ file: _, clientName: __, section: ___, ...server }) => server)).toEqual([
    {
      client: 'claude-desktop',
      originalName: 'File System',
      name: 'file-system',
      command: 'npx',
      args: ['-y', 'server-filesystem', '/home/me'],
      env: { TOKEN: 's3cret', N: '5' },
    },
    { client: 'claude-code', originalName: 'memory', name: 'memory', command: 'mcp-server-memory', args: [] },
    { client: 'claude-code', originalName: 'sqlite', name: 'sqlite', command: 'uvx', args: ['mcp-sqlite'] },
    {
      client: 'vscode',
      originalName: 'github',
      name: 'github',
      url: 'https://example.com/mcp',
      headers: { Authorization: 'Bearer ${input:token}' },
      problem: 'It uses ${input:token}, which only its client can fill in. Add it by hand with the value.',
    },
  ])
})

it('finds nothing where there is nothing', () => {
  expect(find()).toEqual([])
})

it('makes names that fit the tool tree', () => {
  expect(
    ['GitHub', '@scope/server', '9 lives', 'Über-Server!', '名前', 'a'.repeat(80)].map(treeName),
  ).toEqual(['github', 'scope-server', 'lives', 'u-ber-server', 'server', 'a'.repeat(64)])
})
