import {
  NativeError,
  NativeRangeError,
  NativeTypeError,
  NativeUint8Array,
  charCode,
  isBuffer,
  isView,
  toText,
} from './primordials.ts'
import { decodeUtf8, encodeUtf8, fromBase64, textOfCodes, toBase64 } from './bytes.ts'
import { defineGlobal } from './channel.ts'

function bytesOf(value: unknown): Uint8Array {
  if (value === undefined) return new NativeUint8Array(0)
  if (isView(value))
    return new NativeUint8Array(value.buffer as ArrayBuffer, value.byteOffset, value.byteLength)
  if (isBuffer(value)) return new NativeUint8Array(value)
  throw new NativeTypeError('Give bytes: an ArrayBuffer or a view of one')
}

class TextEncoder {
  get encoding(): string {
    return 'utf-8'
  }
  encode(text: unknown = ''): Uint8Array {
    return encodeUtf8(toText(text))
  }
  encodeInto(text: unknown, target: Uint8Array): { read: number; written: number } {
    const whole = toText(text)
    let read = 0
    let written = 0
    while (read < whole.length) {
      const code = charCode(whole, read)
      const step = code >= 0xd800 && code < 0xdc00 && read + 1 < whole.length ? 2 : 1
      const bytes = encodeUtf8(whole.slice(read, read + step))
      if (written + bytes.length > target.length) break
      target.set(bytes, written)
      written += bytes.length
      read += step
    }
    return { read, written }
  }
}

const labels: Readonly<Record<string, 'utf-8' | 'latin1' | 'utf-16le'>> = {
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  'unicode-1-1-utf-8': 'utf-8',
  latin1: 'latin1',
  'iso-8859-1': 'latin1',
  ascii: 'latin1',
  'us-ascii': 'latin1',
  'windows-1252': 'latin1',
  'utf-16le': 'utf-16le',
  'utf-16': 'utf-16le',
  'ucs-2': 'utf-16le',
}

class TextDecoder {
  readonly encoding: string
  readonly fatal: boolean
  readonly ignoreBOM: boolean
  #left = new NativeUint8Array(0)
  #started = false
  constructor(label: unknown = 'utf-8', options: { fatal?: boolean; ignoreBOM?: boolean } = {}) {
    const name = labels[toText(label).trim().toLowerCase()]
    if (!name)
      throw new NativeRangeError(
        `The encoding ${toText(label)} is not supported; utf-8, utf-16le and latin1 are`,
      )
    this.encoding = name === 'latin1' ? 'windows-1252' : name
    this.fatal = options.fatal === true
    this.ignoreBOM = options.ignoreBOM === true
  }
  decode(value?: unknown, options: { stream?: boolean } = {}): string {
    const given = bytesOf(value)
    const bytes = new NativeUint8Array(this.#left.length + given.length)
    bytes.set(this.#left, 0)
    bytes.set(given, this.#left.length)
    const streaming = options.stream === true
    let text: string
    let kept = 0
    if (this.encoding === 'utf-8') {
      try {
        ;({ text, kept } = decodeUtf8(bytes, this.fatal, streaming))
      } catch {
        throw new NativeTypeError('The encoded data was not valid for encoding utf-8')
      }
    } else if (this.encoding === 'utf-16le') {
      kept = streaming ? bytes.length % 2 : 0
      const codes: number[] = []
      for (let i = 0; i + 1 < bytes.length; i += 2)
        codes[i / 2] = (bytes[i] ?? 0) | ((bytes[i + 1] ?? 0) << 8)
      if (!streaming && bytes.length % 2 === 1) codes[codes.length] = 0xfffd
      text = textOfCodes(codes)
    } else text = textOfCodes(bytes)
    this.#left = bytes.slice(bytes.length - kept)
    if (!this.#started && text.length > 0) {
      this.#started = true
      if (!this.ignoreBOM && this.encoding !== 'windows-1252' && charCode(text, 0) === 0xfeff)
        text = text.slice(1)
    }
    if (!streaming) this.#started = false
    return text
  }
}

/** Defines `TextEncoder`, `TextDecoder`, `atob` and `btoa` (Encoding Standard, HTML base64). */
export function installEncoding(): void {
  defineGlobal('TextEncoder', TextEncoder)
  defineGlobal('TextDecoder', TextDecoder)
  defineGlobal('btoa', (value: unknown) => {
    const text = toText(value)
    const bytes = new NativeUint8Array(text.length)
    for (let i = 0; i < text.length; i++) {
      const code = charCode(text, i)
      if (code > 255)
        throw new NativeError(
          'btoa takes characters up to U+00FF; for other text use new TextEncoder() first',
        )
      bytes[i] = code
    }
    return toBase64(bytes)
  })
  defineGlobal('atob', (value: unknown) => {
    const bytes = fromBase64(toText(value))
    if (!bytes) throw new NativeError('The text is not valid base64')
    return textOfCodes(bytes)
  })
}
