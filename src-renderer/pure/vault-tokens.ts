/** A piece of a text: plain, or a vault token such as `[EMAIL_3]`. */
export interface TextPiece {
  text: string
  token: boolean
}

/** Written form of vault tokens: a kind in upper case, a number. */
const tokenPattern = /\[[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*_\d+\]/g

/** Splits a text at its vault tokens. The pieces together are the text. */
export function splitTokens(text: string): TextPiece[] {
  const pieces: TextPiece[] = []
  let position = 0
  for (const match of text.matchAll(tokenPattern)) {
    if (match.index > position) pieces.push({ text: text.slice(position, match.index), token: false })
    pieces.push({ text: match[0], token: true })
    position = match.index + match[0].length
  }
  if (position < text.length) pieces.push({ text: text.slice(position), token: false })
  return pieces
}

/** The different vault tokens of a text, in order of first appearance. */
export function tokensIn(text: string): string[] {
  return [...new Set(Array.from(text.matchAll(tokenPattern), (match) => match[0]))]
}

/** A piece of a text, marked where a detector found something. */
export interface MarkedPiece {
  text: string
  /** Kind and reason, when the piece is a find. */
  mark?: { kind: string; reason: string }
}

/** Cuts a text at detector spans. Spans that overlap an earlier one or lie outside are ignored. */
export function splitSpans(
  text: string,
  spans: readonly { start: number; end: number; kind: string; reason: string }[],
): MarkedPiece[] {
  const pieces: MarkedPiece[] = []
  let position = 0
  for (const span of [...spans].sort((a, b) => a.start - b.start || b.end - a.end)) {
    if (span.start < position || span.end <= span.start || span.end > text.length) continue
    if (span.start > position) pieces.push({ text: text.slice(position, span.start) })
    pieces.push({ text: text.slice(span.start, span.end), mark: { kind: span.kind, reason: span.reason } })
    position = span.end
  }
  if (position < text.length) pieces.push({ text: text.slice(position) })
  return pieces
}
