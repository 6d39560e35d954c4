import type { Section } from './read-document.ts'

/** Text by paragraphs, with lines; lines that look like titles (short, capitals or underlined) head what follows. */
export function textSections(text: string): Section[] {
  const lines = text.split(/\r?\n/)
  const sections: Section[] = []
  let heading = ''
  let from = 0
  const close = (to: number): void => {
    const body = lines.slice(from, to).join('\n').trim()
    if (body !== '')
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

/** Rows of a table, each as `column: value`, so that a row tells by itself what it says. */
export function csvSections(text: string): Section[] {
  const [head, ...rows] = parseCsv(text)
  if (!head) return []
  return rows
    .filter(({ cells }) => cells.some((cell) => cell.trim() !== ''))
    .map(({ cells, line }) => ({
      headings: [],
      text: cells
        .map((cell, index) => `${head.cells[index]?.trim() ?? `column ${index + 1}`}: ${cell.trim()}`)
        .join('; '),
      lines: [line, line],
    }))
}

/** Rows and cells of CSV (RFC 4180) with comma, semicolon or tab, whichever the first line has most. */
export function parseCsv(text: string): { cells: string[]; line: number }[] {
  const first = text.slice(0, text.indexOf('\n') < 0 ? text.length : text.indexOf('\n'))
  const count = (sign: string): number => first.split(sign).length
  const separator = [',', ';', '\t'].toSorted((a, b) => count(b) - count(a))[0] ?? ','
  const rows: { cells: string[]; line: number }[] = []
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
      rows.push({ cells: [...cells, cell.replace(/\r$/, '')], line: start })
      cells = []
      cell = ''
      start = line
    } else cell += sign
  }
  if (cell !== '' || cells.length > 0) rows.push({ cells: [...cells, cell], line: start })
  return rows
}

/** Messages of a mail file or an mbox archive: headers that matter, then the text part. */
export function mailSections(text: string): Section[] {
  const messages = /^From \S+/m.test(text.slice(0, 200)) ? text.split(/^From \S+.*$/m).slice(1) : [text]
  return messages.flatMap((message) => {
    const { headers, body } = splitMail(message.replace(/^\r?\n/, ''))
    const subject = decodeWords(headers.get('subject') ?? '(no subject)')
    const about = ['from', 'to', 'date'].flatMap((key) =>
      headers.has(key) ? [`${key}: ${decodeWords(headers.get(key) ?? '')}`] : [],
    )
    const content = mailText(headers, body)
    return content.trim() === '' && about.length === 0
      ? []
      : [{ headings: [subject], text: `${about.join('\n')}\n\n${content}`.trim() }]
  })
}

function splitMail(message: string): { headers: Map<string, string>; body: string } {
  const cut = /\r?\n\r?\n/.exec(message)
  const head = cut ? message.slice(0, cut.index) : message
  const headers = new Map<string, string>()
  for (const line of head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const match = /^([\w-]+):\s*(.*)$/.exec(line)
    if (match) headers.set((match[1] ?? '').toLowerCase(), match[2] ?? '')
  }
  return { headers, body: cut ? message.slice(cut.index + cut[0].length) : '' }
}

function mailText(headers: Map<string, string>, body: string): string {
  const type = headers.get('content-type') ?? 'text/plain'
  const boundary = /boundary="?([^";]+)"?/i.exec(type)?.[1]
  if (/^multipart\//i.test(type) && boundary !== undefined) {
    const parts = body
      .split(`--${boundary}`)
      .slice(1)
      .map((part) => splitMail(part.replace(/^\r?\n/, '')))
    const find = (wanted: RegExp) =>
      parts.find((part) => wanted.test(part.headers.get('content-type') ?? 'text/plain'))
    const chosen = find(/^text\/plain/i) ?? find(/^multipart\//i) ?? find(/^text\/html/i)
    return chosen ? mailText(chosen.headers, chosen.body) : ''
  }
  if (!/^text\//i.test(type)) return ''
  const encoding = (headers.get('content-transfer-encoding') ?? '').toLowerCase()
  const charset = /charset="?([\w-]+)"?/i.exec(type)?.[1] ?? 'utf-8'
  const bytes =
    encoding === 'base64'
      ? Buffer.from(body, 'base64')
      : encoding === 'quoted-printable'
        ? Buffer.from(
            body
              .replace(/=\r?\n/g, '')
              .replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
            'latin1',
          )
        : undefined
  const text = bytes ? decodeBytes(bytes, charset) : body
  return /^text\/html/i.test(type)
    ? text.replace(/<style[\s\S]*?<\/style>|<script[\s\S]*?<\/script>|<[^>]+>/gi, ' ').replace(/&nbsp;/g, ' ')
    : text
}

function decodeBytes(bytes: Uint8Array, charset: string): string {
  try {
    return new TextDecoder(charset).decode(bytes)
  } catch {
    return new TextDecoder('utf-8').decode(bytes)
  }
}

/** Header words in other encodings (RFC 2047). */
function decodeWords(text: string): string {
  return text.replace(
    /=\?([\w-]+)\?([BQ])\?([^?]*)\?=/gi,
    (_, charset: string, encoding: string, value: string) =>
      decodeBytes(
        encoding.toUpperCase() === 'B'
          ? Buffer.from(value, 'base64')
          : Buffer.from(
              value
                .replaceAll('_', ' ')
                .replace(/=([0-9A-F]{2})/gi, (__, hex: string) =>
                  String.fromCharCode(Number.parseInt(hex, 16)),
                ),
              'latin1',
            ),
        charset,
      ),
  )
}
