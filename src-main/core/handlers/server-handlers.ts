import type { Handlers } from '../host-api.ts'
import type { OpenExternal } from '../ports.ts'
import type { Upstream, UpstreamStatus } from '../upstream/index.ts'

type ServerMethods =
  | 'servers.add'
  | 'servers.remove'
  | 'servers.restart'
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

function answer({ state, detail, tools }: UpstreamStatus): { state: string; detail: string; tools: number } {
  return { state, detail, tools }
}
