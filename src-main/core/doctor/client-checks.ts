import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { isAbsolute } from 'node:path'
import type { Result } from '../../contract/methods.ts'
import { planClients, type BridgeCommand, type ClientPlan, type Computer } from '../clients/config/index.ts'

type Check = Result<'doctor.run'>['checks'][number]

/** Milliseconds the bridge may take to get an answer through. */
const bridgeMs = 8000

/**
 * Checks the way from the clients to Athena: the bridge gets an answer, and for every client on this computer whether its
 * configuration has the entry, whether that entry can work, and which servers the client still reaches without Athena.
 */
export async function clientChecks(
  command: BridgeCommand,
  computer: Computer = thisComputer(),
): Promise<Check[]> {
  const plans = planClients(computer, command).filter((plan) => plan.detected)
  const checks = [
    await bridgeCheck(command),
    ...plans.flatMap((plan) => [connection(plan), ...coverage(plan)]),
  ]
  if (plans.length === 0) {
    checks.push({
      id: 'clients',
      title: 'MCP clients',
      state: 'skipped',
      detail: 'No MCP client was found. Athena also works on its own: open the Editor.',
    })
  }
  return checks
}

function thisComputer(): Computer {
  return { platform: process.platform, home: homedir(), environment: process.env }
}

function connection(plan: ClientPlan): Check {
  const check = { id: `client.${plan.id}`, title: plan.name }
  const fix = `athena connect ${plan.id} --write`
  const unreadable = plan.files.find((file) => file.problem !== undefined)
  if (unreadable?.problem !== undefined) {
    return {
      ...check,
      state: 'failed',
      detail: unreadable.problem,
      fix: `Open ${unreadable.path} and correct it.`,
    }
  }
  const open = plan.files.filter((file) => file.state !== 'connected')
  const [first] = open
  if (first === undefined) {
    return {
      ...check,
      state: 'ok',
      detail: `Connected in ${plan.files.map((file) => file.path).join(' and ')}.`,
    }
  }
  const where = first.variant === undefined ? first.path : `${first.path} (${first.variant})`
  if (first.state === 'outdated') {
    return { ...check, state: 'warning', detail: `The entry in ${where} is not the one of this Athena.`, fix }
  }
  return { ...check, state: 'warning', detail: `Not connected: no entry in ${where}.`, fix }
}

/** Which servers a client reaches on its own: what they return goes to the model as it is. */
function coverage(plan: ClientPlan): Check[] {
  const others = [...new Set(plan.files.flatMap((file) => file.others))]
  if (others.length === 0) return []
  return [
    {
      id: `client.${plan.id}.coverage`,
      title: `${plan.name} without Athena`,
      state: 'warning',
      detail: `It still reaches ${others.join(', ')} directly; what they return goes to the model as it is. Prompts, attachments and cloud connectors never pass through Athena.`,
      fix: 'Add these servers to Athena and take them out of the client, if their data should stay here.',
    },
  ]
}

/** Starts the bridge as a client would and waits for one answer. */
async function bridgeCheck({ node, bridge, data }: BridgeCommand): Promise<Check> {
  const check = { id: 'bridge', title: 'Bridge' }
  if (!existsSync(bridge)) {
    return { ...check, state: 'skipped', detail: `${bridge} is not built.`, fix: 'npm run build' }
  }
  if (!isAbsolute(node) || !existsSync(node)) {
    return {
      ...check,
      state: 'failed',
      detail: `The Node for the bridge is not there: ${node}.`,
      fix: 'Install Athena again.',
    }
  }
  const started = performance.now()
  const problem = await askThroughBridge(node, bridge, data)
  if (problem !== undefined)
    return { ...check, state: 'failed', detail: problem, fix: 'Start Athena again, then repeat this check.' }
  return { ...check, state: 'ok', detail: `Answered in ${Math.round(performance.now() - started)} ms.` }
}

function askThroughBridge(node: string, bridge: string, data: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn(node, [bridge], {
      env: { PATH: process.env.PATH, ATHENA_DATA: data },
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    let errors = ''
    const end = (problem: string | undefined): void => {
      clearTimeout(timer)
      child.kill()
      resolve(problem)
    }
    const timer = setTimeout(
      () => end(`No answer within ${bridgeMs / 1000} seconds. ${errors}`.trim()),
      bridgeMs,
    )
    child.on('error', (error) => end(`The bridge could not be started: ${error.message}`))
    child.on('exit', (code) => end(`The bridge ended with code ${code}. ${errors}`.trim()))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors = (errors + text).slice(-500)))
    child.stdout.once('data', () => end(undefined))
    child.stdin.on('error', () => undefined)
    // A request without a handshake: every server of both eras answers it, if only by an error.
    child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' })}\n`)
  })
}
