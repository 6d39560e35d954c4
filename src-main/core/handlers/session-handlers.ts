import type { Handlers } from '../host-api.ts'
import type { Privacy } from '../privacy/api.ts'
import type { Sessions, Workspace } from '../session/index.ts'

type SessionMethods = Extract<keyof Handlers, `sessions.${string}`>

/** Largest part of a file shown in the window, bytes. */
const previewBytes = 200_000

/** Sessions and their workspaces, as the window sees them. */
export function sessionHandlers(
  sessions: Sessions,
  workspace: Workspace,
  privacy: Privacy,
): Pick<Handlers, SessionMethods> {
  return {
    'sessions.list': () =>
      Promise.resolve({
        sessions: sessions.list(200).map(({ id, title, client, runs, lastUsed, stateBytes }) => ({
          id,
          title,
          client,
          runs,
          lastUsed,
          stateBytes,
        })),
      }),
    'sessions.rename': ({ id, title }) => {
      sessions.rename(id, title)
      return Promise.resolve({})
    },
    'sessions.fork': ({ id }) => Promise.resolve({ id: sessions.fork(id).id }),
    'sessions.delete': async ({ id }) => {
      sessions.delete(id)
      // The right to resolve a session's tokens ends with the session.
      await privacy.forget({ session: id })
      return {}
    },
    'sessions.files': ({ id }) =>
      Promise.resolve({
        files: workspace
          .list(sessions.get(id).id)
          .filter((path) => path.startsWith('/workspace/'))
          .map((path) => {
            const { size, modifiedAt } = workspace.stat(id, path)
            return { path, size, modifiedAt }
          }),
      }),
    'sessions.file': ({ id, path }) => {
      const content = Buffer.from(workspace.readFile(sessions.get(id).id, path))
      return Promise.resolve({
        text: content.subarray(0, previewBytes).toString('utf8'),
        size: content.length,
      })
    },
  }
}
