import { AthenaError } from '../../contract/errors.ts'
import type { Clipboard, Logger } from '../ports.ts'

/** Milliseconds without a value shown or copied after which the vault locks itself. */
export const lockAfterMs = 5 * 60_000
/** Milliseconds a copied value stays on the clipboard. */
export const clearAfterMs = 30_000

/** Timers of the vault. They run in the host, so that closing or reloading the page changes nothing. */
export interface VaultTimers {
  /** Counts the time to the lock anew. */
  touch(): void
  /** No lock is due: it is locked. */
  rest(): void
  /** Puts a value on the clipboard and clears it later, if it is still there. */
  copy(value: string): Promise<void>
  /** Clears what was copied, now: Athena ends. */
  close(): Promise<void>
}

/** Makes them. `lock` locks the vault and tells the pages. */
export function createVaultTimers(
  lock: () => void,
  clipboard: Clipboard | undefined,
  log: Logger,
  times: { lockAfterMs: number; clearAfterMs: number } = { lockAfterMs, clearAfterMs },
): VaultTimers {
  let locking: ReturnType<typeof setTimeout> | undefined
  let clearing: ReturnType<typeof setTimeout> | undefined
  let copied: string | undefined

  async function clear(): Promise<void> {
    clearTimeout(clearing)
    const value = copied
    copied = undefined
    if (value === undefined || clipboard === undefined) return
    try {
      // What someone copied since is theirs. Some programs end what they give with a line break.
      if ((await clipboard.read()).replace(/\r?\n$/, '') === value) await clipboard.write('')
    } catch (error) {
      log.warn('the clipboard was not cleared', { message: error instanceof Error ? error.name : 'unknown' })
    }
  }

  return {
    touch() {
      clearTimeout(locking)
      locking = setTimeout(lock, times.lockAfterMs)
      locking.unref()
    },
    rest: () => clearTimeout(locking),
    async copy(value) {
      if (clipboard === undefined)
        throw new AthenaError(
          'NOT_FOUND',
          'This computer offers no clipboard to Athena. Show the value instead.',
        )
      try {
        await clipboard.write(value)
      } catch {
        throw new AthenaError(
          'NOT_FOUND',
          'The clipboard of this computer could not be reached (wl-copy or xclip is missing). Show the value instead.',
        )
      }
      copied = value
      clearTimeout(clearing)
      clearing = setTimeout(() => void clear(), times.clearAfterMs)
      clearing.unref()
    },
    async close() {
      clearTimeout(locking)
      await clear()
    },
  }
}
