/** `[EMAIL_1]`, or a look-alike that came in from outside, escaped as `[=EMAIL_1]`. Group 1: escapes, 2: kind, 3: number. */
const pattern = /\[(={0,16})([A-Z][A-Z0-9_]{0,38}[A-Z0-9])_([1-9]\d{0,14})\]/g

/** One token, or escaped look-alike, in a text. */
export interface TokenMatch {
  start: number
  end: number
  /** How many `=` stand before the kind: 0 for a token. */
  escapes: number
  token: string
  kind: string
  number: number
}

/** The token of a kind and a number. */
export function formatToken(kind: string, number: number): string {
  return `[${kind}_${number}]`
}

/** Reads a text that is exactly one token. */
export function parseToken(text: string): { kind: string; number: number } | undefined {
  const [found] = findTokens(text)
  return found && found.escapes === 0 && found.start === 0 && found.end === text.length
    ? { kind: found.kind, number: found.number }
    : undefined
}

/** All tokens and escaped look-alikes in a text, in reading order. */
export function findTokens(text: string): TokenMatch[] {
  if (!text.includes('[')) return []
  const found: TokenMatch[] = []
  for (const match of text.matchAll(pattern)) {
    const [whole, escapes = '', kind = '', number = ''] = match
    found.push({
      start: match.index,
      end: match.index + whole.length,
      escapes: escapes.length,
      token: formatToken(kind, Number(number)),
      kind,
      number: Number(number),
    })
  }
  return found
}

/** Marks look-alikes of tokens in text from outside, so that they never stand for a value: `[EMAIL_1]` → `[=EMAIL_1]`. */
export function escapeLookalikes(text: string, isKind: (kind: string) => boolean): string {
  if (!text.includes('[')) return text
  return text.replace(pattern, (whole, escapes: string, kind: string, number: string) =>
    isKind(kind) ? `[=${escapes}${kind}_${number}]` : whole,
  )
}

/** The opposite of {@link escapeLookalikes} for one match. */
export function unescapeLookalike(match: TokenMatch): string {
  return `[${'='.repeat(match.escapes - 1)}${match.kind}_${match.number}]`
}
