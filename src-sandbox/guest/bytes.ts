import { NativeUint8Array, charCode, fromCharCode, join, push, NativeRangeError } from './primordials.ts'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const fromDigit = new NativeUint8Array(128).fill(255)
for (let i = 0; i < 64; i++) fromDigit[charCode(alphabet, i)] = i

/** Joins pieces in blocks, so that large texts are not built one character at a time. */
export function textOfCodes(codes: ArrayLike<number>): string {
  const pieces: string[] = []
  for (let i = 0; i < codes.length; i += 8192) {
    const end = i + 8192 < codes.length ? i + 8192 : codes.length
    let piece = ''
    for (let j = i; j < end; j++) piece += fromCharCode(codes[j] ?? 0)
    push(pieces, piece)
  }
  return join(pieces, '')
}

/** Base64 with padding (RFC 4648 section 4). */
export function toBase64(bytes: Uint8Array): string {
  const pieces: string[] = []
  let piece = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const a = bytes[i] ?? 0
    const b = bytes[i + 1]
    const c = bytes[i + 2]
    piece += alphabet[a >> 2]
    piece += alphabet[((a & 3) << 4) | ((b ?? 0) >> 4)]
    piece += b === undefined ? '=' : alphabet[((b & 15) << 2) | ((c ?? 0) >> 6)]
    piece += c === undefined ? '=' : alphabet[c & 63]
    if (piece.length > 8192) {
      push(pieces, piece)
      piece = ''
    }
  }
  push(pieces, piece)
  return join(pieces, '')
}

/** Bytes of a base64 text; white space is skipped. Undefined when it is not base64. */
export function fromBase64(text: string): Uint8Array | undefined {
  const out = new NativeUint8Array(((text.length * 3) >> 2) + 3)
  let length = 0
  let bits = 0
  let held = 0
  let padding = 0
  let digits = 0
  for (let i = 0; i < text.length; i++) {
    const code = charCode(text, i)
    if (code === 32 || (code >= 9 && code <= 13)) continue
    if (code === 61) {
      padding++
      continue
    }
    const digit = code < 128 ? (fromDigit[code] ?? 255) : 255
    if (digit === 255 || padding > 0) return undefined
    digits++
    held = ((held << 6) | digit) & 0xffffff
    bits += 6
    if (bits >= 8) {
      bits -= 8
      out[length++] = (held >> bits) & 255
    }
  }
  if (digits % 4 === 1 || padding > 2 || (padding > 0 && (digits + padding) % 4 !== 0)) return undefined
  return out.slice(0, length)
}

/** UTF-8 of a text; lone surrogates become U+FFFD, as the Encoding Standard says. */
export function encodeUtf8(text: string): Uint8Array {
  let size = 0
  for (let i = 0; i < text.length; i++) {
    const code = charCode(text, i)
    size += code < 0x80 ? 1 : code < 0x800 ? 2 : 3
  }
  const out = new NativeUint8Array(size)
  let at = 0
  for (let i = 0; i < text.length; i++) {
    let code = charCode(text, i)
    if (code >= 0xd800 && code <= 0xdfff) {
      const next = i + 1 < text.length ? charCode(text, i + 1) : 0
      if (code < 0xdc00 && next >= 0xdc00 && next <= 0xdfff) {
        code = 0x10000 + ((code - 0xd800) << 10) + (next - 0xdc00)
        i++
      } else code = 0xfffd
    }
    if (code < 0x80) out[at++] = code
    else if (code < 0x800) {
      out[at++] = 0xc0 | (code >> 6)
      out[at++] = 0x80 | (code & 63)
    } else if (code < 0x10000) {
      out[at++] = 0xe0 | (code >> 12)
      out[at++] = 0x80 | ((code >> 6) & 63)
      out[at++] = 0x80 | (code & 63)
    } else {
      out[at++] = 0xf0 | (code >> 18)
      out[at++] = 0x80 | ((code >> 12) & 63)
      out[at++] = 0x80 | ((code >> 6) & 63)
      out[at++] = 0x80 | (code & 63)
    }
  }
  return out.slice(0, at)
}

/**
 * Text of UTF-8 bytes. Broken sequences become U+FFFD as the Encoding Standard says (one for each maximal part), or throw
 * RangeError when `fatal`. `keep` is how many bytes at the end were an unfinished sequence when `streaming`.
 */
export function decodeUtf8(
  bytes: Uint8Array,
  fatal: boolean,
  streaming: boolean,
): { text: string; kept: number } {
  const pieces: string[] = []
  let piece = ''
  let i = 0
  while (i < bytes.length) {
    const first = bytes[i] ?? 0
    if (first < 0x80) {
      piece += fromCharCode(first)
      i++
    } else {
      const need =
        first >= 0xc2 && first <= 0xdf
          ? 1
          : first >= 0xe0 && first <= 0xef
            ? 2
            : first >= 0xf0 && first <= 0xf4
              ? 3
              : 0
      let code = need === 1 ? first & 31 : need === 2 ? first & 15 : first & 7
      let got = 0
      let low = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80
      let high = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf
      while (got < need && i + 1 + got < bytes.length) {
        const next = bytes[i + 1 + got] ?? 0
        if (next < low || next > high) break
        low = 0x80
        high = 0xbf
        code = (code << 6) | (next & 63)
        got++
      }
      if (need > 0 && got === need) {
        if (code > 0xffff)
          piece +=
            fromCharCode(0xd800 + ((code - 0x10000) >> 10)) +
            fromCharCode(0xdc00 + ((code - 0x10000) & 0x3ff))
        else piece += fromCharCode(code)
      } else if (need > 0 && i + 1 + got === bytes.length && streaming) {
        push(pieces, piece)
        return { text: join(pieces, ''), kept: bytes.length - i }
      } else {
        if (fatal) throw new NativeRangeError('The bytes are not valid UTF-8')
        piece += '\ufffd'
      }
      i += 1 + got
    }
    if (piece.length > 8192) {
      push(pieces, piece)
      piece = ''
    }
  }
  push(pieces, piece)
  return { text: join(pieces, ''), kept: 0 }
}
