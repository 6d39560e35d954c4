import { homedir } from 'node:os'
import { AthenaError } from '../../contract/errors.ts'
import {
  connectClient,
  disconnectClient,
  entryFor,
  findClient,
  knownClients,
  planClient,
  planClients,
} from '../clients/config/index.ts'
import type { BridgeCommand, ClientPlan, Computer, KnownClient } from '../clients/config/index.ts'
import type { Handlers } from '../host-api.ts'

type ClientMethods = Extract<keyof Handlers, `clients.${string}`>

/** The configurations of MCP clients on this computer, as the window changes them. */
export function clientHandlers(command: BridgeCommand): Pick<Handlers, ClientMethods> {
  const computer: Computer = { platform: process.platform, home: homedir(), environment: process.env }

  function client(id: string): KnownClient {
    const found = findClient(id)
    if (found) return found
    throw new AthenaError(
      'BAD_PARAMS',
      `There is no client "${id}". Known: ${knownClients.map((known) => known.id).join(', ')}.`,
    )
  }

  return {
    'clients.list': () =>
      Promise.resolve({
        clients: planClients(computer, command).map((plan) => shown(plan, client(plan.id), command)),
      }),
    'clients.connect': ({ id }) => {
      const plan = planClient(client(id), computer, command)
      return Promise.resolve({ written: connectClient(plan, command.data), finish: plan.finish })
    },
    'clients.disconnect': ({ id }) =>
      Promise.resolve({ changed: disconnectClient(client(id), computer, command.data) }),
  }
}

/** A plan without the text of the files, which may hold secrets of other servers: only our own entry is shown. */
function shown(plan: ClientPlan, client: KnownClient, command: BridgeCommand) {
  const entry = `"athena": ${JSON.stringify(entryFor(client, command), null, 2)}`.split('\n')
  return {
    id: plan.id,
    name: plan.name,
    detected: plan.detected,
    finish: plan.finish,
    files: plan.files.map((file) => ({
      path: file.path,
      state: file.state,
      others: file.others,
      change: file.state === 'connected' ? [] : entry,
      ...(file.variant === undefined ? {} : { variant: file.variant }),
      ...(file.problem === undefined ? {} : { problem: file.problem }),
    })),
  }
}
