import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { connectClient, disconnectClient, planClient, planClients, type BridgeCommand } from './connect.ts'
import { unifiedDiff } from './change-file.ts'
import { findClient, knownClients, type Computer, type KnownClient } from './known-clients.ts'

let home: string
let command: BridgeCommand
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'athena home '))
  command = { node: '/opt/athena/node', bridge: '/opt/athena/bridge.js', data: join(home, 'data') }
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const platforms: NodeJS.Platform[] = ['darwin', 'win32', 'linux']
const computer = (platform: NodeJS.Platform): Computer => ({ platform, home, environment: {} })

function client(id: string): KnownClient {
  const found = findClient(id)
  if (found === undefined) throw new Error(`no client ${id}`)
  return found
}

/** Puts the client's configuration files there, as an installation would. */
function install(known: KnownClient, machine: Computer, text?: string): string[] {
  if (known.id === 'claude-desktop' && machine.platform === 'win32') {
    mkdirSync(join(home, 'AppData/Local/Packages/Claude_pzs8sxrjxfjjc/LocalCache/Roaming/Claude'), {
      recursive: true,
    })
  }
  const paths = known.files(machine).map((file) => file.path)
  for (const path of paths) {
    mkdirSync(dirname(path), { recursive: true })
    if (text !== undefined) writeFileSync(path, text)
  }
  return paths
}

const texts: Record<string, (section: string) => string> = {
  'an empty file': () => '',
  'an empty object': () => '{}',
  'other keys and servers': (section) =>
    `{\n  "theme": "dark",\n  "${section}": {\n    "files": { "command": "npx", "args": ["-y", "x"] }\n  },\n  "last": [1, 2]\n}\n`,
  'comments, tabs and a trailing comma': (section) =>
    `{\n\t// mine\n\t"${section}": {\n\t\t"a": { "command": "b" },\n\t},\n}`,
  'Windows line ends': (section) => `{\r\n    "${section}": {}\r\n}\r\n`,
  'everything on one line': (section) => `{"${section}":{"a":{"command":"b"}},"z":1}`,
}

describe.each(platforms)('on %s', (platform) => {
  describe.each(knownClients.map((known) => [known.id, known] as const))('%s', (_id, known) => {
    it.each(Object.keys(texts))('is connected and disconnected over %s, byte for byte', (kind) => {
      const machine = computer(platform)
      const text = texts[kind]?.(known.section) ?? ''
      const paths = install(known, machine, text)
      const plan = planClient(known, machine, command)
      expect(plan).toMatchObject({ detected: true, files: paths.map((path) => ({ path, state: 'absent' })) })
      expect(connectClient(plan, command.data).map((entry) => entry.path)).toEqual(paths)
      const after = planClient(known, machine, command)
      expect(after.files.map((file) => file.state)).toEqual(paths.map(() => 'connected'))
      expect(after.files.map((file) => file.others)).toEqual(plan.files.map((file) => file.others))
      expect(connectClient(after, command.data)).toEqual([])
      expect(disconnectClient(known, machine, command.data)).toEqual(paths)
      for (const path of paths) expect(readFileSync(path, 'utf8')).toBe(text)
      expect(disconnectClient(known, machine, command.data)).toEqual([])
    })

    it('gets a file where it has none, which goes again', () => {
      const machine = computer(platform)
      const paths = install(known, machine)
      connectClient(planClient(known, machine, command), command.data)
      expect(paths.every((path) => existsSync(path))).toBe(true)
      disconnectClient(known, machine, command.data)
      expect(paths.some((path) => existsSync(path))).toBe(false)
    })
  })
})

describe('Claude Desktop on Windows', () => {
  it('is entered in the classic place and in the MSIX package, whichever are installed', () => {
    const machine = computer('win32')
    const [classic = '', msix = ''] = install(client('claude-desktop'), machine)
    expect(msix).toContain('Packages')
    connectClient(planClient(client('claude-desktop'), machine, command), command.data)
    expect(existsSync(classic) && existsSync(msix)).toBe(true)
    rmSync(dirname(classic), { recursive: true })
    expect(planClient(client('claude-desktop'), machine, command).files.map((file) => file.variant)).toEqual([
      'MSIX',
    ])
  })
})

describe('a file that must not be lost', () => {
  it('is never overwritten when it is not valid JSON, and the place is named', () => {
    const machine = computer('linux')
    const text = '{\n  "mcpServers": {\n    "a": {,}\n  }\n}'
    const [path = ''] = install(client('claude-desktop'), machine, text)
    const plan = planClient(client('claude-desktop'), machine, command)
    expect(plan.files[0]).toMatchObject({
      state: 'unreadable',
      problem: expect.stringContaining('line 3, column 11'),
    })
    expect(() => connectClient(plan, command.data)).toThrow('not valid JSON')
    expect(readFileSync(path, 'utf8')).toBe(text)
  })

  it.each(['[]', '"text"', '{"mcpServers": []}'])('is left alone when it holds %s', (text) => {
    const [path = ''] = install(client('cursor'), computer('linux'), text)
    expect(() =>
      connectClient(planClient(client('cursor'), computer('linux'), command), command.data),
    ).toThrow('not changed')
    expect(readFileSync(path, 'utf8')).toBe(text)
  })

  it('is not written when it was changed since the preview', () => {
    const [path = ''] = install(client('cursor'), computer('linux'), '{}')
    const plan = planClient(client('cursor'), computer('linux'), command)
    writeFileSync(path, '{"mine": 1}')
    expect(() => connectClient(plan, command.data)).toThrow('changed meanwhile')
    expect(readFileSync(path, 'utf8')).toBe('{"mine": 1}')
  })

  it('keeps what the user changed after the connection; only the entry goes', () => {
    const machine = computer('linux')
    const [path = ''] = install(client('cursor'), machine, '{\n  "mcpServers": {}\n}\n')
    connectClient(planClient(client('cursor'), machine, command), command.data)
    writeFileSync(path, readFileSync(path, 'utf8').replace('{\n', '{\n  "mine": true,\n'))
    disconnectClient(client('cursor'), machine, command.data)
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ mine: true, mcpServers: {} })
  })

  it('goes back to the first state after Athena moved and was connected again', () => {
    const machine = computer('linux')
    const [path = ''] = install(client('cursor'), machine, '{ }')
    connectClient(planClient(client('cursor'), machine, command), command.data)
    const moved = { ...command, node: '/elsewhere/node' }
    const plan = planClient(client('cursor'), machine, moved)
    expect(plan.files[0]?.state).toBe('outdated')
    connectClient(plan, command.data)
    disconnectClient(client('cursor'), machine, command.data)
    expect(readFileSync(path, 'utf8')).toBe('{ }')
  })

  it('keeps its permissions, and the backup is for the user alone', () => {
    const [path = ''] = install(client('cursor'), computer('linux'), '{}')
    writeFileSync(path, '{}', { mode: 0o644 })
    const mode = statSync(path).mode
    const [written] = connectClient(planClient(client('cursor'), computer('linux'), command), command.data)
    expect(statSync(path).mode).toBe(mode)
    expect(statSync(written?.backup ?? '').mode & 0o777).toBe(0o600)
    expect(readdirSync(dirname(path))).toEqual(['mcp.json'])
  })
})

it('tells which servers a client reaches without Athena', () => {
  install(
    client('vscode'),
    computer('linux'),
    '{"servers": {"github": {"command": "x"}, "athena": {"command": "old"}}}',
  )
  const plan = planClients(computer('linux'), command).find((entry) => entry.id === 'vscode')
  expect(plan?.files[0]).toMatchObject({ state: 'outdated', others: ['github'] })
})

it('finds no client on an empty computer', () => {
  for (const platform of platforms) {
    expect(planClients(computer(platform), command).filter((plan) => plan.detected)).toEqual([])
  }
})

it('shows a change as a unified diff', () => {
  expect(unifiedDiff('f', 'a\nb\nc\nd\ne\nf\n', 'a\nb\nc\nd\nX\ne\nf\n')).toBe(
    '--- f\n+++ f\n@@ -2,5 +2,6 @@\n b\n c\n d\n+X\n e\n f\n',
  )
  expect(unifiedDiff('f', '', '{}\n')).toBe('--- f\n+++ f\n@@ -0,0 +1,1 @@\n+{}\n')
  expect(unifiedDiff('f', 'a', 'a')).toBe('')
})
