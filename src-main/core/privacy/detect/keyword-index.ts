/**
 * Tells which of many words a text contains in one pass: a table over the first two characters, then the third, then a comparison.
 * Looking for each word by itself would take a pass each.
 */
export class KeywordIndex {
  /** At a pair of characters the number of its list of words + 1, or 0. */
  readonly #listOf = new Uint16Array(1 << 16)
  readonly #lists: { word: string; id: number; third: number }[][] = []
  readonly #single: { word: string; id: number }[] = []
  readonly #count: number

  constructor(words: readonly string[]) {
    this.#count = words.length
    words.forEach((word, id) => {
      if (word.length < 2) {
        this.#single.push({ word, id })
        return
      }
      const pair = pairOf(word.charCodeAt(0), word.charCodeAt(1))
      this.#listOf[pair] ||= this.#lists.push([])
      this.#lists[(this.#listOf[pair] ?? 0) - 1]?.push({
        word,
        id,
        third: word.length > 2 ? word.charCodeAt(2) : -1,
      })
    })
  }

  /** For each word, whether the text (already in lower case) contains it. */
  present(lower: string): Uint8Array {
    const found = new Uint8Array(this.#count)
    for (const { word, id } of this.#single) if (lower.includes(word)) found[id] = 1
    let previous = lower.charCodeAt(0)
    for (let index = 1; index < lower.length; index++) {
      const current = lower.charCodeAt(index)
      const pair = pairOf(previous, current)
      previous = current
      const number = this.#listOf[pair] ?? 0
      if (number === 0) continue
      const list = this.#lists[number - 1] ?? []
      const next = lower.charCodeAt(index + 1)
      for (let at = 0; at < list.length; at++) {
        const one = list[at]
        // The third character rules out most words without a comparison.
        if (one === undefined || (one.third !== next && one.third !== -1) || found[one.id] === 1) continue
        if (lower.startsWith(one.word, index - 1)) found[one.id] = 1
      }
    }
    return found
  }
}

/** A 16-bit mix of two UTF-16 units; equal pairs always mix alike. */
function pairOf(a: number, b: number): number {
  return ((a << 8) ^ (a >> 3) ^ b) & 0xffff
}
