import { accessSync, constants, statfsSync } from 'node:fs'
import { join } from 'node:path'
import type { SandboxStatus } from '../../contract/sandbox.ts'
import type { Result } from '../../contract/methods.ts'
import { toWireError } from '../../contract/errors.ts'
import type { Executions } from '../execution/index.ts'
import type { KeyStore, Paths } from '../ports.ts'
import type { Skills } from '../skills/index.ts'
import type { Upstream } from '../upstream/api.ts'
import { clientChecks } from './client-checks.ts'

export type Check = Result<'doctor.run'>['checks'][number]

export interface DoctorParts {
  paths: Paths
  keys: KeyStore
  executions: Executions
  upstream: Upstream
  skills: Skills
  sandbox: () => Promise<SandboxStatus>
  endpoint: () => { mcpUrl: string } | undefined
  definitionTokens: () => number
}

const lowDiskBytes = 200 * 1024 * 1024

/** Checks the installation, each check with a stable id, what was found and how to mend it. Runs real code for the sandbox check. */
export async function runDoctor(parts: DoctorParts): Promise<Check[]> {
  const checks: Check[] = []
  checks.push(dataFolder(parts.paths.data))
  const endpoint = parts.endpoint()
  checks.push(
    endpoint
      ? {
          id: 'host.mcp',
          title: 'MCP endpoint',
          state: 'ok',
          detail: `Listening on ${endpoint.mcpUrl}, ${parts.definitionTokens()} model tokens of definitions.`,
        }
      : {
          id: 'host.mcp',
          title: 'MCP endpoint',
          state: 'failed',
          detail: 'Athena is not listening.',
          fix: 'Start Athena again; another program may hold the port.',
        },
  )
  checks.push(await codeRuns(parts.executions))
  checks.push(...sandboxLayers(await parts.sandbox()))
  checks.push(keyStore(parts.keys))
  for (const status of parts.upstream.status()) {
    checks.push({
      id: `server.${status.name}`,
      title: `Server ${status.name}`,
      state: status.state === 'running' ? 'ok' : status.state === 'starting' ? 'warning' : 'failed',
      detail: status.state === 'running' ? `${status.tools} tools.` : `${status.state}: ${status.detail}`,
      ...(status.state === 'failed'
        ? { fix: `Look at the server's log, then: athena server remove ${status.name}, and add it again.` }
        : {}),
    })
  }
  checks.push(...skillDrift(parts.skills))
  checks.push(
    ...(await clientChecks({
      node: parts.paths.node ?? process.execPath,
      bridge: join(parts.paths.out, 'main', 'bridge.js'),
      data: parts.paths.data,
    })),
  )
  return checks
}

/** Skills that were saved when their tools were different ones; nothing where there is no skill. */
function skillDrift(skills: Skills): Check[] {
  const all = skills.list()
  if (all.length === 0) return []
  const check = { id: 'skills.drift', title: 'Skills' }
  const drifted = all.flatMap(({ name }) => {
    const tools = skills
      .drift(name)
      .map(({ tool, reason }) => `${tool} ${reason === 'missing' ? 'is gone' : 'changed'}`)
    return tools.length === 0 ? [] : [`${name} (${tools.join(', ')})`]
  })
  if (drifted.length === 0)
    return [{ ...check, state: 'ok', detail: `${all.length}, each with the tools it was saved with.` }]
  return [
    {
      ...check,
      state: 'warning',
      detail: `These were saved when their tools were different: ${drifted.join('; ')}.`,
      fix: 'Try them (athena skill test NAME) and save them again.',
    },
  ]
}

function dataFolder(folder: string): Check {
  const check = { id: 'data.folder', title: 'Data folder' }
  try {
    accessSync(folder, constants.W_OK)
    const disk = statfsSync(folder)
    const free = disk.bavail * disk.bsize
    if (free < lowDiskBytes) {
      return {
        ...check,
        state: 'warning',
        detail: `${folder} is writable; ${Math.round(free / 1024 / 1024)} MB free.`,
        fix: 'Free some disk space.',
      }
    }
    return { ...check, state: 'ok', detail: `${folder} is writable.` }
  } catch (error) {
    return {
      ...check,
      state: 'failed',
      detail: `${folder}: ${toWireError(error).message}`,
      fix: 'Make the folder writable, or set ATHENA_DATA to another one.',
    }
  }
}

async function codeRuns(executions: Executions): Promise<Check> {
  const check = { id: 'sandbox.run', title: 'Sandbox runs code' }
  const result = await executions.start({
    code: 'return 2 + 2',
    client: 'doctor',
    source: 'cli',
    limited: false,
  }).done
  return result.status === 'ok' && result.value === 4
    ? { ...check, state: 'ok', detail: `2 + 2 is 4, in ${Math.round(result.metrics['totalMs'] ?? 0)} ms.` }
    : { ...check, state: 'failed', detail: result.text, fix: 'See the sandbox layers below.' }
}

function sandboxLayers(status: SandboxStatus): Check[] {
  const level: Check = {
    id: 'sandbox.level',
    title: 'Sandbox level',
    state: status.level === 'kernel-enforced' ? 'ok' : status.level === 'reduced' ? 'warning' : 'failed',
    detail: `${status.level}${status.reason ? `: ${status.reason}` : ''}; ${status.probes.filter((probe) => probe.refused).length} of ${status.probes.length} probes refused by the kernel.`,
    ...(status.level === 'kernel-enforced'
      ? {}
      : { fix: `If you accept this on this computer: athena doctor --accept-level ${status.level}` }),
  }
  const layers = status.layers.map((layer): Check => ({
    id: `sandbox.${layer.name}`,
    title: `Sandbox layer: ${layer.name}`,
    state: layer.active ? 'ok' : 'warning',
    detail: layer.detail,
  }))
  return [level, ...layers]
}

function keyStore(keys: KeyStore): Check {
  const described = keys.describe()
  return {
    id: 'keys.protection',
    title: 'Key store',
    state: described.protection === 'keychain' || described.protection === 'passphrase' ? 'ok' : 'warning',
    detail: described.sentence,
  }
}
