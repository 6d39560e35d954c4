import { createHmac, randomBytes } from 'node:crypto'
import { elapsed } from '../core/elapsed.ts'
import type { Clock } from '../core/ports.ts'
import { secretsAreEqual } from '../shell-common/request-guard.ts'

/** A code that was not used for this long is void, milliseconds. */
const codeLifeMs = 24 * 60 * 60 * 1000
/** A page that stays open this long asks for a new address, milliseconds. */
const tokenLifeMs = 7 * 24 * 60 * 60 * 1000
/** Codes waiting at once; the oldest is void when one more is made. */
const maxCodes = 20

/** Who may open the page: a one-use code in the printed address is exchanged for a token of the tab. */
export interface PageTokens {
  /** A new code, 144 random bits. */
  newCode(): string
  /** Uses a code up. Returns the token, or undefined for a code that is unknown, used or too old. */
  exchange(code: string): string | undefined
  /** True for a token made by this installation that has not run out. */
  accepts(token: string): boolean
}

/**
 * Tokens are `<time>.<random>.<HMAC-SHA-256>` under a secret of the installation, so an open page finds its way back
 * after the host was restarted; nothing about them is stored.
 */
export function createPageTokens(secret: string, clock: Clock): PageTokens {
  const codes = new Map<string, number>()

  function sign(body: string): string {
    return createHmac('sha256', secret).update(`page:${body}`).digest('base64url')
  }

  return {
    newCode() {
      const code = randomBytes(18).toString('base64url')
      codes.set(code, elapsed(clock))
      const oldest = codes.keys().next().value
      if (codes.size > maxCodes && oldest !== undefined) codes.delete(oldest)
      return code
    },
    exchange(code) {
      for (const [known, madeAt] of codes) {
        if (!secretsAreEqual(known, code)) continue
        codes.delete(known)
        if (elapsed(clock) - madeAt > codeLifeMs) return undefined
        const body = `${clock.now().toString(36)}.${randomBytes(16).toString('base64url')}`
        return `${body}.${sign(body)}`
      }
      return undefined
    },
    accepts(token) {
      const match = /^(([0-9a-z]{1,12})\.[A-Za-z0-9_-]{20,30})\.([A-Za-z0-9_-]{43})$/.exec(token)
      const [, body, time, signature] = match ?? []
      if (body === undefined || time === undefined || signature === undefined) return false
      if (!secretsAreEqual(sign(body), signature)) return false
      const age = clock.now() - Number.parseInt(time, 36)
      return age > -60_000 && age < tokenLifeMs
    },
  }
}
