import { readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import {
  connectClient,
  createMcpb,
  disconnectClient,
  findClient,
  knownClients,
  planClient,
  planClients,
  type BridgeCommand,
  type ClientPlan,
  type Computer,
} from '../core/clients/config/index.ts'
import { callerFolder, dataFolder } from '../shell-common/data-folder.ts'
import { version } from '../shell-common/version.ts'
import type { Parsed } from './arguments.ts'
import { exitCodes, UsageError } from './usage.ts'
import type { Outcome } from './outcome.ts'

/**
 * `connect [CLIENT] [--print|--write|--undo] [--mcpb FILE]`: without a client, lists them; `--print`, the usual, shows
 * the change and makes none. Needs no running Athena.
 */
export async function connectCommand(args: Parsed): Promise<Outcome> {
  const [id] = args.positionals(0, 1)
  const computer: Computer = { platform: process.platform, home: homedir(), environment: process.env }
  const command = bridgeCommand()
  if (id === undefined) return list(planClients(computer, command))
  const client = findClient(id)
  if (client === undefined) {
    throw new UsageError(`The clients are ${knownClients.map((entry) => entry.id).join(', ')}, not "${id}".`)
  }
  if ([args.flag('print'), args.flag('write'), args.flag('undo')].filter(Boolean).length > 1) {
    throw new UsageError('Give one of --print, --write and --undo.')
  }
  const file = args.option('mcpb')
  if (file !== undefined) return writeMcpb(resolve(callerFolder(), file), command)
  if (args.flag('undo')) {
    const changed = disconnectClient(client, computer, command.data)
    return done(
      { client: id, changed },
      changed.length > 0 ? changed.map((path) => `${path}: as before.`) : ['Nothing to undo.'],
    )
  }
  const plan = planClient(client, computer, command)
  const blocked = plan.files.filter((entry) => entry.problem !== undefined)
  if (args.flag('write')) {
    const written = connectClient(plan, command.data)
    const lines = written.flatMap((entry) => [
      `${entry.path}: Athena was added.`,
      `  Backup: ${entry.backup}`,
    ])
    return done(
      { client: id, written },
      written.length > 0 ? [...lines, plan.finish] : [`${plan.name} is connected already.`],
    )
  }
  return done(plan, describe(plan), blocked.length > 0 ? exitCodes.failed : exitCodes.ok)
}

/** The Node that Athena ships and the bridge, by absolute paths: clients know neither our folder nor our PATH. */
function bridgeCommand(): BridgeCommand {
  return {
    node: process.execPath,
    bridge: join(dirname(realpathSync(process.argv[1] ?? '')), 'bridge.js'),
    data: dataFolder(),
  }
}

function writeMcpb(path: string, { bridge, data }: BridgeCommand): Outcome {
  writeFileSync(path, createMcpb({ version, bridge: readFileSync(bridge, 'utf8'), data }))
  return done({ mcpb: path }, [`${path} was written. Open it with Claude Desktop, which asks to install it.`])
}

function list(plans: ClientPlan[]): Outcome {
  const lines = plans.map((plan) => {
    const states = plan.files
      .map((file) => `${file.variant ? `${file.variant}: ` : ''}${file.state}`)
      .join(', ')
    return `${plan.id.padEnd(16)}${plan.detected ? states : 'not found on this computer'}`
  })
  const clients = plans.map(({ files, ...plan }) => ({
    ...plan,
    files: files.map(({ path, variant, state, others, problem }) => ({
      path,
      variant,
      state,
      others,
      problem,
    })),
  }))
  return done({ clients }, lines)
}

function describe(plan: ClientPlan): string[] {
  const lines = plan.files.flatMap((file) => {
    if (file.problem !== undefined) return [file.problem]
    const others = file.others.length > 0 ? [`Reached without Athena: ${file.others.join(', ')}.`] : []
    if (file.state === 'connected') return [`${file.path}: connected.`, ...others]
    return [file.diff.trimEnd(), ...others]
  })
  const isOpen = plan.files.some((file) => file.problem === undefined && file.state !== 'connected')
  return isOpen ? [...lines, `To apply it: athena connect ${plan.id} --write`] : lines
}

function done(value: unknown, lines: string[], code: number = exitCodes.ok): Outcome {
  return { code, value, lines }
}
