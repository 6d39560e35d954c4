import { randomBytes } from 'node:crypto'
import type { Json } from '../../contract/json.ts'

/** An image, sound or file that a tool returned. `data` is base64. */
export interface Binary {
  type: 'image' | 'audio' | 'file'
  data: string
  mimeType: string
  uri?: string
}

/** Keeps binaries outside the values that code sees; the oldest go first when the room is used up. */
export interface HandleStore {
  /** Stores it and returns what code sees: `{ handle, type, mimeType, bytes }`. */
  put(binary: Binary): Json
  get(handle: string): Binary | undefined
}

/** Base64 characters kept in all. */
const roomCharacters = 128 * 1024 * 1024

/** A {@link HandleStore} in memory, for one host. */
export function createHandleStore(room = roomCharacters): HandleStore {
  const kept = new Map<string, Binary>()
  let used = 0
  return {
    put(binary) {
      const handle = `${binary.type}_${randomBytes(8).toString('hex')}`
      kept.set(handle, binary)
      used += binary.data.length
      for (const [oldest, value] of kept) {
        if (used <= room || oldest === handle) break
        kept.delete(oldest)
        used -= value.data.length
      }
      return {
        handle,
        type: binary.type,
        mimeType: binary.mimeType,
        bytes: Math.floor((binary.data.replace(/=+$/, '').length * 3) / 4),
        ...(binary.uri === undefined || binary.uri === '' ? {} : { uri: binary.uri }),
      }
    },
    get: (handle) => kept.get(handle),
  }
}
