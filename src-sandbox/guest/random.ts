import {
  NativeTypeError,
  NativeUint8Array,
  create,
  freeze,
  isView,
  toNumber,
  sliceText,
  NativeError,
} from './primordials.ts'
import { defineGlobal } from './channel.ts'

/** State of a ChaCha20 key stream (RFC 8439): constants, key, counter, nonce. */
const state = new Uint32Array([
  0x61707865, 0x3320646e, 0x79622d32, 0x6b206574, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
])
const block = new NativeUint8Array(64)
let used = 64

/** Keys the generator with 32 bytes from the supervisor, so that no host function has to be in the realm. */
export function seedRandom(seed: string): void {
  for (let i = 0; i < 8; i++) state[4 + i] = toNumber(`0x${sliceText(seed, i * 8, i * 8 + 8)}`)
  used = 64
}

function quarter(x: Uint32Array, a: number, b: number, c: number, d: number): void {
  const at = (i: number): number => x[i] ?? 0
  const turn = (value: number, bits: number): number => (value << bits) | (value >>> (32 - bits))
  x[a] = at(a) + at(b)
  x[d] = turn(at(d) ^ at(a), 16)
  x[c] = at(c) + at(d)
  x[b] = turn(at(b) ^ at(c), 12)
  x[a] = at(a) + at(b)
  x[d] = turn(at(d) ^ at(a), 8)
  x[c] = at(c) + at(d)
  x[b] = turn(at(b) ^ at(c), 7)
}

function refill(): void {
  const x = new Uint32Array(state)
  for (let round = 0; round < 10; round++) {
    quarter(x, 0, 4, 8, 12)
    quarter(x, 1, 5, 9, 13)
    quarter(x, 2, 6, 10, 14)
    quarter(x, 3, 7, 11, 15)
    quarter(x, 0, 5, 10, 15)
    quarter(x, 1, 6, 11, 12)
    quarter(x, 2, 7, 8, 13)
    quarter(x, 3, 4, 9, 14)
  }
  for (let i = 0; i < 16; i++) {
    const word = ((x[i] ?? 0) + (state[i] ?? 0)) >>> 0
    block[i * 4] = word & 255
    block[i * 4 + 1] = (word >>> 8) & 255
    block[i * 4 + 2] = (word >>> 16) & 255
    block[i * 4 + 3] = word >>> 24
  }
  state[12] = (state[12] ?? 0) + 1
  used = 0
}

function fill(bytes: Uint8Array): void {
  for (let i = 0; i < bytes.length; i++) {
    if (used >= 64) refill()
    bytes[i] = block[used] ?? 0
    block[used++] = 0
  }
}

/** Defines `crypto.getRandomValues` and `crypto.randomUUID`. */
export function installRandom(): void {
  const crypto = create(null) as Record<string, unknown>
  crypto.getRandomValues = freeze((view: unknown) => {
    if (!isView(view)) throw new NativeTypeError('getRandomValues takes an integer typed array')
    if (view.byteLength > 65_536) throw new NativeError('getRandomValues gives at most 65536 bytes at once')
    fill(new NativeUint8Array(view.buffer as ArrayBuffer, view.byteOffset, view.byteLength))
    return view
  })
  crypto.randomUUID = freeze(() => {
    const bytes = new NativeUint8Array(16)
    fill(bytes)
    bytes[6] = ((bytes[6] ?? 0) & 15) | 64
    bytes[8] = ((bytes[8] ?? 0) & 63) | 128
    let out = ''
    for (let i = 0; i < 16; i++) {
      if (i === 4 || i === 6 || i === 8 || i === 10) out += '-'
      out += ((bytes[i] ?? 0) + 256).toString(16).slice(1)
    }
    return out
  })
  defineGlobal('crypto', freeze(crypto))
}
