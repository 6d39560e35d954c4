import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { startAthena } from '../support/start-athena.ts'

it('leaves nothing behind that was not asked to stay', async () => {
  const home = mkdtempSync(join(tmpdir(), 'athena-home-'))
  const config = join(home, '.cursor', 'mcp.json')
  const before = '{\n  // mine\n  "mcpServers": { "files": { "command": "npx" } }\n}\n'
  mkdirSync(join(home, '.cursor'))
  writeFileSync(config, before)
  const data = join(home, 'athena')
  const env = { HOME: home, XDG_CONFIG_HOME: join(home, '.config') }
  let athena = await startAthena({ data, env })
  try {
    expect((await athena.cli(['connect', 'cursor', '--write'])).code).toBe(0)
    expect(readFileSync(config, 'utf8')).not.toBe(before)
    const kept = await athena.cli(['uninstall', '--json'])
    expect(kept.json()).toEqual({ changed: [config], data })
    expect(readFileSync(config, 'utf8')).toBe(before)
    expect(existsSync(join(data, 'athena.db'))).toBe(true)
    expect(existsSync(join(data, 'runtime.json'))).toBe(false)

    athena = await startAthena({ data, env })
    expect((await athena.cli(['uninstall', '--data', '--json'])).json()).toEqual({ changed: [], data: null })
    expect(readdirSync(home)).toEqual(['.cursor'])
    expect(readdirSync(join(home, '.cursor'))).toEqual(['mcp.json'])
  } finally {
    await athena.stop()
    rmSync(home, { recursive: true, force: true, maxRetries: 5 })
  }
}, 90_000)
