import type { Section } from './read-document.ts'

/** A passage: small enough to be given, large enough to be understood. */
export interface Passage extends Section {
  text: string
}

/** Cuts sections into passages of at most `size` characters: at paragraphs, then lines, then sentences, then words. */
export function cutIntoPassages(sections: readonly Section[], size: number): Passage[] {
  const passages: Passage[] = []
  for (const section of sections) {
    if (section.text.length <= size) {
      const last = passages.at(-1)
      // Short parts under the same headings belong together (rows of a table, list items).
      if (
        last &&
        last.page === section.page &&
        same(last.headings, section.headings) &&
        last.text.length + section.text.length + 1 <= size
      ) {
        last.text += `\n${section.text}`
        if (last.lines && section.lines) last.lines = [last.lines[0], section.lines[1]]
      } else passages.push({ ...section })
      continue
    }
    let line = section.lines?.[0]
    for (const text of split(section.text, size)) {
      const plain = text.trim()
      if (line === undefined) {
        passages.push({ ...section, text: plain })
        continue
      }
      const from = line + lineEnds(text.slice(0, text.length - text.trimStart().length))
      passages.push({ ...section, text: plain, lines: [from, from + lineEnds(plain)] })
      line += lineEnds(text)
    }
  }
  return passages.filter((one) => one.text.trim() !== '')
}

function lineEnds(text: string): number {
  return text.split('\n').length - 1
}

/** Places to cut at, the best first; none takes a character away, so that lines can be counted. */
const separators = [/(?<=\n[^\S\n]*\n)/, /(?<=\n)/, /(?<=[.!?。！？]\s)/, /(?<=\s)/]

function split(text: string, size: number, level = 0): string[] {
  if (text.length <= size) return [text]
  const separator = separators[level]
  if (!separator)
    return Array.from({ length: Math.ceil(text.length / size) }, (_, i) =>
      text.slice(i * size, (i + 1) * size),
    )
  const result: string[] = []
  let current = ''
  for (const part of text.split(separator).flatMap((one) => split(one, size, level + 1))) {
    if (current !== '' && current.length + part.length > size) {
      result.push(current)
      current = ''
    }
    current += part
  }
  if (current !== '') result.push(current)
  return result
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((one, index) => one === b[index])
}
