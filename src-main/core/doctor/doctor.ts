import { statfsSync } from 'node:fs'
import { join } from 'node:path'
import type { SandboxStatus } from '../../contract/sandbox.ts'
import { toWireError } from '../../contract/errors.ts'
import type { Executions } from '../execution/index.ts'
import type { KeyStore, Paths } from '../ports.ts'
import type { Skills } from '../skills/index.ts'
import type { Upstream } from '../upstream/api.ts'
import type { ConnectedClients } from '../clients/index.ts'
import { bridgeChecks } from './bridge-check.ts'
import type { Check } from './check.ts'
import { clientChecks } from './client-checks.ts'

/** What a shell adds: checks of its own, such as Electron's fuses. */
export type ShellChecks = () => Check[]

export interface DoctorParts {
  version: string
  paths: Paths
  keys: KeyStore
  executions: Executions
  /** Takes a run and its session out of the history. */
  forgetRun: (run: string, session: string) => void
  upstream: Upstream
  skills: Skills
  clients: ConnectedClients
  sandbox: () => Promise<SandboxStatus>
  endpoint: () => { mcpUrl: string; shell: string } | undefined
  /** Writes into the database and takes it back; throws when that fails. */
  writeProbe: () => void
  shellChecks?: ShellChecks
}

const lowDiskBytes = 200 * 1024 * 1024

/**
 * Checks the installation. First the twelve steps from the host to a client's list of tools, always all of them and in this order,
 * then what lies behind them: sandbox layers, servers, each client. Runs real code for the sandbox and starts a real bridge.
 */
export async function runDoctor(parts: DoctorParts): Promise<Check[]> {
  const { paths } = parts
  // Before the bridge: its connection would be one of them.
  const connected = parts.clients.list()
  const command = {
    node: paths.node ?? process.execPath,
    bridge: join(paths.out, 'main', 'bridge.js'),
    data: paths.data,
  }
  const endpoint = parts.endpoint()
  const configured = clientChecks(command)
  const ran = await codeRuns(parts)
  const { bridge, tools } = await bridgeChecks(command)
  return [
    {
      id: 'host.running',
      title: 'Athena is running',
      state: 'ok',
      detail: `Version ${parts.version}, ${endpoint?.shell === 'electron' ? 'in its window' : 'headless'}, process ${process.pid}, data in ${paths.data}.`,
    },
    await listening(endpoint),
    database(paths.data, parts.writeProbe),
    ran,
    keyStore(parts.keys),
    ...configured.steps,
    bridge,
    handshake(connected),
    tools,
    ...sandboxLayers(await parts.sandbox()),
    ...(parts.shellChecks?.() ?? []),
    ...servers(parts.upstream),
    ...skillDrift(parts.skills),
    ...configured.details,
  ]
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

/** Whether something answers at the MCP address, and only on this computer. */
async function listening(endpoint: { mcpUrl: string } | undefined): Promise<Check> {
  const check = { id: 'host.mcp', title: 'Port is bound on 127.0.0.1' }
  const fix = 'Start Athena again; another program may hold the port.'
  if (endpoint === undefined) return { ...check, state: 'failed', detail: 'Athena is not listening.', fix }
  const { hostname } = new URL(endpoint.mcpUrl)
  if (hostname !== '127.0.0.1')
    return { ...check, state: 'failed', detail: `It is bound on ${hostname}.`, fix }
  try {
    // Without the token the answer is a refusal, which is as good a proof.
    const answer = await fetch(endpoint.mcpUrl, { method: 'POST', signal: AbortSignal.timeout(5000) })
    return answer.status === 401 || answer.status === 503
      ? {
          ...check,
          state: 'ok',
          detail: `Listening on ${endpoint.mcpUrl}${answer.status === 503 ? '; agent access is paused' : ''}.`,
        }
      : { ...check, state: 'failed', detail: `${endpoint.mcpUrl} answered ${answer.status}.`, fix }
  } catch (error) {
    return { ...check, state: 'failed', detail: `${endpoint.mcpUrl}: ${toWireError(error).message}`, fix }
  }
}

function database(folder: string, probe: () => void): Check {
  const check = { id: 'data.database', title: 'Database is writable' }
  try {
    probe()
    const disk = statfsSync(folder)
    const free = disk.bavail * disk.bsize
    const mb = Math.round(free / 1024 / 1024)
    if (free < lowDiskBytes)
      return { ...check, state: 'warning', detail: `Written; ${mb} MB free.`, fix: 'Free some disk space.' }
    return { ...check, state: 'ok', detail: `${folder}, ${mb} MB free.` }
  } catch (error) {
    return {
      ...check,
      state: 'failed',
      detail: `${folder}: ${toWireError(error).message}`,
      fix: 'Make the folder writable, or set ATHENA_DATA to another one.',
    }
  }
}

function handshake(connected: ReturnType<ConnectedClients['list']>): Check {
  const check = { id: 'clients.handshake', title: 'A client has connected' }
  return connected.length > 0
    ? {
        ...check,
        state: 'ok',
        detail: `${connected.map((client) => `${client.name} ${client.version} (${client.protocol}, ${client.transport})`).join(', ')}.`,
      }
    : {
        ...check,
        state: 'warning',
        detail: 'None is connected now.',
        fix: 'Start the client again after Athena was entered in it.',
      }
}

function servers(upstream: Upstream): Check[] {
  return upstream.status().map((status): Check => ({
    id: `server.${status.name}`,
    title: `Server ${status.name}`,
    state: status.state === 'running' ? 'ok' : status.state === 'starting' ? 'warning' : 'failed',
    detail: status.state === 'running' ? `${status.tools} tools.` : `${status.state}: ${status.detail}`,
    ...(status.state === 'failed'
      ? { fix: `Look at the server's log, then: athena server remove ${status.name}, and add it again.` }
      : {}),
  }))
}

/** Runs code. A run that went well is nobody's work and leaves nothing in the history; one that failed stays to be looked at. */
async function codeRuns({
  executions,
  forgetRun,
}: Pick<DoctorParts, 'executions' | 'forgetRun'>): Promise<Check> {
  const check = { id: 'sandbox.run', title: 'Sandbox runs code' }
  const run = executions.start({ code: 'return 2 + 2', client: 'doctor', source: 'cli', limited: false })
  const result = await run.done
  if (result.status !== 'ok' || result.value !== 4)
    return { ...check, state: 'failed', detail: result.text, fix: 'See the sandbox layers below.' }
  forgetRun(run.id, run.session)
  return { ...check, state: 'ok', detail: `2 + 2 is 4, in ${Math.round(result.metrics['totalMs'] ?? 0)} ms.` }
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
    title: 'Protection of the keys',
    state: described.protection === 'keychain' || described.protection === 'passphrase' ? 'ok' : 'warning',
    detail: described.sentence,
  }
}
