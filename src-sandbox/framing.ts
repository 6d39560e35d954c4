import { maxRunnerFrameBytes } from '../src-main/contract/sandbox.ts'

/** One frame as bytes. */
export function encodeFrame(text: string): Uint8Array {
  const length = Buffer.byteLength(text)
  const bytes = Buffer.allocUnsafe(4 + length)
  bytes.writeUInt32LE(length, 0)
  bytes.write(text, 4)
  return bytes
}

/** True when the JSON text nests no deeper than `limit`; counted before parsing, so that nothing recurses on hostile input. */
export function nestsWithin(bytes: Buffer, limit: number): boolean {
  let depth = 0
  for (let i = 0; i < bytes.length; i++) {
    const c = bytes[i]
    if (c === 0x22) i = endOfString(bytes, i + 1)
    else if (c === 0x5b || c === 0x7b) {
      if (++depth > limit) return false
    } else if (c === 0x5d || c === 0x7d) depth--
  }
  return true
}

/** Index of the quote that ends a string; long strings are skipped by native search. */
function endOfString(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(0x22, from); at >= 0; at = bytes.indexOf(0x22, at + 1)) {
    let backslashes = 0
    while (at - 1 - backslashes >= from && bytes[at - 1 - backslashes] === 0x5c) backslashes++
    if (backslashes % 2 === 0) return at
  }
  return bytes.length
}

/**
 * Puts frames together from chunks. Calls `onFrame` with each payload, `onBroken` once when a length is out of bounds; after
 * that nothing more is read. Chunks are kept in a list and joined once per frame, so large frames cost one copy.
 */
export function createFrameReader(
  onFrame: (payload: Buffer) => void,
  onBroken: (detail: string) => void,
): (chunk: Buffer) => void {
  let parts: Buffer[] = []
  let have = 0
  let need = 4
  let broken = false
  return (chunk) => {
    if (broken) return
    parts.push(chunk)
    have += chunk.length
    if (have < need) return
    let all = parts.length === 1 ? chunk : Buffer.concat(parts, have)
    need = 4
    while (all.length >= 4) {
      const length = all.readUInt32LE(0)
      if (length > maxRunnerFrameBytes) {
        broken = true
        onBroken(`frame of ${length} bytes`)
        return
      }
      if (all.length < 4 + length) {
        need = 4 + length
        break
      }
      onFrame(all.subarray(4, 4 + length))
      all = all.subarray(4 + length)
    }
    parts = all.length > 0 ? [all] : []
    have = all.length
  }
}
