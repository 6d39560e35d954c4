import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { callHost } from '../support/control.ts'
import { startAthena } from '../support/start-athena.ts'
import type { Athena } from '../support/start-athena.ts'

let athena: Athena
let home: string
let file: string
const before = `{
  // my servers
  "mcpServers": { "github": { "command": "gh-mcp", "env": { "GITHUB_TOKEN": "ghp_secret_of_the_user" } } },
  "theme": "dark"
}
`

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'athena-home-'))
  file = join(home, '.cursor', 'mcp.json')
  mkdirSync(join(home, '.cursor'))
  writeFileSync(file, before.replace('  // my servers\n', ''))
  athena = await startAthena({ env: { HOME: home } })
}, 60_000)
afterAll(async () => {
  await athena?.stop()
  if (home) rmSync(home, { recursive: true, force: true })
})

interface Clients {
  clients: {
    id: string
    detected: boolean
    files: { path: string; state: string; others: string[]; change: string[] }[]
  }[]
}

test('a client is connected from the window and back, and its secrets stay where they are', async () => {
  const original = readFileSync(file)
  const list = await callHost<Clients>(athena.data, 'clients.list')
  const cursor = list.clients.find((client) => client.id === 'cursor')
  expect(cursor).toMatchObject({
    detected: true,
    files: [{ path: file, state: 'absent', others: ['github'] }],
  })
  expect(cursor?.files[0]?.change.join('\n')).toContain('athena')
  expect(JSON.stringify(list)).not.toContain('ghp_secret')

  await callHost(athena.data, 'clients.connect', { id: 'cursor' })
  const connected = JSON.parse(readFileSync(file, 'utf8')) as {
    mcpServers: Record<string, unknown>
    theme: string
  }
  expect(Object.keys(connected.mcpServers)).toEqual(['github', 'athena'])
  expect(connected.theme).toBe('dark')

  await callHost(athena.data, 'clients.disconnect', { id: 'cursor' })
  expect(readFileSync(file).equals(original)).toBe(true)
  await expect(callHost(athena.data, 'clients.connect', { id: 'nobody' })).rejects.toThrow('BAD_PARAMS')
})
