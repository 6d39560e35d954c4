import type { Clock, Ids } from '../core/ports.ts'
import { randomBytes } from 'node:crypto'
import { uptime } from 'node:os'

/** The computer's clocks. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sinceBoot: () => uptime() * 1000,
}

/** Digits and lower-case letters without `i`, `l`, `o` and `u`, which are easily misread (Crockford's base 32). */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

/** Random ids: `prefix_` and 10 base-32 characters, 50 bits. */
export const randomIds: Ids = {
  next(prefix) {
    let text = ''
    for (const byte of randomBytes(10)) text += alphabet[byte & 31]
    return `${prefix}_${text}`
  },
}
