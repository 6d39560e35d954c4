import type { Section } from './read-document.ts'

/** Text by paragraphs, with lines; lines that look like titles (short, capitals or underlined) head what follows. */
export function textSections(text: string): Section[] {
  const lines = text.split(/\r?\n/)
  const sections: Section[] = []
  let heading = ''
  let from = 0
  const close = (to: number): void => {
    const body = lines.slice(from, to).join('\n')
    if (body.trim() !== '')
      sections.push({ headings: heading === '' ? [] : [heading], text: body, lines: [from + 1, to] })
  }
  for (let i = 0; i < lines.length; i++) {
    const line = (lines[i] ?? '').trim()
    const next = lines[i + 1] ?? ''
    const underlined = line !== '' && line.length < 100 && /^(?:=+|-{3,}|~{3,})\s*$/.test(next)
    const capitals =
      line.length > 3 &&
      line.length < 80 &&
      line === line.toUpperCase() &&
      /\p{Lu}{2}/u.test(line) &&
      next.trim() === ''
    if (!underlined && !capitals) continue
    close(i)
    heading = line
    from = i + (underlined ? 2 : 1)
  }
  close(lines.length)
  return sections
}

const definition =
  /^\s*(?:export\s+)?(?:default\s+)?(?:public\s+|private\s+|protected\s+|static\s+|abstract\s+|async\s+|pub\s+)*(?:function\*?|class|interface|type|enum|const|let|def|fn|func|struct|trait|impl|module|namespace|sub|CREATE\s+\w+)\s+([\w$.]+)/i

/** Source code by definition at the left margin, with lines; the name of the definition is the heading. */
export function codeSections(text: string): Section[] {
  const lines = text.split(/\r?\n/)
  const starts: { line: number; name: string }[] = [{ line: 0, name: '' }]
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? ''
    if (/^\s/.test(line)) continue
    const match = definition.exec(line)
    if (!match) continue
    // Comments and decorators right above belong to it.
    let from = i
    while (from > 0 && /^(?:\s*(?:\/\/|\/\*|\*|#|@|--)|\s*\*\/)/.test(lines[from - 1] ?? '')) from--
    if (from > (starts.at(-1)?.line ?? 0)) starts.push({ line: from, name: match[1] ?? '' })
    else if (starts.at(-1)?.name === '')
      starts[starts.length - 1] = { line: starts.at(-1)?.line ?? 0, name: match[1] ?? '' }
  }
  return starts.flatMap(({ line, name }, index) => {
    const to = starts[index + 1]?.line ?? lines.length
    const body = lines.slice(line, to).join('\n').trimEnd()
    return body.trim() === ''
      ? []
      : [{ headings: name === '' ? [] : [name], text: body, lines: [line + 1, to] as [number, number] }]
  })
}

/**
 * Rows of a table, each as `column: value`, so that a row tells by itself what it says. The head is the first row as wide as most: what stands above it,
 * as banks write account and balance, is text of its own.
 */
export function csvSections(text: string): Section[] {
  const rows = parseCsv(text).filter(({ cells }) => cells.some((cell) => cell.trim() !== ''))
  const widths = new Map<number, number>()
  for (const { cells } of rows) widths.set(cells.length, (widths.get(cells.length) ?? 0) + 1)
  const [usual = 1] = [...widths].toSorted((a, b) => b[1] - a[1] || b[0] - a[0])[0] ?? []
  const at = Math.max(
    0,
    rows.findIndex(({ cells }) => cells.length >= usual && cells.every((cell) => cell.trim() !== '')),
  )
  const head = rows[at]
  if (!head) return []
  const preamble = rows.slice(0, at).map(({ cells, line, end }) => ({
    headings: [],
    text: cells
      .map((cell) => cell.trim())
      .filter(Boolean)
      .join(' '),
    lines: [line, end] as [number, number],
  }))
  const body = rows.slice(at + 1).map(({ cells, line, end }) => ({
    headings: [],
    text: cells
      .flatMap((cell, index) =>
        cell.trim() === ''
          ? []
          : [
              `${head.cells[index]?.trim() || `column ${index + 1}`}: ${cell.trim().replace(/\s*\n\s*/g, ' ')}`,
            ],
      )
      .join('; '),
    lines: [line, end] as [number, number],
  }))
  return [...preamble, ...body]
}

/** Rows and cells of CSV (RFC 4180) with comma, semicolon or tab, whichever the first lines have most. */
export function parseCsv(text: string): { cells: string[]; line: number; end: number }[] {
  // Over the first lines: the very first may be a title.
  const first = text.split('\n', 20).join('\n')
  const count = (sign: string): number => first.split(sign).length
  const separator = [',', ';', '\t'].toSorted((a, b) => count(b) - count(a))[0] ?? ','
  const rows: { cells: string[]; line: number; end: number }[] = []
  let cells: string[] = []
  let cell = ''
  let quoted = false
  let line = 1
  let start = 1
  for (let i = 0; i < text.length; i++) {
    const sign = text[i] ?? ''
    if (sign === '\n') line++
    if (quoted) {
      if (sign === '"' && text[i + 1] === '"') {
        cell += '"'
        i++
      } else if (sign === '"') quoted = false
      else cell += sign
    } else if (sign === '"' && cell === '') quoted = true
    else if (sign === separator) {
      cells.push(cell)
      cell = ''
    } else if (sign === '\n') {
      rows.push({ cells: [...cells, cell.replace(/\r$/, '')], line: start, end: line - 1 })
      cells = []
      cell = ''
      start = line
    } else cell += sign
  }
  if (cell !== '' || cells.length > 0) rows.push({ cells: [...cells, cell], line: start, end: line })
  return rows
}
