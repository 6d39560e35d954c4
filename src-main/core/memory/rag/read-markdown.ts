import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import { unified } from 'unified'
import type { Section } from './read-document.ts'

const parser = unified().use(remarkParse).use(remarkGfm)

interface Node {
  type: string
  depth?: number
  value?: string
  children?: Node[]
  position?: { start: { line: number; offset?: number }; end: { line: number; offset?: number } }
}

/** Sections of Markdown by heading; the text of each stays as written. */
export function markdownSections(source: string): { title: string; sections: Section[] } {
  const text = source.replace(/^---\n[\s\S]*?\n---\n/, (front) => '\n'.repeat(front.split('\n').length - 1))
  const root = parser.parse(text) as unknown as Node
  const sections: Section[] = []
  const headings: string[] = []
  let title = ''
  let begin = 0
  for (const node of root.children ?? []) {
    const from = node.position?.start.offset ?? 0
    const to = node.position?.end.offset ?? from
    if (node.type === 'heading') {
      const depth = node.depth ?? 1
      headings.splice(depth - 1)
      while (headings.length < depth - 1) headings.push('')
      headings[depth - 1] = plain(node)
      if (title === '') title = plain(node)
      continue
    }
    const lines: [number, number] = [node.position?.start.line ?? 1, node.position?.end.line ?? 1]
    const last = sections.at(-1)
    const own = headings.filter((one) => one !== '')
    if (last && last.headings.join('\u0000') === own.join('\u0000')) {
      // As it stands in the file, so that lines can be counted in it.
      last.text = text.slice(begin, to)
      if (last.lines) last.lines[1] = lines[1]
    } else {
      begin = from
      sections.push({ headings: own, text: text.slice(from, to), lines })
    }
  }
  return { title, sections }
}

function plain(node: Node): string {
  return node.value ?? (node.children ?? []).map(plain).join('')
}
