import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createMcpb } from './mcpb.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'athena mcpb '))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const parts = {
  version: '1.2.3',
  bridge: "process.stdout.write('bridge')\n".repeat(50),
  data: '/home/someone/data',
}

/** The bundle format's own command line. */
function mcpb(...args: string[]): { status: number | null; output: string } {
  const program = join(import.meta.dirname, '../../../../node_modules/@anthropic-ai/mcpb/dist/cli/cli.js')
  const result = spawnSync(process.execPath, [program, ...args], { encoding: 'utf8', cwd: folder })
  return { status: result.status, output: result.stdout + result.stderr }
}

it('is a bundle that the official tool unpacks and finds valid', () => {
  const path = join(folder, 'athena.mcpb')
  writeFileSync(path, createMcpb(parts))
  const unpacked = join(folder, 'unpacked')
  expect(mcpb('unpack', path, unpacked)).toMatchObject({ status: 0 })
  expect(mcpb('validate', join(unpacked, 'manifest.json'))).toMatchObject({ status: 0 })
  expect(readFileSync(join(unpacked, 'server/bridge.mjs'), 'utf8')).toBe(parts.bridge)
  const manifest = JSON.parse(readFileSync(join(unpacked, 'manifest.json'), 'utf8')) as Record<
    string,
    unknown
  >
  expect(manifest).toMatchObject({
    version: '1.2.3',
    server: { type: 'node', mcp_config: { env: { ATHENA_DATA: parts.data } } },
  })
})

it('has the same bytes for the same parts', () => {
  expect(createMcpb(parts)).toEqual(createMcpb(parts))
})
