import { text as readAll } from 'node:stream/consumers'
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

/** `vault rules`: where values may flow. */
export async function vaultRules(args: Parsed): Promise<Outcome> {
  args.positionals(0, 0)
  return withHost(async ({ client }) => {
    const result = await client.call('flow.rules', {})
    const lines = result.rules.map(
      (rule) =>
        `${rule.id}  ${rule.action}  ${rule.kind} from ${rule.sourceServer}/${rule.sourceTool} to ${rule.sinkServer}/${rule.sinkTool} ${rule.field}`,
    )
    return outcome(
      result,
      lines.length > 0
        ? lines
        : ['No rules: a value may go back to the server it came from; anything else asks.'],
    )
  })
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
