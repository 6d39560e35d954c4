import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { entryFor, findClient, type BridgeCommand, type Computer } from '../clients/config/index.ts'
import { bridgeChecks } from './bridge-check.ts'
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

const states = () => {
  const { steps, details } = clientChecks(command, computer)
  return Object.fromEntries([...steps, ...details].map((check) => [check.id, check.state]))
}

function cursor(servers: Record<string, unknown>): void {
  mkdirSync(join(home, '.cursor'), { recursive: true })
  writeFileSync(join(home, '.cursor', 'mcp.json'), JSON.stringify({ mcpServers: servers }))
}

it('says that there is no client', () => {
  expect(states()).toEqual({
    'clients.found': 'skipped',
    'clients.valid': 'skipped',
    'clients.entry': 'skipped',
    'clients.command': 'failed',
  })
})

it('tells a connected client from one that is not, and what it reaches without Athena', () => {
  cursor({ files: { command: 'npx' } })
  expect(states()).toMatchObject({
    'clients.found': 'ok',
    'clients.entry': 'warning',
    'client.cursor': 'warning',
    'client.cursor.coverage': 'warning',
  })
  const client = findClient('cursor')
  cursor({ athena: client && entryFor(client, command) })
  writeFileSync(command.bridge, '')
  expect(states()).toEqual({
    'clients.found': 'ok',
    'clients.valid': 'ok',
    'clients.entry': 'ok',
    'clients.command': 'ok',
    'client.cursor': 'ok',
  })
  cursor({ athena: { command: '/old/node' } })
  expect(states()).toMatchObject({ 'clients.entry': 'warning', 'client.cursor': 'warning' })
  writeFileSync(join(home, '.cursor', 'mcp.json'), '{')
  expect(states()).toMatchObject({ 'clients.valid': 'failed', 'client.cursor': 'failed' })
})

it('starts the bridge as a client would', async () => {
  const answer = JSON.stringify({ jsonrpc: '2.0', id: 1, result: { tools: [{ name: 'execute_code' }] } })
  writeFileSync(command.bridge, `process.stdin.once('data', () => console.log(${JSON.stringify(answer)}))`)
  expect(await bridgeChecks(command)).toMatchObject({
    bridge: { state: 'ok' },
    tools: { state: 'ok', detail: 'execute_code.' },
  })
  writeFileSync(command.bridge, "process.stdin.once('data', () => console.log('{}'))")
  expect(await bridgeChecks(command)).toMatchObject({ bridge: { state: 'ok' }, tools: { state: 'failed' } })
  writeFileSync(command.bridge, "process.stderr.write('athena: not there\\n'); process.exit(3)")
  const { bridge, tools } = await bridgeChecks(command)
  expect(bridge).toMatchObject({ state: 'failed', detail: expect.stringContaining('not there') })
  expect(tools).toMatchObject({ state: 'skipped' })
})
