import { kindOf, readDocument, type Section } from './read-document.ts'

/** A part of a message: its headers, decoded, and its body as bytes in a Latin-1 string. */
interface Part {
  headers: Map<string, string>
  body: string
}

/** Parts of one message, so that a message made to nest without end is read to an end. */
const maximumParts = 200
const maximumDepth = 12
/** Attached documents that are read, in bytes. */
const maximumAttachment = 10_000_000

/**
 * Messages of a mail file (RFC 5322, MIME) or of an mbox archive (RFC 4155): who, to whom, when, the text, and attached documents below the
 * subject by their names. Lines are those of the file. An attachment that cannot be read is named with the reason.
 */
export async function mailSections(bytes: Uint8Array): Promise<Section[]> {
  // Every byte is one character, for each part says itself how its bytes are to be read.
  const raw = Buffer.from(bytes).toString('latin1')
  const sections: Section[] = []
  for (const { text, line, lines } of messagesOf(raw)) {
    const message = splitPart(text)
    const subject = message.headers.get('subject')?.trim() || '(no subject)'
    const about = ['from', 'to', 'cc', 'date'].flatMap((name) => {
      const value = message.headers.get(name)
      return value === undefined ? [] : [`${name}: ${value}`]
    })
    const found: Found = { texts: [], attachments: [], parts: 0 }
    collect(message, found, 0)
    const place: [number, number] = [line, line + lines - 1]
    const body = [about.join('\n'), ...found.texts].filter((one) => one.trim() !== '').join('\n\n')
    if (body !== '') sections.push({ headings: [subject], text: body, lines: place })
    for (const attachment of found.attachments) sections.push(...(await attached(attachment, subject, place)))
  }
  return sections
}

/** The messages of a file with their first line, from 1. */
function messagesOf(raw: string): { text: string; line: number; lines: number }[] {
  const count = (text: string): number => text.split('\n').length - 1
  if (!/^(?:\r?\n)*From \S+/.test(raw)) return [{ text: raw, line: 1, lines: Math.max(1, count(raw)) }]
  const result: { text: string; line: number; lines: number }[] = []
  const starts = [...raw.matchAll(/(?<=^|\n\r?\n)From [^\n]+\n/g)].map((match) => match.index)
  let line = 1 + count(raw.slice(0, starts[0] ?? 0))
  starts.forEach((start, index) => {
    const text = raw.slice(start, starts[index + 1] ?? raw.length)
    const lines = count(text)
    // Writers put a mark before lines of a text that begin like a new message.
    const own = text.slice(text.indexOf('\n') + 1).replace(/^>(>*From )/gm, '$1')
    result.push({ text: own, line, lines: Math.max(1, lines) })
    line += lines
  })
  return result
}

function splitPart(text: string): Part {
  const plain = text.replace(/^(?:\r?\n)+/, (gap) => (/^[\w-]+:/.test(text.slice(gap.length)) ? '' : gap))
  const cut = /^\r?\n|\r?\n\r?\n/.exec(plain)
  const head = cut ? plain.slice(0, cut.index) : plain
  const headers = new Map<string, string>()
  for (const line of head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const match = /^([!-9;-~]+)\s*:\s*(.*)$/.exec(line)
    const name = match?.[1]?.toLowerCase() ?? ''
    if (match && !headers.has(name)) headers.set(name, decodeWords(match[2] ?? ''))
  }
  return { headers, body: cut ? plain.slice(cut.index + cut[0].length) : '' }
}

interface Found {
  texts: string[]
  attachments: { name: string; bytes: Uint8Array }[]
  parts: number
}

/** Gathers what there is to read in a part and the parts in it. */
function collect(part: Part, found: Found, depth: number): void {
  if (++found.parts > maximumParts || depth > maximumDepth) return
  const { value: type, parameters } = parseValue(part.headers.get('content-type') ?? 'text/plain')
  const disposition = parseValue(part.headers.get('content-disposition') ?? '')
  const name = disposition.parameters.get('filename') ?? parameters.get('name')
  if (type.startsWith('multipart/')) {
    const parts = partsOf(part.body, parameters.get('boundary'))
    if (type === 'multipart/alternative') {
      // The same text in several forms: the plain one, else what holds one, else HTML.
      const typeOf = (one: Part): string => parseValue(one.headers.get('content-type') ?? 'text/plain').value
      const chosen =
        parts.find((one) => typeOf(one) === 'text/plain' && decodeBody(one).trim() !== '') ??
        parts.find((one) => typeOf(one).startsWith('multipart/')) ??
        parts.find((one) => typeOf(one) === 'text/html') ??
        parts.at(-1)
      if (chosen) collect(chosen, found, depth + 1)
    } else for (const one of parts) collect(one, found, depth + 1)
    if (parts.length === 0 && part.body.trim() !== '') found.texts.push(part.body.trim())
    return
  }
  if (type === 'message/rfc822' || type === 'message/global') {
    const inner = splitPart(decodeBody(part, true))
    const about = ['subject', 'from', 'to', 'date'].flatMap((one) => {
      const value = inner.headers.get(one)
      return value === undefined ? [] : [`${one}: ${value}`]
    })
    found.texts.push(`Forwarded message\n${about.join('\n')}`)
    collect(inner, found, depth + 1)
    return
  }
  const isAttachment =
    disposition.value === 'attachment' || (name !== undefined && kindOf(name) !== undefined)
  if (isAttachment || !/^(?:text\/|message\/)/.test(type)) {
    if (name === undefined) return
    const bytes = Buffer.from(decodeBody(part, true), 'latin1')
    if (kindOf(name) !== undefined && bytes.length <= maximumAttachment)
      found.attachments.push({ name, bytes })
    else found.texts.push(`Attachment: ${name}`)
    return
  }
  const text = decodeBody(part)
  found.texts.push((type === 'text/html' ? plainOf(text) : text).trim())
}

/** An attached document by its own structure, below the subject and its name. */
async function attached(
  { name, bytes }: { name: string; bytes: Uint8Array },
  subject: string,
  lines: [number, number],
): Promise<Section[]> {
  const kind = kindOf(name)
  try {
    if (kind === undefined) return []
    const { sections } = await readDocument(bytes, name, kind)
    return sections.map((section) => ({ ...section, headings: [subject, name, ...section.headings], lines }))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return [{ headings: [subject, name], text: `Attachment: ${name} (could not be read: ${reason})`, lines }]
  }
}

function partsOf(body: string, boundary: string | undefined): Part[] {
  if (boundary === undefined || boundary === '') return []
  const line = new RegExp(
    `(?:^|\\r?\\n)--${boundary.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(--)?[ \\t]*(?=\\r?\\n|$)`,
    'g',
  )
  const marks = [...body.matchAll(line)]
  return marks.flatMap((mark, index) => {
    if (mark[1] !== undefined) return []
    const from = mark.index + mark[0].length
    const text = body.slice(from, marks[index + 1]?.index ?? body.length).replace(/^\r?\n/, '')
    return text.trim() === '' ? [] : [splitPart(text)]
  })
}

/** A header of the form `value; name="parameter"` (RFC 2045), with parameters in parts and in other character sets (RFC 2231). */
function parseValue(header: string): { value: string; parameters: Map<string, string> } {
  const parameters = new Map<string, string>()
  const pieces = new Map<string, string[]>()
  // Comments go, but not what looks like one within quotes.
  const plain = header.replace(/"(?:[^"\\]|\\.)*"|\((?:[^()\\]|\\.)*\)/g, (one) =>
    one.startsWith('"') ? one : ' ',
  )
  for (const match of plain.matchAll(/;\s*([\w*-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|([^;\s]*))/g)) {
    const key = (match[1] ?? '').toLowerCase()
    const value = match[2]?.replace(/\\(.)/g, '$1') ?? match[3] ?? ''
    const [, name = key, index, coded] = /^([^*]+)(?:\*(\d+))?(\*)?$/.exec(key) ?? []
    const text = coded === undefined ? value : decodeExtended(value)
    if (index === undefined) parameters.set(name, text)
    else {
      const list = pieces.get(name) ?? []
      list[Number(index)] = text
      pieces.set(name, list)
    }
  }
  for (const [name, list] of pieces) parameters.set(name, list.slice(0, 100).join(''))
  return { value: plain.split(';', 1)[0]?.trim().toLowerCase() ?? '', parameters }
}

function decodeExtended(value: string): string {
  const match = /^([\w-]*)'[^']*'(.*)$/.exec(value)
  const bytes = (match?.[2] ?? value).replace(/%([0-9A-F]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
  return decodeBytes(Buffer.from(bytes, 'latin1'), match?.[1] || 'utf-8')
}

/** The body of a part as text, or with `asBytes` as bytes in a Latin-1 string. */
function decodeBody({ headers, body }: Part, asBytes = false): string {
  const encoding = (headers.get('content-transfer-encoding') ?? '').trim().toLowerCase()
  const bytes =
    encoding === 'base64'
      ? Buffer.from(body, 'base64')
      : encoding === 'quoted-printable'
        ? Buffer.from(decodeQuoted(body.replace(/=[ \t]*\r?\n/g, '')), 'latin1')
        : Buffer.from(body, 'latin1')
  if (asBytes) return bytes.toString('latin1')
  return decodeBytes(bytes, parseValue(headers.get('content-type') ?? '').parameters.get('charset'))
}

function decodeQuoted(text: string): string {
  return text.replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}

/** Bytes in a named character set; UTF-8 or else Windows-1252 when none is named or nobody knows it. */
function decodeBytes(bytes: Uint8Array, charset: string | undefined): string {
  if (charset !== undefined && !/^(?:us-ascii|utf-?8)$/i.test(charset)) {
    try {
      return new TextDecoder(charset).decode(bytes)
    } catch {
      // Told below.
    }
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

/** A header with its encoded words (RFC 2047); spaces between two of them are not part of the text. */
function decodeWords(header: string): string {
  const one = /=\?([\w.-]+)(?:\*[\w-]+)?\?([BQ])\?([^?]*)\?=/gi
  const joined = header.replace(/(=\?[^?]+\?[BQ]\?[^?]*\?=)\s+(?==\?[^?]+\?[BQ]\?)/gi, '$1')
  const decoded = joined.replace(one, (_, charset: string, encoding: string, value: string) =>
    decodeBytes(
      encoding.toUpperCase() === 'B'
        ? Buffer.from(value, 'base64')
        : Buffer.from(decodeQuoted(value.replaceAll('_', ' ')), 'latin1'),
      charset,
    ),
  )
  // Bytes beyond ASCII stand for themselves in newer mail (RFC 6532).
  return decoded === header && /[\u0080-\u00ff]/.test(header)
    ? decodeBytes(Buffer.from(header, 'latin1'), undefined)
    : decoded
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' }

/** HTML of a message as text: blocks on lines of their own, no styles, scripts or comments. */
function plainOf(html: string): string {
  return html
    .replace(/<!--[\s\S]*?-->|<(style|script|head|title)\b[\s\S]*?<\/\1\s*>/gi, ' ')
    .replace(/<(?:br|\/p|\/div|\/tr|\/li|\/h\d|\/table|\/blockquote)\b[^>]*>/gi, '\n')
    .replace(/<[^>]*>/g, ' ')
    .replace(
      /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w+));/gi,
      (whole, ten?: string, sixteen?: string, named?: string) => {
        if (named !== undefined) return entities[named.toLowerCase()] ?? whole
        const code = ten === undefined ? Number.parseInt(sixteen ?? '', 16) : Number(ten)
        return code > 0 && code <= 0x10_ff_ff ? String.fromCodePoint(code) : whole
      },
    )
    .replace(/[ \t]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
}
