import { NativeUint8Array, charCode, fromCharCode } from './primordials.ts'
import { decodeUtf8, encodeUtf8 } from './bytes.ts'

const hex = '0123456789ABCDEF'
const percent = (byte: number): string => `%${hex[byte >> 4] ?? ''}${hex[byte & 15] ?? ''}`

/** Percent-encode sets of the URL Standard: printable characters that are encoded beside controls and non-ASCII. */
export const fragmentSet = ' "<>`'
export const querySet = ' "#<>'
export const specialQuerySet = ' "#<>\''
export const pathSet = ' "#<>?`{}^'
export const userinfoSet = ' "#<>?`{}/:;=@[\\]^|'

/** Encodes controls, non-ASCII and the given characters as UTF-8 percent triplets. */
export function percentEncode(text: string, set: string): string {
  let out = ''
  for (const character of text) {
    const code = charCode(character, 0)
    if (code > 0x1f && code < 0x7f && !set.includes(character)) out += character
    else for (const byte of encodeUtf8(character)) out += percent(byte)
  }
  return out
}

/** Bytes of percent triplets decoded as UTF-8; what is not a triplet stays. */
export function percentDecode(text: string): string {
  if (!text.includes('%')) return text
  const bytes = encodeUtf8(text)
  const out = new NativeUint8Array(bytes.length)
  let length = 0
  const digit = (code: number | undefined): number => {
    const at = code === undefined ? -1 : hex.indexOf(fromCharCode(code).toUpperCase())
    return at
  }
  for (let i = 0; i < bytes.length; i++) {
    const high = bytes[i] === 37 ? digit(bytes[i + 1]) : -1
    const low = bytes[i] === 37 ? digit(bytes[i + 2]) : -1
    if (high >= 0 && low >= 0) {
      out[length++] = high * 16 + low
      i += 2
    } else out[length++] = bytes[i] ?? 0
  }
  return decodeUtf8(out.subarray(0, length), false, false).text
}

/** `application/x-www-form-urlencoded` of one name or value. */
export function formEncode(text: string): string {
  let out = ''
  for (const byte of encodeUtf8(text)) {
    if (byte === 32) out += '+'
    else if (
      (byte >= 48 && byte <= 57) ||
      (byte >= 65 && byte <= 90) ||
      (byte >= 97 && byte <= 122) ||
      byte === 42 ||
      byte === 45 ||
      byte === 46 ||
      byte === 95
    )
      out += fromCharCode(byte)
    else out += percent(byte)
  }
  return out
}

export const formDecode = (text: string): string => percentDecode(text.replace(/\+/g, ' '))
