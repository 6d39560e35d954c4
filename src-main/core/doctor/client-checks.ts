import { homedir } from 'node:os'
import { planClients, type BridgeCommand, type ClientPlan, type Computer } from '../clients/config/index.ts'
import type { Check } from './check.ts'
import { commandCheck } from './bridge-check.ts'

/** What the configurations of the clients on this computer say. */
export interface ClientChecks {
  /** The four steps of the way from a client to Athena, in order. */
  steps: Check[]
  /** Each client by itself: whether its entry works, and what it reaches without Athena. */
  details: Check[]
}

/** Checks the configuration of every client on this computer. Claude Desktop's chat and Claude Code have files of their own. */
export function clientChecks(command: BridgeCommand, computer: Computer = thisComputer()): ClientChecks {
  const plans = planClients(computer, command).filter((plan) => plan.detected)
  return {
    steps: [found(plans), valid(plans), entered(plans), commandCheck(command)],
    details: plans.flatMap((plan) => [connection(plan), ...coverage(plan)]),
  }
}

function thisComputer(): Computer {
  return { platform: process.platform, home: homedir(), environment: process.env }
}

function found(plans: ClientPlan[]): Check {
  const check = { id: 'clients.found', title: 'Client configuration found' }
  return plans.length > 0
    ? { ...check, state: 'ok', detail: `${plans.map((plan) => plan.name).join(', ')}.` }
    : {
        ...check,
        state: 'skipped',
        detail: 'No MCP client was found. Athena also works on its own: open the Editor.',
      }
}

function valid(plans: ClientPlan[]): Check {
  const check = { id: 'clients.valid', title: 'Client configuration is valid' }
  const files = plans.flatMap((plan) => plan.files)
  if (files.length === 0) return { ...check, state: 'skipped', detail: 'There is none to read.' }
  const broken = files.find((file) => file.problem !== undefined)
  return broken?.problem === undefined
    ? { ...check, state: 'ok', detail: `${files.length} ${files.length === 1 ? 'file' : 'files'} read.` }
    : {
        ...check,
        state: 'failed',
        detail: broken.problem,
        fix: `Open ${broken.path} and correct it; Athena does not overwrite it.`,
      }
}

function entered(plans: ClientPlan[]): Check {
  const check = { id: 'clients.entry', title: 'Athena is entered in a client' }
  if (plans.length === 0) return { ...check, state: 'skipped', detail: 'There is no client to enter it in.' }
  const connected = plans.filter((plan) => plan.files.some((file) => file.state === 'connected'))
  if (connected.length > 0)
    return { ...check, state: 'ok', detail: `${connected.map((plan) => plan.name).join(', ')}.` }
  return {
    ...check,
    state: 'warning',
    detail:
      'No client has the entry of this Athena; one that installed the bundle (.mcpb) keeps it elsewhere.',
    fix: `athena connect ${plans[0]?.id ?? ''} --write`,
  }
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
