import { afterEach, describe, expect, it } from 'vitest'
import { startSandbox } from '../testing/sandbox-under-test.ts'
import type { SandboxUnderTest } from '../testing/sandbox-under-test.ts'

let sandbox: SandboxUnderTest | undefined
afterEach(async () => {
  await sandbox?.close()
  sandbox = undefined
})
const linux = process.platform === 'linux'
if (!linux) console.warn('The kernel layers are tested on Linux only; skipped here.')

describe.skipIf(!linux)('the self-test', () => {
  it('proves by the kernel that every probe is refused', async () => {
    sandbox = await startSandbox()
    expect(sandbox.status.level).toBe('kernel-enforced')
    expect(sandbox.status.probes.map((probe) => [probe.id, probe.refused])).toEqual([
      ['read', true],
      ['kill', true],
      ['memory', true],
      ['socket', true],
      ['exec', true],
    ])
    expect(sandbox.status.layers.filter((layer) => !layer.active)).toEqual([])
    const again = await sandbox.ask('selftest')
    expect(again.level).toBe('kernel-enforced')
  })

  it.each([
    ['seccomp', /System-call filter: seccomp switched off/],
    ['landlock', /Landlock.*switched off/s],
  ])('names the level and the reason where %s is missing, and runs nothing', async (layer, reason) => {
    sandbox = await startSandbox({ without: [layer] })
    expect(sandbox.status.level).toBe('reduced')
    expect(sandbox.status.reason).toMatch(reason)
    const { outcome, pid } = await sandbox.run('return 1')
    expect(outcome).toMatchObject({
      status: 'rejected',
      problems: [{ code: 'SANDBOX_LEVEL', message: expect.stringMatching(/reduced/) }],
    })
    expect(pid).toBe(0)
  })

  it('runs at a lower level only when the user has accepted that level', async () => {
    sandbox = await startSandbox({ without: ['seccomp'] }, { accept: 'reduced' })
    expect((await sandbox.run('return 1')).outcome.status).toBe('ok')
  })

  it('is at no level when both layers are missing, even for those who accept a reduced one', async () => {
    sandbox = await startSandbox({ without: ['seccomp', 'landlock'] }, { accept: 'reduced' })
    expect(sandbox.status.level).toBe('none')
    expect((await sandbox.run('return 1')).outcome.status).toBe('rejected')
  })
})
