import { existsSync, watch, type FSWatcher } from 'node:fs'
import type { Logger } from '../../ports.ts'
import type { MemoryStore } from '../database/store.ts'
import type { MemoryContext } from '../operation.ts'
import { foldersBelow } from './files.ts'
import { refreshDocuments } from './refresh-documents.ts'
import { watchedFolders, watchKey, watchStates, type WatchedFolder } from './watched.ts'

/** Waiting times of the watcher, in milliseconds. */
export interface WatcherTimes {
  /** Quiet time after a change before it is taken in: editors write in several steps. */
  debounceMs: number
  /** How often everything is looked through whatever was told: network drives and full queues tell nothing. */
  everyMs: number
}

export const usualTimes: WatcherTimes = { debounceMs: 1000, everyMs: 10 * 60_000 }

/** Folders of one tree that are watched one by one; a tree with more is only looked through periodically. */
const maximumFolders = 2000

/** Takes changes of watched folders in while the process lives. */
export interface Watcher {
  /** Follows the list of watched folders after it may have changed. */
  sync(): void
  close(): void
}

interface Watched {
  settings: WatchedFolder
  watchers: Map<string, FSWatcher>
  timer?: NodeJS.Timeout
  /** A refresh is running; `again`: something changed meanwhile. */
  running: boolean
  again: boolean
}

export function createWatcher(
  store: MemoryStore,
  log: Logger,
  /** A context to act in, as the person who allowed the watching. */
  contextFor: (operation: string) => MemoryContext,
  times: WatcherTimes = usualTimes,
): Watcher {
  const all = new Map<string, Watched>()
  const states = watchStates(store)
  const controller = new AbortController()
  const periodic = setInterval(() => {
    for (const one of all.values()) void refresh(one)
  }, times.everyMs)
  periodic.unref()

  function changed(one: Watched): void {
    clearTimeout(one.timer)
    one.timer = setTimeout(() => void refresh(one), times.debounceMs)
    one.timer.unref()
  }

  async function refresh(one: Watched): Promise<void> {
    if (controller.signal.aborted) return
    if (one.running) {
      one.again = true
      return
    }
    one.running = true
    const { settings } = one
    const key = watchKey(settings.scope, settings.folder)
    try {
      follow(one)
      const rows = store
        .select(
          "m.layer = 'rag' AND m.kind = 'document' AND m.scope = ? AND m.endedAt IS NULL AND json_extract(m.data, '$.folder') = ?",
          [settings.scope, settings.folder],
        )
        .filter((row) => typeof row.data['path'] === 'string')
      const { failed } = await refreshDocuments(
        contextFor('rag.refresh'),
        { scope: settings.scope },
        { rows, folders: new Map([[settings.folder, settings]]), trustTimes: true },
      )
      const state = states.get(key)
      if (state && failed.length > 0)
        state.problem = `${failed.length} files could not be read, the first is ${failed[0]?.path}: ${failed[0]?.reason}`
      else delete state?.problem
      if (state) state.lastRefresh = contextFor('rag.refresh').now
    } catch (error) {
      if (!controller.signal.aborted) {
        const problem = error instanceof Error ? error.message : String(error)
        states.set(key, { ...states.get(key), state: states.get(key)?.state ?? 'periodic', problem })
        log.warn('A watched folder could not be taken in', { problem })
      }
    } finally {
      one.running = false
      if (one.again) {
        one.again = false
        changed(one)
      }
    }
  }

  /** Watches the folders that are there now and leaves those that went. */
  function follow(one: Watched): void {
    const { folder, scope } = one.settings
    const key = watchKey(scope, folder)
    const there = existsSync(folder) ? foldersBelow(folder, maximumFolders + 1) : []
    const few = there.length <= maximumFolders
    const wanted = new Set(few ? there : [])
    for (const [path, watcher] of one.watchers) {
      if (wanted.has(path)) continue
      watcher.close()
      one.watchers.delete(path)
    }
    let refused: string | undefined
    for (const path of wanted) {
      if (one.watchers.has(path)) continue
      try {
        const watcher = watch(path, { persistent: false }, () => changed(one))
        watcher.on('error', () => {
          watcher.close()
          one.watchers.delete(path)
          changed(one)
        })
        one.watchers.set(path, watcher)
      } catch (error) {
        // The system’s watches are used up; what is not watched is looked through periodically.
        refused = error instanceof Error ? error.message : String(error)
      }
    }
    states.set(key, {
      ...states.get(key),
      state: there.length === 0 ? 'missing' : few && refused === undefined ? 'watching' : 'periodic',
    })
  }

  function drop(key: string, one: Watched): void {
    clearTimeout(one.timer)
    for (const watcher of one.watchers.values()) watcher.close()
    one.watchers.clear()
    all.delete(key)
    states.delete(key)
  }

  return {
    sync() {
      const wanted = new Map(watchedFolders(store).map((one) => [watchKey(one.scope, one.folder), one]))
      for (const [key, one] of all) if (!wanted.has(key)) drop(key, one)
      for (const [key, settings] of wanted) {
        const known = all.get(key)
        if (known) {
          known.settings = settings
          continue
        }
        const one: Watched = { settings, watchers: new Map(), running: false, again: false }
        all.set(key, one)
        // What changed while nobody looked.
        void refresh(one)
      }
    },
    close() {
      controller.abort()
      clearInterval(periodic)
      for (const [key, one] of all) drop(key, one)
    },
  }
}
