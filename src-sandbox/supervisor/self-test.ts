import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { SandboxLevel } from '../../src-main/contract/events.ts'
import type { SandboxProbe, SandboxStatus } from '../../src-main/contract/sandbox.ts'
import type { LockReport, ProbeName } from '../frames.ts'
import { startRunner } from './runner.ts'
import type { Runner, RunnerContext, RunnerSettings } from './runner.ts'

export interface SelfTest {
  level: SandboxLevel
  reason?: string
  layers: SandboxStatus['layers']
  probes: SandboxProbe[]
}

const titles: Record<ProbeName, string> = {
  read: 'Read a file outside the sandbox',
  kill: 'Send a signal to another process',
  memory: 'Take 300 MB of memory',
  socket: 'Open a network socket',
  exec: 'Start a program',
}
/** Probes that survive share a runner; the last two end theirs when the kernel refuses as it should. */
const groups: ProbeName[][] = [['read', 'kill', 'memory'], ['socket'], ['exec']]
const answerDeadlineMs = 5000

/**
 * Starts runners as for agent code and has them try what agent code must never do, by raw system calls. The level says what
 * the kernel really refused, not what was configured.
 */
export async function selfTest(context: RunnerContext, settings: RunnerSettings): Promise<SelfTest> {
  const folder = mkdtempSync(path.join(tmpdir(), 'athena-selftest-'))
  const canary = path.join(folder, 'canary')
  writeFileSync(canary, randomUUID(), { mode: 0o644 })
  try {
    const results = await Promise.all(groups.map((group) => probeGroup(context, settings, group, canary)))
    const probes = results.flatMap((result) => result.probes)
    const lock = results.find((result) => result.runner?.lock)?.runner?.lock
    const confinement = await context.spawner.confinement
    const layers = layersOf(process.platform, lock, confinement)
    const failed = probes.filter((probe) => !probe.refused)
    const missing = layers.filter((layer) => !layer.active)
    const error = results.find((result) => result.error)?.error
    if (error !== undefined && !lock) return { level: 'none', reason: error, layers, probes }
    if (failed.length === 0 && missing.length === 0) return { level: 'kernel-enforced', layers, probes }
    const reason = [
      ...missing.map((layer) => `${layer.name}: ${layer.detail || 'not active'}`),
      ...failed.map((probe) => `${probe.title}: not refused (${probe.detail})`),
    ].join('; ')
    const held = probes.filter((probe) => probe.refused).length
    return {
      level:
        held > 0 && (lock?.seccomp === true || lock?.seatbelt === true || (lock?.landlock ?? 0) > 0)
          ? 'reduced'
          : 'none',
      reason,
      layers,
      probes,
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function probeGroup(
  context: RunnerContext,
  settings: RunnerSettings,
  group: ProbeName[],
  canary: string,
): Promise<{ probes: SandboxProbe[]; runner?: Runner; error?: string }> {
  const runner = startRunner(context, settings)
  try {
    await runner.ready
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error)
    // What never starts runs no code either, but nothing was proven.
    return { probes: group.map((id) => ({ id, title: titles[id], refused: false, detail })), error: detail }
  }
  const probes: SandboxProbe[] = []
  let ended: string | undefined
  const exit = runner.exited.then((how) => (ended = how.signal ?? `code ${how.code}`))
  for (const id of group) {
    const answer = new Promise<{ refused: boolean; detail: string }>((resolve) => {
      const timer = setTimeout(() => resolve({ refused: false, detail: 'no answer' }), answerDeadlineMs)
      const done = (value: { refused: boolean; detail: string }): void => {
        clearTimeout(timer)
        resolve(value)
      }
      runner.onFrame = (frame) => {
        if (frame.t === 'probed') done({ refused: frame.refused === true, detail: frame.detail })
      }
      void exit.then(() => done({ refused: ended === 'SIGSYS', detail: `the process was ended by ${ended}` }))
    })
    runner.send({ t: 'probe', probe: id, path: id === 'exec' ? '/bin/true' : canary, pid: process.pid })
    probes.push({ id, title: titles[id], ...(await answer) })
  }
  runner.kill()
  await runner.exited
  return { probes, runner }
}

/** What should be in force on a system, and what the runner says is. */
function layersOf(
  platform: string,
  lock: LockReport | undefined,
  confinement: { landlock: boolean; seccomp: boolean; detail: string },
): SandboxStatus['layers'] {
  const shared: SandboxStatus['layers'] = [
    { name: 'Compile gate', active: true, detail: 'two parsers, printed anew' },
    { name: 'Realm', active: true, detail: 'no host object, no code from text' },
    {
      name: 'Node permissions',
      active: lock?.permissions === true,
      detail: 'no files, processes, workers, add-ons',
    },
  ]
  if (platform === 'darwin')
    return [...shared, { name: 'Seatbelt', active: lock?.seatbelt === true, detail: 'deny-all profile' }]
  if (platform !== 'linux')
    return [...shared, { name: 'Kernel', active: false, detail: `no kernel lock-down for ${platform} yet` }]
  return [
    ...shared,
    {
      name: 'Confined before start',
      active: confinement.landlock && confinement.seccomp,
      detail: confinement.detail || 'spawner thread',
    },
    { name: 'No new privileges', active: lock?.noNewPrivileges === true, detail: '' },
    {
      name: 'Landlock',
      active: (lock?.landlock ?? 0) > 0,
      detail: lock?.landlock ? `ABI ${lock.landlock}, no path allowed` : (lock?.detail ?? 'absent'),
    },
    {
      name: 'System-call filter',
      active: lock?.seccomp === true,
      detail: lock?.seccomp ? 'allow-list on all threads' : (lock?.detail ?? 'absent'),
    },
    {
      name: 'Limits',
      active: lock?.limits === true,
      detail: 'memory, processor time, files, processes, core dumps',
    },
  ]
}
