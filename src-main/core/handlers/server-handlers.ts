import { homedir } from 'node:os'
import { AthenaError } from '../../contract/errors.ts'
import {
  describeMove,
  findServers,
  listMoved,
  putBack,
  takeOut,
  type Computer,
  type FoundServer,
} from '../clients/config/index.ts'
import type { Handlers } from '../host-api.ts'
import type { OpenExternal } from '../ports.ts'
import type { Upstream, UpstreamStatus } from '../upstream/index.ts'

type ServerMethods =
  | 'servers.add'
  | 'servers.remove'
  | 'servers.restart'
  | 'servers.found'
  | 'servers.import'
  | 'servers.putBack'
  | 'servers.update'
  | 'servers.signIn'
  | 'servers.log'
  | 'servers.changes'
  | 'servers.accept'

/** What the window and the command line can do with the user's other MCP servers. */
export function serverHandlers(
  upstream: Upstream,
  openExternal: OpenExternal,
  data: string,
): Pick<Handlers, ServerMethods> {
  return {
    'servers.add': async ({ trusted, ...config }) => {
      const given = Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined))
      return answer(
        await upstream.add({ ...given, name: config.name, trusted: trusted ?? false, enabled: true }),
      )
    },
    'servers.found': () => {
      const known = new Set(upstream.configs().map((config) => config.name))
      const servers = findServers(thisComputer()).map((found) => {
        const { env, headers, cwd: _, section: __, ...server } = found
        return {
          ...server,
          secrets: [...Object.keys(env ?? {}), ...Object.keys(headers ?? {})],
          isThere: known.has(server.name),
          removal: removal(found),
        }
      })
      const moved = listMoved(data).map(({ client, file, originalName, at }) => ({
        client,
        file,
        originalName,
        at,
      }))
      return Promise.resolve({ servers, moved })
    },
    'servers.import': async ({ client, originalName, name, trusted, move }) => {
      const found = findServers(thisComputer()).find(
        (server) => server.client === client && server.originalName === originalName,
      )
      if (!found) {
        throw new AthenaError(
          'UNKNOWN_SERVER',
          `${client} has no server "${originalName.slice(0, 64)}" any more.`,
        )
      }
      if (found.problem !== undefined) {
        throw new AthenaError('BAD_SERVER', `"${found.originalName}" cannot be taken over: ${found.problem}`)
      }
      const { command, args, cwd, env, url, headers } = found
      const given = Object.fromEntries(
        Object.entries({ command, args, cwd, env, url, headers }).filter(([, value]) => value !== undefined),
      )
      const known = name ?? found.name
      // One that was taken over before can still be moved.
      const isThere = move === true && upstream.configs().some((config) => config.name === known)
      const status = isThere
        ? upstream.status(known)[0]
        : await upstream.add({ ...given, name: known, trusted: trusted ?? false, enabled: true })
      if (!status) throw new AthenaError('UNKNOWN_SERVER', `There is no server "${known}".`)
      if (move !== true) return answer(status)
      if (status.state !== 'running' && status.state !== 'needs-sign-in') {
        const kept = `The entry of ${found.clientName} was left as it is, since the server does not run here yet.`
        return { ...answer(status), detail: `${status.detail} ${kept}`.trim() }
      }
      const backup = takeOut(found, data, Date.now())
      return { ...answer(status), moved: { file: found.file, backup } }
    },
    'servers.putBack': ({ client, originalName }) =>
      Promise.resolve({ file: putBack(client, originalName, data) }),
    'servers.remove': async ({ name }) => {
      await upstream.remove(name)
      return {}
    },
    'servers.restart': async ({ name }) => answer(await upstream.restart(name)),
    'servers.update': async ({ name, trusted, enabled }) =>
      answer(
        await upstream.update(name, {
          ...(trusted === undefined ? {} : { trusted }),
          ...(enabled === undefined ? {} : { enabled }),
        }),
      ),
    'servers.signIn': async ({ name }, signal) => answer(await upstream.signIn(name, openExternal, signal)),
    'servers.log': ({ name }) =>
      Promise.resolve({ lines: upstream.status(name).flatMap((status) => status.log) }),
    'servers.changes': ({ name }) => Promise.resolve({ changes: upstream.changes(name) }),
    'servers.accept': ({ name, tool }) => {
      upstream.accept(name, tool)
      return Promise.resolve({})
    },
  }
}

/** Empty where the file cannot be changed as it is now. */
function removal(found: FoundServer): string {
  try {
    return describeMove(found)
  } catch {
    return ''
  }
}

function thisComputer(): Computer {
  return { platform: process.platform, home: homedir(), environment: process.env }
}

function answer({ state, detail, tools }: UpstreamStatus): { state: string; detail: string; tools: number } {
  return { state, detail, tools }
}
