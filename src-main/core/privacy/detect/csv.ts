/** A table in a text: its delimiter and the names of its columns. */
export interface Table {
  delimiter: string
  columns: string[]
  /** Where the first row after the header begins. */
  start: number
}

/** Rows looked at to decide that a text is a table. */
const sample = 4
const maxColumns = 200

/**
 * Reads the header of comma, semicolon, tab or pipe separated values, if the text has one: names in the first line, and
 * the same number of cells in the lines after it. `header` is that of an earlier part of the same text.
 */
export function readTable(text: string, header?: string): Table | undefined {
  const first = header ?? firstLine(text)
  if (first === undefined || first.length > 8_000) return undefined
  for (const delimiter of [',', ';', '\t', '|']) {
    if (!first.includes(delimiter)) continue
    const columns = splitRow(first, delimiter)
    if (columns.length < 2 || columns.length > maxColumns) continue
    if (!columns.every((cell) => cell.length <= 60 && !/^[-+]?\d[\d.,]*$/.test(cell) && !cell.includes('@')))
      continue
    if (columns.filter((cell) => /\p{L}/u.test(cell)).length < 2) continue
    const start = header === undefined ? first.length + 1 : 0
    const rows = text
      .slice(start, start + 20_000)
      .split(/\r?\n/, sample + 2)
      .filter((row) => row.trim() !== '')
    const whole = rows.length > 1 ? rows.slice(header === undefined ? 0 : 1, sample) : rows
    if (whole.length === 0 || !whole.every((row) => splitRow(row, delimiter).length === columns.length))
      continue
    return { delimiter, columns, start }
  }
  return undefined
}

/** The first line of a text, if there are more. */
export function firstLine(text: string): string | undefined {
  const end = text.indexOf('\n')
  return end < 0 ? undefined : text.slice(0, end).replace(/\r$/, '')
}

/** Calls back with every cell of the given columns and its place in the text. Quotes around a cell are left out. */
export function eachCell(
  text: string,
  table: Table,
  wanted: ReadonlySet<number>,
  visit: (column: number, start: number, end: number) => void,
): void {
  const { delimiter } = table
  let column = 0
  let at = table.start
  while (at <= text.length) {
    let end: number
    let from = at
    let to: number
    if (text[at] === '"') {
      let close = text.indexOf('"', at + 1)
      while (close >= 0 && text[close + 1] === '"') close = text.indexOf('"', close + 2)
      if (close < 0) close = text.length
      from = at + 1
      to = close
      end = close + 1
      while (end < text.length && text[end] !== delimiter && text[end] !== '\n') end++
    } else {
      end = at
      while (end < text.length && text[end] !== delimiter && text[end] !== '\n') end++
      to = text[end - 1] === '\r' ? end - 1 : end
    }
    if (wanted.has(column)) {
      while (from < to && text[from] === ' ') from++
      while (to > from && text[to - 1] === ' ') to--
      if (to > from) visit(column, from, to)
    }
    if (text[end] === delimiter) column++
    else column = 0
    at = end + 1
  }
}

function splitRow(row: string, delimiter: string): string[] {
  const cells: string[] = []
  let cell = ''
  let quoted = false
  for (const character of row) {
    if (character === '"') quoted = !quoted
    else if (character === delimiter && !quoted) {
      cells.push(cell.trim())
      cell = ''
    } else cell += character
  }
  cells.push(cell.trim())
  return cells
}
