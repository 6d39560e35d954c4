import type { Parsed } from './arguments.ts'
import { withHost } from './context.ts'
import type { Outcome } from './outcome.ts'
import { exitCodes, UsageError } from './usage.ts'

/**
 * `server import [NAME…|--all] [--from CLIENT] [--trusted]`: without names, shows what the user's other clients have and changes
 * nothing. A server that cannot be taken over is said so and does not stop the others.
 */
export async function serverImport(args: Parsed): Promise<Outcome> {
  const names = args.positionals(0)
  const from = args.option('from')
  return withHost(async ({ client }) => {
    const all = (await client.call('servers.found', {})).servers
    const found = from === undefined ? all : all.filter((server) => server.client === from)
    if (names.length === 0 && !args.flag('all')) {
      const lines = found.map((server) => {
        const note = server.problem ?? (server.isThere ? 'already in Athena' : '')
        const how = server.url ?? [server.command, ...(server.args ?? [])].join(' ')
        return `${server.name}  ${server.clientName}  ${how}${note === '' ? '' : `  (${note})`}`
      })
      const none = 'No client on this computer has a server of its own.'
      return { code: exitCodes.ok, value: { servers: found }, lines: lines.length > 0 ? lines : [none] }
    }
    const unknown = names.find((name) => !found.some((server) => server.name === name))
    if (unknown !== undefined)
      throw new UsageError(`No client has a server "${unknown}". List them by: server import`)
    const wanted = found.filter((server) =>
      names.length > 0 ? names.includes(server.name) : server.problem === undefined && !server.isThere,
    )
    // The same server in two clients is taken over once.
    const once = [...new Map(wanted.map((server) => [server.name, server])).values()]
    const lines: string[] = []
    const taken: { name: string; state: string }[] = []
    for (const server of once) {
      try {
        const { client: owner, originalName, name } = server
        const trusted = args.flag('trusted')
        const status = await client.call('servers.import', { client: owner, originalName, name, trusted })
        taken.push({ name, state: status.state })
        lines.push(
          `${name}: ${status.state}, ${status.tools} tools${status.detail ? `. ${status.detail}` : ''}`,
        )
      } catch (error) {
        lines.push(`${server.name}: ${error instanceof Error ? error.message : String(error)}`)
      }
    }
    const code = taken.length === once.length ? exitCodes.ok : exitCodes.refused
    return { code, value: { taken }, lines: lines.length > 0 ? lines : ['There is nothing to take over.'] }
  })
}
