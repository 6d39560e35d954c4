import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { root } from '../support/start-athena.ts'

// The official suite, both sides of Athena, both revisions. The client half starts one program a scenario and takes a minute and
// a half, so it runs with `npm run test:all`.
const run = promisify(execFile)
const all = process.env['ATHENA_TEST_ALL'] === '1'

async function suite(side: string, revision: string): Promise<string> {
  const program = join(root, 'e2e', 'conformance', 'run.ts')
  const result = await run(process.execPath, [program, side, revision], { maxBuffer: 50_000_000 })
  return result.stdout
}

describe('the official conformance suite', () => {
  test('server, 2026-07-28: all 37 required scenarios pass', async () => {
    const output = await suite('server', '2026-07-28')
    expect(output).toContain('All required scenarios pass.')
    const summary = output.slice(output.indexOf('=== SUMMARY ==='), output.indexOf('Not scored'))
    const failing = [...summary.matchAll(/^✗ (\S+):/gm)].map(([, name]) => name)
    // The Tasks extension, which Athena does not have.
    expect(failing.filter((name) => !name?.startsWith('tasks-'))).toEqual([])
    expect([...summary.matchAll(/^✓ /gm)].length).toBeGreaterThanOrEqual(37)
  }, 120_000)

  test('server, 2025-11-25: all 30 required scenarios pass', async () => {
    const output = await suite('server', '2025-11-25')
    expect(output).toContain('All required scenarios pass.')
    expect(output).toMatch(/Total: \d+ passed, 0 failed/)
  }, 120_000)

  test.skipIf(!all)(
    'client, 2026-07-28: all 32 required scenarios pass',
    async () => {
      expect(await suite('client', '2026-07-28')).toContain('32 of 32 required client scenarios pass')
    },
    600_000,
  )

  test.skipIf(!all)(
    'client, 2025-11-25: all 18 required scenarios pass',
    async () => {
      expect(await suite('client', '2025-11-25')).toContain('18 of 18 required client scenarios pass')
    },
    600_000,
  )
})
