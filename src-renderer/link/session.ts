const storageKey = 'athena.token'

/** Outcome of looking for the token: none means that the page was opened without the printed link. */
export type SessionResult = { token: string } | { problem: 'no-token' | 'code-used' | 'host-away' }

/** Forgets the token, after the host refused it. */
export function forgetToken(): void {
  sessionStorage.removeItem(storageKey)
}

/**
 * The token of this tab. A one-use code in the address (`#code=…`) is exchanged for it once and removed from the
 * address at once, so that it is neither bookmarked nor in the history.
 */
export async function takeToken(): Promise<SessionResult> {
  const code = /^#code=(.+)$/.exec(location.hash)?.[1]
  if (code !== undefined) {
    history.replaceState(null, '', location.pathname + location.search)
    try {
      const response = await fetch('/session', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ code: decodeURIComponent(code) }),
      })
      if (response.ok) {
        const { token } = (await response.json()) as { token: string }
        sessionStorage.setItem(storageKey, token)
        return { token }
      }
    } catch {
      return { problem: 'host-away' }
    }
    const kept = sessionStorage.getItem(storageKey)
    return kept === null ? { problem: 'code-used' } : { token: kept }
  }
  const token = sessionStorage.getItem(storageKey)
  return token === null ? { problem: 'no-token' } : { token }
}
