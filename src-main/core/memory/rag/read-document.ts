import { extname } from 'node:path'
import { AthenaError } from '../../../contract/errors.ts'
import { codeSections, csvSections, textSections } from './plain-sections.ts'

/** A part of a document with its place in it. */
export interface Section {
  /** Headings above it, outermost first. */
  headings: string[]
  text: string
  page?: number
  /** First and last line, from 1. */
  lines?: [number, number]
}

export const documentKinds = ['markdown', 'text', 'html', 'pdf', 'docx', 'code', 'csv', 'mail'] as const
export type DocumentKind = (typeof documentKinds)[number]

export interface ReadDocument {
  kind: DocumentKind
  title: string
  sections: Section[]
}

const byEnding: Record<string, DocumentKind> = {
  md: 'markdown',
  markdown: 'markdown',
  mdx: 'markdown',
  txt: 'text',
  text: 'text',
  log: 'text',
  rst: 'text',
  html: 'html',
  htm: 'html',
  xhtml: 'html',
  pdf: 'pdf',
  docx: 'docx',
  csv: 'csv',
  tsv: 'csv',
  eml: 'mail',
  mbox: 'mail',
}
const codeEndings = new Set(
  'ts tsx js jsx mjs cjs mts cts py rb go rs java kt kts c h cc cpp hpp cs swift php sh bash zsh ps1 sql css scss less vue svelte lua pl r scala dart ex exs erl hs ml clj json jsonc yaml yml toml ini xml proto graphql gql tf dockerfile makefile'.split(
    ' ',
  ),
)

/** Kind of a document by its name; undefined when it is none that can be read. */
export function kindOf(name: string): DocumentKind | undefined {
  const ending = extname(name).slice(1).toLowerCase()
  if (ending === '')
    return /^(?:readme|license|licence|changelog|notice|authors|contributing|copying|todo)$/i.test(name)
      ? 'text'
      : undefined
  return byEnding[ending] ?? (codeEndings.has(ending) ? 'code' : undefined)
}

/** Text of bytes: UTF-8, or UTF-16 with a mark, else Windows-1252. */
export function decode(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

/**
 * Reads a document into sections, structure kept. BAD_ARGUMENTS with the reason when it cannot be read (damaged, encrypted, binary).
 */
export async function readDocument(
  bytes: Uint8Array,
  name: string,
  kind: DocumentKind,
): Promise<ReadDocument> {
  try {
    const { title, sections } = await read(bytes, kind)
    const clean = sections
      .map((section) => ({ ...section, text: section.text.replaceAll('\u0000', '').toWellFormed() }))
      .filter((section) => section.text.trim() !== '')
      .map(trimmed)
    return { kind, title: title.trim() || name, sections: clean }
  } catch (error) {
    if (error instanceof AthenaError) throw error
    throw new AthenaError(
      'BAD_ARGUMENTS',
      `${name} cannot be read as ${kind}: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}

/** A section without blank lines around its text; its lines are those of what is left. */
function trimmed(section: Section): Section {
  const text = section.text.trim()
  if (!section.lines || section.lines[0] === section.lines[1]) return { ...section, text }
  const ends = (blank: string): number => blank.split('\n').length - 1
  const from =
    section.lines[0] + ends(section.text.slice(0, section.text.length - section.text.trimStart().length))
  const to = section.lines[1] - ends(section.text.slice(section.text.trimEnd().length))
  return { ...section, text, lines: [from, Math.max(from, to)] }
}

async function read(bytes: Uint8Array, kind: DocumentKind): Promise<{ title: string; sections: Section[] }> {
  if (kind === 'pdf') {
    const { extractText, getDocumentProxy } = await import('unpdf')
    const document = await getDocumentProxy(new Uint8Array(bytes), { verbosity: 0 })
    const { text } = await extractText(document, { mergePages: false })
    const sections = text.map((page, index) => ({ headings: [], text: page, page: index + 1 }))
    return { title: firstLine(text[0] ?? ''), sections }
  }
  if (kind === 'docx') {
    const { default: mammoth } = await import('mammoth')
    const { value } = await mammoth.convertToHtml({ buffer: Buffer.from(bytes) })
    const { htmlDocument } = await import('./read-html.ts')
    return htmlDocument(`<html><body>${value}</body></html>`, false)
  }
  if (kind === 'mail')
    return { title: '', sections: await (await import('./mail-sections.ts')).mailSections(bytes) }
  const text = decode(bytes)
  if (text.slice(0, 8000).includes('\u0000'))
    throw new AthenaError('BAD_ARGUMENTS', 'It is a binary file, not text.')
  // Parsers are loaded when a document first needs them: most sessions never do.
  if (kind === 'html') return (await import('./read-html.ts')).htmlDocument(text, true)
  if (kind === 'markdown') return (await import('./read-markdown.ts')).markdownSections(text)
  if (kind === 'code') return { title: '', sections: codeSections(text) }
  if (kind === 'csv') return { title: '', sections: csvSections(text) }
  return { title: firstLine(text), sections: textSections(text) }
}

function firstLine(text: string): string {
  return (
    text
      .split('\n')
      .find((line) => line.trim() !== '')
      ?.trim()
      .slice(0, 120) ?? ''
  )
}
