/**
 * Descriptions come from servers that nobody vouches for. They are written into TypeScript comments and Markdown, so
 * nothing in them may end a comment, reorder what a reader sees, or act as a compiler directive.
 */

// C0/C1 controls except \t \n, bidirectional controls (Unicode UAX #9: LRE…PDI, LRM, RLM, ALM), zero-width and other invisible
// format characters, line and paragraph separators, the Tags block (used to smuggle hidden text), byte order mark.
const invisible =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu

/** Longest description kept in a generated comment, characters; the rest is announced, not silently lost. */
export const maxDescriptionCharacters = 8_000

/** True if the text holds characters a reader cannot see or that reorder what is seen. */
export function hasInvisibleCharacters(text: string): boolean {
  invisible.lastIndex = 0
  return invisible.test(text.replaceAll('\r', ''))
}

/** Text without controls and invisible characters; line ends become `\n`. */
export function visibleText(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(invisible, '').trim()
}

/** Text that is safe between `/**` and the end of the comment: cannot end it, hide in it, or direct the compiler. */
export function commentText(text: string): string {
  const visible = visibleText(text)
  const cut =
    visible.length > maxDescriptionCharacters
      ? `${visible.slice(0, maxDescriptionCharacters)}… [${visible.length - maxDescriptionCharacters} characters left out]`
      : visible
  return cut.replaceAll('*/', '*\\/').replace(/@(?=ts-)/gi, '@ ')
}

/** One line of text for tables, headings and error messages. */
export function oneLine(text: string, maxCharacters = 200): string {
  const line = visibleText(text).replace(/\s+/g, ' ')
  return line.length > maxCharacters ? `${line.slice(0, maxCharacters - 1)}…` : line
}

/** The first sentence of a description, one line. */
export function firstSentence(text: string, maxCharacters = 160): string {
  const line = oneLine(text, 2_000)
  const end = /[.!?。](?=\s|$)/.exec(line)
  return oneLine(end ? line.slice(0, end.index + 1) : line, maxCharacters)
}

/** A JSDoc block, or an empty string when there is nothing to say. */
export function docComment(lines: string[], indent = ''): string {
  const all = lines.flatMap((line) => commentText(line).split('\n')).map((line) => line.trimEnd())
  while (all.length > 0 && all.at(-1) === '') all.pop()
  if (all.length === 0) return ''
  const [only] = all
  if (all.length === 1 && only !== undefined && only.length + indent.length < 100)
    return `${indent}/** ${only} */\n`
  return `${indent}/**\n${all.map((line) => `${indent} *${line ? ` ${line}` : ''}\n`).join('')}${indent} */\n`
}
