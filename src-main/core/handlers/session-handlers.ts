import type { Handlers } from '../host-api.ts'
import type { Privacy } from '../privacy/api.ts'
import type { Sessions, Workspace } from '../session/index.ts'

type SessionMethods = Extract<keyof Handlers, `sessions.${string}`>

/** Largest part of a file shown in the window, bytes. */
const previewBytes = 200_000
/** Characters of a file handed to the window at once; restored values and JSON quoting still fit into a frame. */
const partCharacters = 50_000
/** Longest token, in characters, that a part must not cut. */
const longestToken = 80

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
    // Variables hold tokens in place of values, as the code that wrote them did.
    'sessions.state': ({ id }) => Promise.resolve({ text: sessions.state(sessions.get(id).id) ?? '' }),
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
    'sessions.restoredFile': async ({ id, path, offset = 0 }) => {
      const text = Buffer.from(workspace.readFile(sessions.get(id).id, path)).toString('utf8')
      const end = partEnd(text, offset)
      const restored = await privacy.restore(text.slice(offset, end), 'saved file', id)
      return { ...restored, next: end < text.length ? end : null }
    },
  }
}

/** Where a part of a text ends: in no token and in no pair of surrogates. */
function partEnd(text: string, offset: number): number {
  const end = offset + partCharacters
  if (end >= text.length) return text.length
  const open = text.lastIndexOf('[', end - 1)
  if (open > end - longestToken && open > offset && !text.slice(open, end).includes(']')) return open
  const last = text.charCodeAt(end - 1)
  return last >= 0xd800 && last <= 0xdbff ? end - 1 : end
}
