import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { entryFor, findClient, type BridgeCommand, type Computer } from '../clients/config/index.ts'
import { clientChecks } from './client-checks.ts'

let home: string
let command: BridgeCommand
let computer: Computer
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'athena-doctor-'))
  command = { node: process.execPath, bridge: join(home, 'bridge.mjs'), data: join(home, 'data') }
  computer = { platform: 'linux', home, environment: {} }
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const states = async () =>
  Object.fromEntries((await clientChecks(command, computer)).map((check) => [check.id, check.state]))

function cursor(servers: Record<string, unknown>): void {
  mkdirSync(join(home, '.cursor'), { recursive: true })
  writeFileSync(join(home, '.cursor', 'mcp.json'), JSON.stringify({ mcpServers: servers }))
}

it('says that there is no client', async () => {
  expect(await states()).toEqual({ bridge: 'skipped', clients: 'skipped' })
})

it('tells a connected client from one that is not, and what it reaches without Athena', async () => {
  cursor({ files: { command: 'npx' } })
  expect(await states()).toMatchObject({ 'client.cursor': 'warning', 'client.cursor.coverage': 'warning' })
  const client = findClient('cursor')
  cursor({ athena: client && entryFor(client, command) })
  expect(await states()).toEqual({ bridge: 'skipped', 'client.cursor': 'ok' })
  cursor({ athena: { command: '/old/node' } })
  expect(await states()).toMatchObject({ 'client.cursor': 'warning' })
  writeFileSync(join(home, '.cursor', 'mcp.json'), '{')
  expect(await states()).toMatchObject({ 'client.cursor': 'failed' })
})

it('starts the bridge as a client would', async () => {
  writeFileSync(command.bridge, "process.stdin.once('data', (line) => process.stdout.write(line))")
  expect(await states()).toMatchObject({ bridge: 'ok' })
  writeFileSync(command.bridge, "process.stderr.write('athena: not there\\n'); process.exit(3)")
  const [bridge] = await clientChecks(command, computer)
  expect(bridge).toMatchObject({ state: 'failed', detail: expect.stringContaining('not there') })
})
