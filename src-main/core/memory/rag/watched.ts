import type { Json } from '../../../contract/json.ts'
import type { MemoryStore, Write } from '../database/store.ts'
import type { FolderSettings } from './refresh-documents.ts'

/** A folder whose changes are taken in by themselves, as the person has allowed. */
export interface WatchedFolder extends FolderSettings {
  folder: string
  /** Epoch milliseconds. */
  since: number
}

/** How a watched folder is doing. */
export interface WatchState {
  /** `watching`: changes come at once; `periodic`: it has too many folders for that, so they come every ten minutes; `missing`: it is not there now. */
  state: 'watching' | 'periodic' | 'missing'
  lastRefresh?: number
  problem?: string
}

const prefix = 'watch '

export function watchKey(scope: string, folder: string): string {
  return `${prefix}${scope} ${folder}`
}

export function watchedFolders(store: MemoryStore): WatchedFolder[] {
  return store.settings(prefix).map(({ value }) => value as unknown as WatchedFolder)
}

/** Begins or ends the watching of a folder. */
export function setWatched(write: Write, watched: WatchedFolder, on: boolean): void {
  write.setting(watchKey(watched.scope, watched.folder), on ? (watched as unknown as Json) : undefined)
}

const states = new WeakMap<MemoryStore, Map<string, WatchState>>()

/** States by {@link watchKey}; filled by the watcher of the process, if it has one. */
export function watchStates(store: MemoryStore): Map<string, WatchState> {
  let known = states.get(store)
  if (!known) states.set(store, (known = new Map()))
  return known
}
