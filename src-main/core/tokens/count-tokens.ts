import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

/**
 * How o200k cuts text into pieces before bytes are merged; from OpenAI's tiktoken (`tiktoken_ext/openai_public.py`,
 * `o200k_base`), with its possessive quantifiers written as plain ones, which accept the same pieces.
 */
const suffix = String.raw`(?:'(?:[sS]|[dD]|[mM]|[tT]|[lL][lL]|[vV][eE]|[rR][eE]))?`
const pieces = new RegExp(
  [
    String.raw`[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+${suffix}`,
    String.raw`[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*${suffix}`,
    String.raw`\p{N}{1,3}`,
    String.raw` ?[^\s\p{L}\p{N}]+[\r\n/]*`,
    String.raw`\s*[\r\n]+`,
    String.raw`\s+(?!\S)`,
    String.raw`\s+`,
  ].join('|'),
  'gu',
)

/** Slots of the table of tokens: a power of two, less than half of it used by the 199,998 tokens. */
const slots = 2 ** 19
/** Pieces of at most this many bytes look for the best pair by reading all of them; longer ones keep a heap. */
const shortPiece = 64
/** No pair, or one that is no token. */
const noRank = 0x7fffffff

/**
 * The vocabulary in 6 MB: all tokens' bytes one after another, where each begins, and a hash table of ranks. As the objects and
 * strings of a general tokeniser it takes ten times that, which a host at rest in the background should not.
 */
interface Vocabulary {
  bytes: Uint8Array
  /** Where the token of a rank begins; one more than there are tokens. */
  begins: Uint32Array
  /** Rank + 1 by hash, 0 for a free slot; linear probing. */
  table: Int32Array
}

let loaded: Vocabulary | undefined
const encoder = new TextEncoder()
let buffer: Uint8Array = new Uint8Array(4096)

/**
 * Model tokens of a text by OpenAI's o200k vocabulary, exactly: byte pair merging as tiktoken does it. Names of special tokens
 * in the text count as the plain text they are. Time grows as n log n with the length of a piece without spaces.
 */
export function countTokens(text: string): number {
  loaded ??= readVocabulary()
  let count = 0
  for (const [piece] of text.matchAll(pieces)) count += countPiece(piece, loaded)
  return count
}

function countPiece(piece: string, vocabulary: Vocabulary): number {
  // UTF-8 takes at most three bytes per UTF-16 unit.
  if (buffer.length < piece.length * 3) buffer = new Uint8Array(piece.length * 3)
  const { written: length } = encoder.encodeInto(piece, buffer)
  if (rankOf(vocabulary, 0, length) !== noRank) return 1
  return length <= shortPiece ? mergeShort(vocabulary, length) : mergeLong(vocabulary, length)
}

const shortBegins = new Int32Array(shortPiece + 1)
const shortRanks = new Int32Array(shortPiece + 1)

/** Merges the pair of the lowest rank, the leftmost first, until none is a token; returns how many parts are left. */
function mergeShort(vocabulary: Vocabulary, length: number): number {
  const begins = shortBegins
  const ranks = shortRanks
  let parts = length
  for (let at = 0; at <= length; at++) begins[at] = at
  const rankAt = (at: number): number =>
    at + 2 > parts ? noRank : rankOf(vocabulary, begins[at] as number, begins[at + 2] as number)
  for (let at = 0; at < parts; at++) ranks[at] = rankAt(at)
  for (;;) {
    let best = -1
    let lowest = noRank
    for (let at = 0; at < parts - 1; at++) {
      if ((ranks[at] as number) < lowest) {
        lowest = ranks[at] as number
        best = at
      }
    }
    if (best < 0) return parts
    begins.copyWithin(best + 1, best + 2, parts + 1)
    ranks.copyWithin(best + 1, best + 2, parts)
    parts--
    ranks[best] = rankAt(best)
    if (best > 0) ranks[best - 1] = rankAt(best - 1)
  }
}

/** The same with a linked list of parts and a heap of pairs. */
function mergeLong(vocabulary: Vocabulary, length: number): number {
  const next = new Int32Array(length + 1)
  const before = new Int32Array(length + 1)
  const ranks = new Int32Array(length + 1).fill(noRank)
  const heap = new MinHeap()
  let parts = length
  for (let at = 0; at <= length; at++) {
    next[at] = at + 1
    before[at] = at - 1
  }
  function rankPair(at: number): void {
    const second = next[at] as number
    ranks[at] = second >= length ? noRank : rankOf(vocabulary, at, next[second] as number)
    // Rank and place in one number: below 2^18 and 2^32.
    if (ranks[at] !== noRank) heap.push((ranks[at] as number) * 2 ** 32 + at)
  }
  for (let at = 0; at < length; at++) rankPair(at)
  for (let best = heap.pop(); best !== undefined; best = heap.pop()) {
    const at = best % 2 ** 32
    // The pair was merged or has changed since.
    if (ranks[at] !== Math.floor(best / 2 ** 32)) continue
    const second = next[at] as number
    ranks[second] = noRank
    next[at] = next[second] as number
    if ((next[at] as number) <= length) before[next[at] as number] = at
    parts--
    rankPair(at)
    if ((before[at] as number) >= 0) rankPair(before[at] as number)
  }
  return parts
}

/** A binary heap of numbers. */
class MinHeap {
  readonly #items: number[] = []

  push(value: number): void {
    const items = this.#items
    let at = items.push(value) - 1
    while (at > 0) {
      const parent = (at - 1) >> 1
      if ((items[parent] as number) <= value) break
      items[at] = items[parent] as number
      at = parent
    }
    items[at] = value
  }

  pop(): number | undefined {
    const items = this.#items
    const top = items[0]
    const last = items.pop()
    if (last === undefined || items.length === 0) return top
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= items.length) break
      if (child + 1 < items.length && (items[child + 1] as number) < (items[child] as number)) child++
      if ((items[child] as number) >= last) break
      items[at] = items[child] as number
      at = child
    }
    items[at] = last
    return top
  }
}

/** Rank of the token that is the buffer's bytes from `begin` to `end`. */
function rankOf({ bytes, begins, table }: Vocabulary, begin: number, end: number): number {
  const length = end - begin
  let slot = hash(buffer, begin, end)
  for (;;) {
    const rank = (table[slot] as number) - 1
    if (rank < 0) return noRank
    const from = begins[rank] as number
    if ((begins[rank + 1] as number) - from === length) {
      let at = 0
      while (at < length && bytes[from + at] === buffer[begin + at]) at++
      if (at === length) return rank
    }
    slot = (slot + 1) & (slots - 1)
  }
}

/** FNV-1a with the upper bits folded in. */
function hash(bytes: Uint8Array, begin: number, end: number): number {
  let value = 0x811c9dc5
  for (let at = begin; at < end; at++) value = Math.imul(value ^ (bytes[at] as number), 0x01000193)
  return (value ^ (value >>> 15)) & (slots - 1)
}

/** Reads the vocabulary file of gpt-tokenizer: lines of a token in base64, a space and its rank, in order of rank. */
function readVocabulary(): Vocabulary {
  const require = createRequire(import.meta.url)
  const file = readFileSync(require.resolve('gpt-tokenizer/data/o200k_base.tiktoken'))
  const bytes = new Uint8Array(file.length)
  const begins: number[] = []
  let used = 0
  for (let at = 0; at < file.length;) {
    begins.push(used)
    let bits = 0
    let held = 0
    // Up to the padding or the space.
    for (; (file[at] as number) !== 0x20 && (file[at] as number) !== 0x3d; at++) {
      held = (held << 6) | sextet(file[at] as number)
      bits += 6
      if (bits >= 8) {
        bits -= 8
        bytes[used++] = (held >> bits) & 0xff
      }
    }
    const line = file.indexOf(0x0a, at)
    at = line < 0 ? file.length : line + 1
  }
  const table = new Int32Array(slots)
  for (let rank = 0; rank < begins.length; rank++) {
    let slot = hash(bytes, begins[rank] as number, begins[rank + 1] ?? used)
    while (table[slot] !== 0) slot = (slot + 1) & (slots - 1)
    table[slot] = rank + 1
  }
  return { bytes: bytes.slice(0, used), begins: Uint32Array.from([...begins, used]), table }
}

/** Value of a base64 digit. */
function sextet(code: number): number {
  if (code >= 0x61) return code - 0x61 + 26
  if (code >= 0x41) return code - 0x41
  if (code >= 0x30) return code - 0x30 + 52
  return code === 0x2b ? 62 : 63
}
