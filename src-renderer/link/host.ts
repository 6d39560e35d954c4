import { createLink } from './link.ts'
import type { Link } from './link.ts'
import { forgetToken, takeToken } from './session.ts'
import { openBridge, openSocket } from './transport.ts'

let token = ''

/** The page's one link to its host: the desktop app's channel where there is one, else a WebSocket. */
export const host: Link = createLink((events) =>
  window.athena === undefined
    ? openSocket(token, {
        frame: events.frame,
        closed: (refused) => {
          if (refused) forgetToken()
          events.closed(refused)
        },
      })
    : openBridge(window.athena, events),
)

/** Finds the token and starts the link; says why when there is no token. */
export async function startLink(): Promise<'started' | 'no-token' | 'code-used' | 'host-away'> {
  if (window.athena === undefined) {
    const session = await takeToken()
    if ('problem' in session) return session.problem
    token = session.token
  }
  host.start()
  return 'started'
}
