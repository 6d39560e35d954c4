import { Notification } from 'electron'
import { methods, type Result } from '../contract/methods.ts'
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
        title: titleOf(entry),
        body: entry.question ? 'Open Athena to answer.' : 'Open Athena to look at it and decide.',
      })
      notice.on('click', () => open(`#/run/${encodeURIComponent(entry.execution)}`))
      notice.show()
      shown.set(entry.id, notice)
    }
  })
}

function titleOf(entry: Result<'approvals.list'>['approvals'][number]): string {
  if (entry.question) return `${entry.question.server} asks you something`
  const who = entry.client || 'an agent'
  if (entry.review) return `An answer to ${who} waits for your review`
  return `${entry.client || 'An agent'} asks to call ${entry.tool}`
}
