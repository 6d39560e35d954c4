import type { Span } from '../api.ts'
import type { ScanMode } from '../detect/scan.ts'
import type { ExtraDetectors } from '../detect/extra.ts'

/** A text and the key names on the way to it. */
export interface ScanItem {
  text: string
  keys: string[]
  /** Header line of the table that this text is a later part of. */
  header?: string
}

/** Host → worker. */
export type ToScanWorker =
  | { t: 'extra'; extra: ExtraDetectors }
  | { t: 'scan'; id: number; items: ScanItem[]; mode: ScanMode; off: string[] }

/** Worker → host. */
export type FromScanWorker =
  | { t: 'ready' }
  /** What had to be loaded first is there; the scan begins. */
  | { t: 'started'; id: number }
  | { t: 'found'; id: number; spans: Span[][]; notScanned: string[] }
  | { t: 'failed'; id: number; name: string }
