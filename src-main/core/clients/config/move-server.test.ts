import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { findServers } from './find-servers.ts'
import { describeMove, listMoved, putBack, takeOut } from './move-server.ts'

let home: string
let data: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'athena-home-'))
  data = join(home, 'data')
})
afterEach(() => rmSync(home, { recursive: true }))

const desktop = `{
\t// mine
\t"mcpServers": {
\t\t"files": { "command": "npx", "args": ["server-filesystem"], "env": { "TOKEN": "s3cret" } },
\t\t"other": { "command": "other", "env": { "KEY": "al5o-secret" } }
\t},
\t"theme": "dark",
}
`

function write(path: string, text: string): string {
  const file = join(home, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
  return file
}

function find(name: string) {
  const found = findServers({ platform: 'linux', home, environment: {} }).find(
    (one) => one.originalName === name,
  )
  if (!found) throw new Error(`${name} was not found`)
  return found
}

it('takes one entry out, shows it first without secrets, and gives the very bytes back', () => {
  const file = write('.config/Claude/claude_desktop_config.json', desktop)
  const diff = describeMove(find('files'))
  expect(diff).toMatch(/^-.*"files".*"TOKEN": "•••"/m)
  expect(diff).not.toMatch(/s3cret|al5o/)
  expect(readFileSync(file, 'utf8')).toBe(desktop)

  const backup = takeOut(find('files'), data, 1)
  expect(statSync(backup).mode & 0o077).toBe(0)
  const after = readFileSync(file, 'utf8')
  expect(after).toContain('// mine')
  expect(after).toContain('"other"')
  expect(after).not.toContain('"files"')
  expect(listMoved(data)).toMatchObject([{ client: 'claude-desktop', originalName: 'files', at: 1 }])
  expect(() =>
    takeOut({ client: 'claude-desktop', file, originalName: 'files', section: ['mcpServers'] }, data, 2),
  ).toThrow(/no server "files" any more/)

  expect(putBack('claude-desktop', 'files', data)).toBe(file)
  expect(readFileSync(file, 'utf8')).toBe(desktop)
  expect(listMoved(data)).toEqual([])
  expect(() => putBack('claude-desktop', 'files', data)).toThrow(/was moved/)
})

it('adds the entry alone to a file that was changed meanwhile, and never over another one', () => {
  const file = write('.config/Claude/claude_desktop_config.json', desktop)
  takeOut(find('files'), data, 1)
  takeOut(find('other'), data, 2)
  writeFileSync(file, '{ "mcpServers": { "new": { "command": "new" } } }')
  putBack('claude-desktop', 'files', data)
  const { mcpServers } = JSON.parse(readFileSync(file, 'utf8')) as { mcpServers: Record<string, object> }
  expect(mcpServers).toEqual({
    new: { command: 'new' },
    files: { command: 'npx', args: ['server-filesystem'], env: { TOKEN: 's3cret' } },
  })
  writeFileSync(file, '{ "mcpServers": { "other": { "command": "mine now" } } }')
  expect(() => putBack('claude-desktop', 'other', data)).toThrow(/again/)
  expect(readFileSync(file, 'utf8')).toContain('mine now')
})

it('finds the entry where it stands, in a project of Claude Code too', () => {
  const file = write(
    '.claude.json',
    '{"mcpServers": {"a": {"command": "a"}}, "projects": {"/p.q": {"mcpServers": {"b": {"command": "b"}}}}}',
  )
  takeOut(find('b'), data, 1)
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
    mcpServers: { a: { command: 'a' } },
    projects: { '/p.q': { mcpServers: {} } },
  })
  putBack('claude-code', 'b', data)
  expect(find('b').command).toBe('b')
})
