import { text as readAll } from 'node:stream/consumers'
import type { Params } from '../contract/methods.ts'
import type { Parsed } from './arguments.ts'
import { withHost } from './context.ts'
import { outcome, readSource } from './outcome.ts'
import type { Outcome } from './outcome.ts'
import { UsageError } from './usage.ts'

/**
 * `privacy scan FILE|-`: with lines of JSON objects `{"text": …}` each is a text of its own, otherwise the whole file is one. `--json` prints
 * `{"results": [{"spans": […], "tokenised": …}]}`, one entry a text, in order.
 */
export async function privacyScan(args: Parsed): Promise<Outcome> {
  const [file] = args.positionals(1, 1)
  const input = file === '-' ? await readAll(process.stdin) : readSource(file ?? '')
  const mode = args.flag('strict') ? 'strict' : 'standard'
  return withHost(async ({ client }) => {
    const results = []
    for (const text of textsOf(input)) results.push(await client.call('privacy.scan', { text, mode }))
    return outcome(
      { results },
      results.map((result) => result.tokenised),
    )
  })
}

function textsOf(input: string): string[] {
  const lines = input.split('\n').filter((line) => line.trim() !== '')
  const records = lines.map(textOf)
  return records.length > 0 && records.every((text) => text !== undefined) ? records : [input]
}

function textOf(line: string): string | undefined {
  try {
    const value: unknown = JSON.parse(line)
    if (typeof value !== 'object' || value === null || !('text' in value)) return undefined
    return typeof value.text === 'string' ? value.text : undefined
  } catch {
    return undefined
  }
}

/** `vault list`: tokens with masked values. `--reveal` shows values, on a terminal only. */
export async function vaultList(args: Parsed): Promise<Outcome> {
  args.positionals(0, 0)
  const reveal = args.flag('reveal')
  if (reveal && (!process.stdout.isTTY || args.flag('json'))) {
    throw new UsageError('--reveal shows values on a terminal only, so that they end up in no file or log.')
  }
  return withHost(async ({ client }) => {
    const kind = args.option('kind')
    const session = args.option('session')
    if (reveal) await client.call('vault.unlock', {})
    const page = await client.call('vault.page', {
      limit: args.number('limit') ?? 100,
      ...(kind === undefined ? {} : { kind: kind.toUpperCase() }),
      ...(session === undefined ? {} : { session }),
    })
    const lines: string[] = []
    for (const entry of page.entries) {
      const shown = reveal ? (await client.call('vault.reveal', { token: entry.token })).value : entry.masked
      lines.push(`${entry.token}  ${shown}  ${entry.source}  ${entry.uses} uses`)
    }
    return outcome(page, lines.length > 0 ? lines : ['The vault is empty.'])
  })
}

/** `vault forget TOKEN` or `vault forget --session ID`. */
export async function vaultForget(args: Parsed): Promise<Outcome> {
  const session = args.option('session')
  const [token] = args.positionals(session === undefined ? 1 : 0, 1)
  return withHost(async ({ client }) => {
    const result = await client.call('vault.forget', {
      ...(token === undefined ? {} : { token }),
      ...(session === undefined ? {} : { session }),
    })
    return outcome(result, [`${result.forgotten} forgotten.`])
  })
}

type Rule = Params<'flow.add'>

/**
 * `vault rules`: where values may flow; `vault rules add allow|ask|block KIND --from SERVER[/TOOL] --to SERVER[/TOOL] [--field POINTER]` adds
 * one (`--preview` only says what it would mean), `vault rules delete ID` removes one.
 */
export async function vaultRules(args: Parsed): Promise<Outcome> {
  const [verb, ...rest] = args.positionals(0, 3)
  if (verb === 'add') return await addRule(args, rest)
  if (verb === 'delete') return await deleteRule(rest)
  if (verb !== undefined) throw new UsageError(`"vault rules" does not know "${verb}".`)
  return withHost(async ({ client }) => {
    const result = await client.call('flow.rules', {})
    const lines = result.rules.map((rule) => `${rule.id}  ${ruleText(rule)}`)
    return outcome(
      result,
      lines.length > 0
        ? lines
        : ['No rules: a value may go back to the server it came from; anything else asks.'],
    )
  })
}

async function addRule(args: Parsed, [action, kind]: string[]): Promise<Outcome> {
  if (action !== 'allow' && action !== 'ask' && action !== 'block')
    throw new UsageError('A rule begins with allow, ask or block.')
  if (kind === undefined) throw new UsageError('Name the kind, such as EMAIL; * stands for all.')
  const [sourceServer, sourceTool] = party(args.option('from'))
  const [sinkServer, sinkTool] = party(args.option('to'))
  const field = args.option('field') ?? '*'
  const rule: Rule = {
    action,
    kind: kind.toUpperCase(),
    sourceServer,
    sourceTool,
    sinkServer,
    sinkTool,
    field,
  }
  return withHost(async ({ client }) => {
    const preview = await client.call('flow.preview', rule)
    const lines = [
      `${ruleText(rule)}: about ${preview.values} values; ${preview.ways} ways of late, of which ${preview.changes.length} would be decided otherwise.`,
      ...preview.changes.map(
        (change) =>
          `  ${change.token} to ${change.server}/${change.tool} ${change.field}: ${change.was} → ${change.becomes}`,
      ),
    ]
    if (args.flag('preview')) return outcome({ rule, preview }, lines)
    const { id } = await client.call('flow.add', rule)
    return outcome({ id, rule, preview }, [...lines, `Added as rule ${id}.`])
  })
}

async function deleteRule([id = '']: string[]): Promise<Outcome> {
  if (!/^\d{1,9}$/.test(id)) throw new UsageError('Give the number of the rule, as "vault rules" lists it.')
  return withHost(async ({ client }) => {
    await client.call('flow.remove', { id: Number(id) })
    return outcome({ deleted: Number(id) }, [`Rule ${id} was deleted.`])
  })
}

function ruleText(rule: Rule): string {
  return `${rule.action}  ${rule.kind} from ${rule.sourceServer}/${rule.sourceTool} to ${rule.sinkServer}/${rule.sinkTool} ${rule.field}`
}

/** `SERVER`, `SERVER/TOOL` or `*`. */
function party(text = '*'): [string, string] {
  const at = text.indexOf('/')
  return at < 0 ? [text, '*'] : [text.slice(0, at), text.slice(at + 1)]
}

/** `vault restore FILE|-`: a text with its tokens turned back, on a terminal only. */
export async function vaultRestore(args: Parsed): Promise<Outcome> {
  const [file] = args.positionals(1, 1)
  if (!process.stdout.isTTY || args.flag('json')) {
    throw new UsageError('Values are shown on a terminal only, so that they end up in no file or log.')
  }
  const text = file === '-' ? await readAll(process.stdin) : readSource(file ?? '')
  return withHost(async ({ client }) => {
    const result = await client.call('privacy.restore', { text })
    return outcome(result, [
      result.text,
      ...(result.unknown.length > 0
        ? [`Not in the vault (forgotten, or not a token): ${result.unknown.join(', ')}`]
        : []),
    ])
  })
}

/** `privacy set SERVER|all …`: how values of a server, or of all, are treated. */
export async function privacySet(args: Parsed): Promise<Outcome> {
  const [name = ''] = args.positionals(1, 1)
  const server = name === 'all' ? '*' : name
  const mode = args.option('mode')
  const raw = onOff(args, 'raw')
  const review = onOff(args, 'review')
  if (mode !== undefined && mode !== 'standard' && mode !== 'strict' && mode !== 'off')
    throw new UsageError('--mode is standard, strict or off.')
  if (mode === undefined && raw === undefined && review === undefined)
    throw new UsageError('Give --mode, --raw or --review.')
  return withHost(async ({ client }) => {
    if (mode !== undefined) await client.call('privacy.setMode', { server, mode })
    if (raw !== undefined) await client.call('privacy.setRaw', { server, on: raw })
    if (review !== undefined) await client.call('privacy.setReview', { server, on: review })
    const warnings = [
      ...(raw === true ? [rawWarning] : []),
      ...(mode === 'off'
        ? [`Values from ${name} are no longer replaced, neither for code nor for the model.`]
        : []),
    ]
    return outcome({ server, mode, raw, review }, [`${name}: set.`, ...warnings])
  })
}

/** `privacy status`: modes and switches. */
export async function privacyStatus(args: Parsed): Promise<Outcome> {
  args.positionals(0, 0)
  return withHost(async ({ client }) => {
    const status = await client.call('vault.status', {})
    const list = (names: string[]): string => (names.length === 0 ? 'none' : names.join(', '))
    const { localOnly } = await client.call('host.info', {})
    return outcome({ ...status, localOnly }, [
      `Local-only    ${localOnly ? 'on' : 'off'}`,
      `Mode          ${status.mode}`,
      ...status.modes.map(({ server, mode }) => `  ${server}  ${mode}`),
      `Raw in code   ${list(status.raw)}`,
      `Reviewed      ${list([...status.review.servers, ...status.review.clients.map((name) => `client ${name}`)])}`,
      `Vault         ${status.entries} values, ${status.locked ? 'locked' : 'unlocked'}; ${status.protection}`,
    ])
  })
}

/** `privacy local-only on|off`: whether anything may use the network. */
export async function privacyLocalOnly(args: Parsed): Promise<Outcome> {
  const [word = ''] = args.positionals(1, 1)
  if (word !== 'on' && word !== 'off') throw new UsageError('Local-only mode is on or off.')
  return withHost(async ({ client }) => {
    await client.call('settings.set', { name: 'network.localOnly', value: word === 'on' })
    const { servers } = await client.call('catalog.tree', {})
    const upstream = servers.filter((server) => server.kind === 'upstream')
    return outcome({ localOnly: word === 'on' }, [
      word === 'on'
        ? 'Local-only mode is on: servers run without network or not at all, and Athena opens no connection to others.'
        : 'Local-only mode is off.',
      ...upstream.map(
        (server) => `  ${server.name}: ${server.state}${server.detail ? `. ${server.detail}` : ''}`,
      ),
    ])
  })
}

const rawWarning =
  'Raw in sandbox: code now gets the plain values of this server. What leaves for the model is still scanned, but code can encode a value so that no scanner recognises it (base64, reversed, in pieces). Keep it on only for code that you would trust with the data.'

function onOff(args: Parsed, name: string): boolean | undefined {
  const value = args.option(name)
  if (value === undefined) return undefined
  if (value !== 'on' && value !== 'off') throw new UsageError(`--${name} is on or off.`)
  return value === 'on'
}

/** `vault audit [TOKEN]`: what happened to a token, newest first. */
export async function vaultAudit(args: Parsed): Promise<Outcome> {
  const [token] = args.positionals(0, 1)
  return withHost(async ({ client }) => {
    const result = await client.call('vault.audit', {
      limit: args.number('limit') ?? 100,
      ...(token === undefined ? {} : { token }),
    })
    const lines = result.entries.map((entry) => {
      const place =
        entry.server === null ? '' : ` ${entry.server}${entry.tool === null ? '' : `/${entry.tool}`}`
      return `${new Date(entry.at).toISOString()}  ${entry.action}  ${entry.token}${place}${entry.path === null ? '' : ` ${entry.path}`}${entry.detail === null ? '' : `  (${entry.detail})`}`
    })
    return outcome(result, lines.length > 0 ? lines : ['Nothing has happened yet.'])
  })
}
