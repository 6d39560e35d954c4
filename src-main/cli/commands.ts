import { resolve } from 'node:path'
import { text as readAll } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { AthenaError } from '../contract/errors.ts'
import { callerFolder } from '../shell-common/data-folder.ts'
import type { RuntimeInfo } from '../shell-common/runtime-info.ts'
import { parseCommand, type Parsed } from './arguments.ts'
import { connectCommand } from './connect-command.ts'
import { serverImport } from './import-command.ts'
import { findHost, withHost } from './context.ts'
import { isAlive } from './is-alive.ts'
import { memoryEmbedder } from './memory-commands.ts'
import { outcome, readSource, type Outcome } from './outcome.ts'
import { approvalsAnswer, approvalsList, decide, policyList, policySet } from './policy-commands.ts'
import {
  privacyLocalOnly,
  privacyScan,
  privacySet,
  privacyStatus,
  vaultAudit,
  vaultForget,
  vaultList,
  vaultRestore,
  vaultRules,
} from './privacy-commands.ts'
import { vaultLock, vaultPassphrase, vaultUnlock } from './passphrase-commands.ts'
import { skillList, skillRemove, skillSave, skillTest } from './skill-commands.ts'
import { uninstall } from './uninstall-command.ts'
import { exitCodes, UsageError } from './usage.ts'

/** Milliseconds the host may take to stop. */
const stopMs = 15_000

type Command = (args: Parsed) => Promise<Outcome>

/** Commands by their name, one or two words. */
export const commands: Record<string, Command> = {
  start,
  stop,
  exec,
  'tools search': toolsSearch,
  'tools tree': toolsTree,
  'tools on': (args) => toolsSwitch(args, true),
  'tools off': (args) => toolsSwitch(args, false),
  'server add': serverAdd,
  'server list': serverList,
  'server remove': serverRemove,
  'server restart': (args) => serverCall(args, 'servers.restart'),
  'server sign-in': (args) => serverCall(args, 'servers.signIn'),
  'server import': serverImport,
  'server set': serverSet,
  'server log': serverLog,
  'server changes': serverChanges,
  'server accept': serverAccept,
  'policy list': policyList,
  'policy set': policySet,
  'approvals list': approvalsList,
  'approvals allow': (args) =>
    decide(args, args.flag('always') ? 'allow-always' : args.flag('run') ? 'allow-run' : 'allow-once'),
  'approvals deny': (args) => decide(args, 'deny'),
  'approvals answer': approvalsAnswer,
  'privacy scan': privacyScan,
  'privacy local-only': privacyLocalOnly,
  'privacy set': privacySet,
  'privacy status': privacyStatus,
  'vault list': vaultList,
  'vault forget': vaultForget,
  'vault rules': vaultRules,
  'vault restore': vaultRestore,
  'vault audit': vaultAudit,
  'vault passphrase': vaultPassphrase,
  'vault lock': vaultLock,
  'vault unlock': vaultUnlock,
  'memory embedder': memoryEmbedder,
  'skill list': skillList,
  'skill save': skillSave,
  'skill test': skillTest,
  'skill remove': skillRemove,
  demo,
  doctor,
  connect: connectCommand,
  uninstall,
}

/** Finds the command of an argument list and runs it. */
export async function runCommand(list: readonly string[]): Promise<Outcome> {
  const two = list.slice(0, 2).join(' ')
  const one = list[0] ?? ''
  const name = Object.hasOwn(commands, two) ? two : one
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (command === undefined) throw new UsageError(`There is no command "${two || one}".`)
  return command(parseCommand(name, list.slice(name.split(' ').length)))
}

async function start(): Promise<Outcome> {
  return withHost(async ({ client }) => {
    const { url } = (await client.raw('shell.page', {})) as { url?: string }
    return outcome({ page: url ?? null }, [
      url === undefined ? 'Athena is running in its window.' : `Athena is running: ${url}`,
    ])
  })
}

async function stop(): Promise<Outcome> {
  const control = await findHost()
  if (control === undefined) return outcome({ stopped: false }, ['Athena is not running.'])
  const { pid } = (await control.client.raw('shell.info', {})) as RuntimeInfo
  await control.client.call('host.stop', {})
  const until = performance.now() + stopMs
  while (isAlive(pid)) {
    if (performance.now() > until) {
      throw new AthenaError('INTERNAL', `Athena (process ${pid}) was asked to stop but is still there.`)
    }
    await sleep(20)
  }
  return outcome({ stopped: true }, ['Athena was stopped.'])
}

async function exec(args: Parsed): Promise<Outcome> {
  const [file] = args.positionals(1, 1)
  const code = file === '-' ? await readAll(process.stdin) : readSource(file ?? '')
  const abort = new AbortController()
  process.once('SIGINT', () => abort.abort())
  process.once('SIGTERM', () => abort.abort())
  return withHost(async ({ client }) => {
    const session = args.option('session')
    const timeoutMs = args.number('timeout')
    const result = await client.call(
      'exec.run',
      {
        code,
        client: 'cli',
        ...(session === undefined ? {} : { session }),
        ...(timeoutMs === undefined ? {} : { timeoutMs }),
        ...(args.flag('dry-run') ? { dryRun: true } : {}),
      },
      abort.signal,
    )
    return outcome(result, [result.text], result.status === 'ok' ? exitCodes.ok : exitCodes.failed)
  })
}

async function toolsSearch(args: Parsed): Promise<Outcome> {
  const query = args.positionals(1).join(' ')
  return withHost(async ({ client }) => {
    const found = await client.call('catalog.search', { query, limit: args.number('limit') ?? 10 })
    const lines = found.hits.map(
      (hit) => `${hit.tool}${hit.description ? `  ${firstLine(hit.description)}` : ''}`,
    )
    return outcome(found, lines.length > 0 ? lines : ['Nothing matches.'])
  })
}

async function toolsTree(args: Parsed): Promise<Outcome> {
  args.positionals(0, 0)
  return withHost(async ({ client }) => {
    const tree = await client.call('catalog.tree', {})
    const lines = tree.servers.flatMap((server) => [
      `${server.name}/  ${server.state}`,
      ...server.tools.map(
        (tool) => `  ${tool.file}${tool.enabled ? '' : '  (off)'}  ${firstLine(tool.description)}`,
      ),
    ])
    return outcome(tree, lines)
  })
}

async function toolsSwitch(args: Parsed, enabled: boolean): Promise<Outcome> {
  const tools = args.positionals(1)
  return withHost(async ({ client }) => {
    for (const tool of tools)
      await (tool.includes('/')
        ? client.call('catalog.setEnabled', { tool, enabled })
        : client.call('catalog.setServerEnabled', { server: tool, enabled }))
    return outcome(
      { tools, enabled },
      tools.map((tool) => `${tool}: ${enabled ? 'on' : 'off'}`),
    )
  })
}

async function serverAdd(args: Parsed): Promise<Outcome> {
  const [name] = args.positionals(1, 1)
  const [command, ...rest] = args.rest.map(fromCaller)
  const url = args.option('url')
  if ((command === undefined) === (url === undefined)) {
    throw new UsageError(
      'Give either a command after -- or --url, such as: server add files -- npx server-filesystem .',
    )
  }
  const env = Object.fromEntries(args.list('env').map((text) => splitVariable('env', text)))
  const folders = (option: string): string[] => args.list(option).map((path) => resolve(callerFolder(), path))
  if (!args.flag('confine') && [args.list('read'), args.list('write')].some((list) => list.length > 0)) {
    throw new UsageError('--read and --write say what a confined server may use: add --confine.')
  }
  const headers = Object.fromEntries(args.list('header').map((text) => splitVariable('header', text)))
  return withHost(async ({ client }) => {
    const added = await client.call('servers.add', {
      name: name ?? '',
      ...(command === undefined ? {} : { command, args: rest }),
      ...(url === undefined ? {} : { url }),
      ...(Object.keys(env).length > 0 ? { env } : {}),
      ...(Object.keys(headers).length > 0 ? { headers } : {}),
      ...(args.flag('trusted') ? { trusted: true } : {}),
      ...(args.flag('confine')
        ? { confine: { read: folders('read'), write: folders('write'), network: args.flag('network') } }
        : {}),
    })
    return outcome(added, [
      `${name}: ${added.state}, ${added.tools} tools${added.detail ? `. ${added.detail}` : ''}`,
    ])
  })
}

/** A path such as `./server.js`, `..` or `.` as the user means it; anything else is left as it is. */
function fromCaller(argument: string): string {
  return /^\.{1,2}([\\/]|$)/.test(argument) ? resolve(callerFolder(), argument) : argument
}

function splitVariable(option: string, text: string): [string, string] {
  const at = text.indexOf('=')
  if (at < 1) throw new UsageError(`--${option} needs NAME=VALUE.`)
  return [text.slice(0, at), text.slice(at + 1)]
}

async function serverList(args: Parsed): Promise<Outcome> {
  args.positionals(0, 0)
  return withHost(async ({ client }) => {
    const { servers } = await client.call('catalog.tree', {})
    const rows = servers.map(({ tools, ...server }) => ({ ...server, tools: tools.length }))
    const lines = rows.map((row) =>
      `${row.name}  ${row.kind}  ${row.state}  ${row.tools} tools  ${confinement(row)}${row.command ?? row.url ?? ''}`.trimEnd(),
    )
    return outcome({ servers: rows }, lines)
  })
}

/** A local server that is not confined can do whatever the user can, and is shown so. */
function confinement(row: { command?: string; confined?: boolean }): string {
  if (row.command === undefined) return ''
  return row.confined === true ? 'confined  ' : 'not confined  '
}

async function serverRemove(args: Parsed): Promise<Outcome> {
  const [name] = args.positionals(1, 1)
  return withHost(async ({ client }) => {
    await client.call('servers.remove', { name: name ?? '' })
    return outcome({ removed: name }, [`${name} was removed.`])
  })
}

async function serverCall(args: Parsed, method: 'servers.restart' | 'servers.signIn'): Promise<Outcome> {
  const [name = ''] = args.positionals(1, 1)
  return withHost(async ({ client }) => {
    const status = await client.call(method, { name })
    return outcome(
      status,
      [serverLine(name, status)],
      status.state === 'running' ? exitCodes.ok : exitCodes.failed,
    )
  })
}

async function serverSet(args: Parsed): Promise<Outcome> {
  const [name = ''] = args.positionals(1, 1)
  const change = {
    ...(args.flag('trusted') ? { trusted: true } : {}),
    ...(args.flag('untrusted') ? { trusted: false } : {}),
    ...(args.flag('on') ? { enabled: true } : {}),
    ...(args.flag('off') ? { enabled: false } : {}),
  }
  if (Object.keys(change).length === 0) throw new UsageError('Give --trusted, --untrusted, --on or --off.')
  return withHost(async ({ client }) => {
    const status = await client.call('servers.update', { name, ...change })
    return outcome(status, [serverLine(name, status)])
  })
}

function serverLine(name: string, status: { state: string; detail: string; tools: number }): string {
  return `${name}: ${status.state}, ${status.tools} tools${status.detail ? `. ${status.detail}` : ''}`
}

async function serverLog(args: Parsed): Promise<Outcome> {
  const [name = ''] = args.positionals(1, 1)
  return withHost(async ({ client }) => {
    const log = await client.call('servers.log', { name })
    return outcome(log, log.lines)
  })
}

async function serverChanges(args: Parsed): Promise<Outcome> {
  const [name = ''] = args.positionals(1, 1)
  return withHost(async ({ client }) => {
    const { changes } = await client.call('servers.changes', { name })
    const lines = changes.flatMap(({ tool, before, after }) => [
      tool,
      `  - ${JSON.stringify(before)}`,
      `  + ${JSON.stringify(after)}`,
    ])
    return outcome({ changes }, lines.length > 0 ? lines : [`No tool of ${name} changed.`])
  })
}

async function serverAccept(args: Parsed): Promise<Outcome> {
  const [name = '', tool] = args.positionals(1, 2)
  return withHost(async ({ client }) => {
    await client.call('servers.accept', { name, ...(tool === undefined ? {} : { tool }) })
    return outcome({ accepted: tool ?? name }, [
      `${tool === undefined ? name : `${name}/${tool}`}: accepted as it is now.`,
    ])
  })
}

async function demo(args: Parsed): Promise<Outcome> {
  args.positionals(0, 0)
  return withHost(async ({ client }) => {
    if (args.flag('remove')) {
      await client.call('demo.remove', {})
      return outcome({ removed: true }, ['The demo and what it made were removed.'])
    }
    const result = await client.call('demo.run', {})
    const { url } = (await client.raw('shell.page', {})) as { url?: string }
    return outcome({ ...result, page: url ?? null }, [
      `Direct calls would have sent ${result.directBytes} bytes (${result.directTokens} tokens) to a model: ${counts(result.directCounts)}.`,
      `Athena sent ${result.answerBytes} bytes (${result.answerTokens} tokens): ${counts(result.answerCounts)}; ${result.minted} values became tokens.`,
      '',
      result.answer,
      ...(url === undefined ? [] : ['', `See it side by side: ${url}`]),
    ])
  })
}

function counts(record: Record<string, number>): string {
  const parts = Object.entries(record).map(([kind, number]) => `${number} ${kind}`)
  return parts.length > 0 ? parts.join(', ') : 'no personal values'
}

async function doctor(args: Parsed): Promise<Outcome> {
  args.positionals(0, 0)
  return withHost(async ({ client }) => {
    const level = args.option('accept-level')
    if (level !== undefined)
      await client.call('settings.set', { name: 'sandbox.acceptedLevel', value: level })
    const info = (await client.raw('shell.info', {})) as RuntimeInfo
    const { url } = (await client.raw('shell.page', { keep: false })) as { url?: string }
    const { checks } = await client.call('doctor.run', {})
    const failed = checks.some((check) => check.state === 'failed')
    const signs = { ok: '✓', warning: '!', failed: '✗', skipped: '-' }
    return outcome(
      {
        version: info.version,
        shell: info.shell,
        pid: info.pid,
        page: url ?? null,
        mcp: info.mcp,
        control: info.control,
        checks,
      },
      [
        ...(url === undefined ? [] : [`Page        ${url}`]),
        `MCP         ${info.mcp.url}`,
        `MCP token   ${info.mcp.tokenFile}`,
        `MCP socket  ${info.mcp.socket}`,
        '',
        ...checks.flatMap((check) => [
          `${signs[check.state]} ${check.title}${check.detail ? `: ${check.detail}` : ''}`,
          ...(check.fix && check.state !== 'ok' ? [`    ${check.fix}`] : []),
        ]),
      ],
      failed ? exitCodes.failed : exitCodes.ok,
    )
  })
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? ''
}
