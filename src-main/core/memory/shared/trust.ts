import type { MemoryRow } from '../database/rows.ts'
import type { MemoryStore } from '../database/store.ts'

/** Setting under `trust:<source>`: 0 not at all … 1 fully. */
export interface TrustSetting {
  [key: string]: number
  level: number
}

/** Credibility of where a memory comes from: the lowest of its client and its named origin; 1 when nothing is said. */
export function trustOf(store: MemoryStore, row: Pick<MemoryRow, 'source'>): number {
  let lowest = 1
  for (const one of [row.source.client, row.source.ref]) {
    if (one === undefined) continue
    const setting = store.setting<TrustSetting>(`trust:${one}`)
    if (setting) lowest = Math.min(lowest, setting.level)
  }
  return lowest
}
