import { homedir } from 'node:os'
import { AthenaError } from '../../contract/errors.ts'
import { findServers, type Computer } from '../clients/config/index.ts'
import type { Handlers } from '../host-api.ts'
import type { OpenExternal } from '../ports.ts'
import type { Upstream, UpstreamStatus } from '../upstream/index.ts'

type ServerMethods =
  | 'servers.add'
  | 'servers.remove'
  | 'servers.restart'
  | 'servers.found'
  | 'servers.import'
  | 'servers.update'
  | 'servers.signIn'
  | 'servers.log'
  | 'servers.changes'
  | 'servers.accept'

/** What the window and the command line can do with the user's other MCP servers. */
export function serverHandlers(
  upstream: Upstream,
  openExternal: OpenExternal,
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
      const servers = findServers(thisComputer()).map(({ env, headers, cwd: _, ...server }) => ({
        ...server,
        secrets: [...Object.keys(env ?? {}), ...Object.keys(headers ?? {})],
        isThere: known.has(server.name),
      }))
      return Promise.resolve({ servers })
    },
    'servers.import': async ({ client, originalName, name, trusted }) => {
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
      return answer(
        await upstream.add({ ...given, name: name ?? found.name, trusted: trusted ?? false, enabled: true }),
      )
    },
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

function thisComputer(): Computer {
  return { platform: process.platform, home: homedir(), environment: process.env }
}

function answer({ state, detail, tools }: UpstreamStatus): { state: string; detail: string; tools: number } {
  return { state, detail, tools }
}
