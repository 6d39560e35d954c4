import { stemmer } from 'stemmer'

const segments = /[\p{L}\p{N}\p{M}]+(?:['’][\p{L}]+)?/gu
/** Things written with inner marks: `foo-bar_9`, `a.b.c`, `INV-2024/17`, `x@y.org`. */
const identifiers = /[\p{L}\p{N}]+(?:[-_.@/#:+][\p{L}\p{N}]+)+/gu
const chinese = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u
const plainWord = /^[a-z]+$/
const ascii = /^[\x20-\x7e\s]*$/
const maximumTermLength = 64
const cache = new Map<string, string>()

/** Words in lower case, without accents and without `'s`; no stemming. Scripts without spaces give pairs of signs. */
export function words(text: string): string[] {
  const result: string[] = []
  const plain = fold(text)
  for (const match of plain.matchAll(segments)) {
    const word = match[0].replace(/['’].*$/u, '')
    if (word === '') continue
    if (chinese.test(word)) {
      const signs = [...word]
      if (signs.length === 1) result.push(word)
      for (let i = 0; i + 1 < signs.length; i++) result.push(`${signs[i]}${signs[i + 1]}`)
    } else result.push(word.slice(0, maximumTermLength))
  }
  return result
}

/** Lower case, compatibility forms unified, accents of Latin letters removed. */
export function fold(text: string): string {
  if (ascii.test(text)) return text.toLowerCase()
  return text
    .normalize('NFKD')
    .replace(/([\p{Script=Latin}])\p{Mn}+/gu, '$1')
    .normalize('NFC')
    .toLowerCase()
}

/** The stem of a word by Porter's algorithm (M. F. Porter, 1980); only plain English letters are stemmed. */
export function stem(word: string): string {
  const known = cache.get(word)
  if (known !== undefined) return known
  const result = plainWord.test(word) ? stemmer(word) : word
  if (cache.size > 50_000) cache.clear()
  cache.set(word, result)
  return result
}

/** Identifiers with their marks removed, so that `foo-bar_9` is also found as one thing. */
export function joinedIdentifiers(text: string): string[] {
  const result: string[] = []
  for (const match of fold(text).matchAll(identifiers)) {
    const joined = match[0].replace(/[^\p{L}\p{N}]/gu, '')
    if (joined.length > 3) result.push(joined.slice(0, maximumTermLength))
  }
  return result
}

/** Index terms of a text in order: stems of all words, then joined identifiers. The same for texts and queries. */
export function analyse(text: string): string[] {
  return [...words(text).map(stem), ...joinedIdentifiers(text)]
}

/** A query term as FTS5 must read it: always quoted, so that no user text is ever syntax. */
export function quoteTerm(term: string): string {
  return `"${term.replaceAll('"', '""')}"`
}
