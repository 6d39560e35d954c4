import { Notification } from 'electron'
import { methods } from '../contract/methods.ts'
import type { Topics } from '../core/host-api.ts'

/**
 * Tells the user of every call that waits for an approval. The notice names tool and client only; arguments are for the
 * window, where the user decides.
 */
export function watchApprovals(topics: Topics, open: (route: string) => void): () => void {
  const shown = new Map<string, Notification>()
  return topics.subscribe('approvals', ({ value }) => {
    const list = methods['approvals.list'].result.safeParse({ approvals: value })
    if (!list.success) return
    const waiting = new Set(list.data.approvals.map((entry) => entry.id))
    for (const [id, notice] of shown) {
      if (waiting.has(id)) continue
      notice.close()
      shown.delete(id)
    }
    for (const entry of list.data.approvals) {
      if (shown.has(entry.id) || !Notification.isSupported()) continue
      const notice = new Notification({
        title: entry.review
          ? `An answer to ${entry.client || 'an agent'} waits for your review`
          : `${entry.client || 'An agent'} asks to call ${entry.tool}`,
        body: 'Open Athena to look at it and decide.',
      })
      notice.on('click', () => open(`#/run/${encodeURIComponent(entry.execution)}`))
      notice.show()
      shown.set(entry.id, notice)
    }
  })
}
