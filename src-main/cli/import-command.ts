import type { Parsed } from './arguments.ts'
import { withHost } from './context.ts'
import type { Outcome } from './outcome.ts'
import { exitCodes, UsageError } from './usage.ts'

/**
 * `server import [NAME…|--all] [--from CLIENT] [--trusted] [--move [--print]] [--undo]`: without names, shows what the user's other clients
 * have and changes nothing. `--move` takes the entry out of the client's file as well. A server that cannot be taken over is said so and
 * does not stop the others.
 */
export async function serverImport(args: Parsed): Promise<Outcome> {
  const names = args.positionals(0)
  const from = args.option('from')
  return withHost(async ({ client }) => {
    const { servers: all, moved } = await client.call('servers.found', {})
    if (args.flag('undo')) {
      const back = moved.filter(
        (one) =>
          (from === undefined || one.client === from) &&
          (args.flag('all') || names.includes(one.originalName)),
      )
      if (back.length === 0) {
        const known = moved.map((one) => `${one.originalName} (${one.client})`).join(', ') || 'none'
        throw new UsageError(`Nothing to put back under that name. Moved servers: ${known}.`)
      }
      const files: string[] = []
      for (const { client: owner, originalName } of back)
        files.push((await client.call('servers.putBack', { client: owner, originalName })).file)
      const lines = back.map((one, index) => `${one.originalName}: back in ${files[index] ?? ''}`)
      return { code: exitCodes.ok, value: { back: files }, lines }
    }
    const isMove = args.flag('move')
    if (args.flag('print') && !isMove)
      throw new UsageError('--print shows what --move would change: add --move.')
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
      names.length > 0
        ? names.includes(server.name)
        : server.problem === undefined && (isMove || !server.isThere),
    )
    // The same server in two clients is taken over once.
    const once = [...new Map(wanted.map((server) => [server.name, server])).values()]
    if (args.flag('print'))
      return {
        code: exitCodes.ok,
        value: { servers: once },
        lines: once.map(({ removal }) => removal.trimEnd()),
      }
    const lines: string[] = []
    const taken: { name: string; state: string }[] = []
    for (const server of once) {
      try {
        const { client: owner, originalName, name } = server
        const trusted = args.flag('trusted')
        const status = await client.call('servers.import', {
          client: owner,
          originalName,
          name,
          trusted,
          ...(isMove ? { move: true } : {}),
        })
        taken.push({ name, state: status.state })
        lines.push(
          `${name}: ${status.state}, ${status.tools} tools${status.detail ? `. ${status.detail}` : ''}`,
          ...(status.moved === undefined
            ? []
            : [
                server.removal.trimEnd(),
                `  Backup: ${status.moved.backup}`,
                `  To put it back: athena server import ${JSON.stringify(originalName)} --undo --from ${owner}`,
              ]),
        )
      } catch (error) {
        lines.push(`${server.name}: ${error instanceof Error ? error.message : String(error)}`)
      }
    }
    const code = taken.length === once.length ? exitCodes.ok : exitCodes.refused
    return { code, value: { taken }, lines: lines.length > 0 ? lines : ['There is nothing to take over.'] }
  })
}
