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

/** Text without controls and invisible characters; line ends become `\n`. */
export function visibleText(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(invisible, '').trim()
}

/** Text that is safe between `/**` and the end of the comment: cannot end it, hide in it, or direct the compiler. */
export function commentText(text: string): string {
  // Deep indentation and rows of blank lines say nothing and cost tokens.
  const visible = visibleText(text)
    .replace(/\n[ \t]{3,}/g, '\n  ')
    .replace(/\n\s*\n\s*\n/g, '\n\n')
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
  // Not the dot of a numbered list.
  const end = /(?<![\s(]\w{0,2})[.!?。](?=\s|$)/.exec(line)
  return oneLine(end ? line.slice(0, end.index + 1) : line, maxCharacters)
}

/** Characters of a comment that goes on one line. */
const maxLineCharacters = 160

/** A JSDoc block, or an empty string when there is nothing to say. Short texts share one line: agents pay for every line. */
export function docComment(texts: string[], indent = ''): string {
  const lines = texts.flatMap((text) => commentText(text).split('\n')).map((line) => line.trimEnd())
  while (lines.length > 0 && lines.at(-1) === '') lines.pop()
  if (lines.length === 0) return ''
  const isPlain = lines.length === texts.length && lines.every((line) => line !== '')
  const joined = lines.join(' ')
  if (isPlain && joined.length <= maxLineCharacters) return `${indent}/** ${joined} */\n`
  return `${indent}/**\n${lines.map((line) => `${indent} *${line ? ` ${line}` : ''}\n`).join('')}${indent} */\n`
}
