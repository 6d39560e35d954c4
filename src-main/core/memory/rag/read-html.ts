import { Readability } from '@mozilla/readability'
import { parseHTML } from 'linkedom'
import type { Section } from './read-document.ts'

/** The few members of a DOM element that are read here; linkedom is not typed as a browser. */
interface Element {
  tagName: string
  textContent: string | null
  children: Iterable<Element>
}

const blocks = new Set('P LI PRE BLOCKQUOTE TR DT DD FIGCAPTION TD TH'.split(' '))
const skipped = new Set('SCRIPT STYLE NOSCRIPT TEMPLATE NAV SVG HEAD'.split(' '))

/** Sections of a page by heading. With `readable` only its main part, when it has one. */
export function htmlDocument(html: string, readable: boolean): { title: string; sections: Section[] } {
  const { document } = parseHTML(/<html[\s>]/i.test(html) ? html : `<html><body>${html}</body></html>`)
  const title = (document.title as string | undefined) ?? ''
  const whole = sectionsOf(document.body as unknown as Element)
  if (!readable)
    return { title: title || (whole.find((one) => one.headings[0])?.headings[0] ?? ''), sections: whole }
  const article = new Readability(document as never, { charThreshold: 200 }).parse()
  const content = typeof article?.content === 'string' ? article.content : ''
  const main =
    content === ''
      ? []
      : sectionsOf(parseHTML(`<html><body>${content}</body></html>`).document.body as unknown as Element)
  const length = (list: Section[]): number => list.reduce((sum, one) => sum + one.text.length, 0)
  // A main part with less than a third of the text has lost something; then all of it is taken.
  if (length(main) * 3 < length(whole)) return { title, sections: whole }
  // The reader takes the first heading away as the title; for citations it is put back.
  const name = title || (article?.title ?? '')
  const headed = main.map((one) =>
    name === '' || one.headings[0] === name ? one : { ...one, headings: [name, ...one.headings] },
  )
  return { title: name, sections: headed }
}

function sectionsOf(body: Element): Section[] {
  const sections: Section[] = []
  const headings: string[] = []
  const add = (text: string): void => {
    const clean = text
      .replace(/[ \t]+/g, ' ')
      .replace(/\s*\n\s*/g, '\n')
      .trim()
    if (clean === '') return
    const own = headings.filter((one) => one !== '')
    const last = sections.at(-1)
    if (last && last.headings.join('\u0000') === own.join('\u0000')) last.text += `\n${clean}`
    else sections.push({ headings: own, text: clean })
  }
  const walk = (element: Element): void => {
    const tag = element.tagName.toUpperCase()
    if (skipped.has(tag)) return
    const level = /^H([1-6])$/.exec(tag)
    if (level) {
      const depth = Number(level[1])
      headings.splice(depth - 1)
      while (headings.length < depth - 1) headings.push('')
      headings[depth - 1] = (element.textContent ?? '').trim()
      return
    }
    const children = [...element.children]
    if (tag === 'TR') add(children.map((cell) => (cell.textContent ?? '').trim()).join(' | '))
    else if (blocks.has(tag) || children.length === 0 || !children.some(hasBlock))
      add(element.textContent ?? '')
    else for (const child of children) walk(child)
  }
  const hasBlock = (element: Element): boolean => {
    const tag = element.tagName.toUpperCase()
    return (
      blocks.has(tag) ||
      /^(?:H[1-6]|DIV|SECTION|ARTICLE|MAIN|UL|OL|DL|TABLE|TBODY|THEAD|HEADER|FOOTER|ASIDE|NAV|FIGURE|SCRIPT|STYLE)$/.test(
        tag,
      ) ||
      [...element.children].some(hasBlock)
    )
  }
  walk(body)
  return sections
}
