/** Classes of the theme: keyword, string, number, function, type, comment; none is plain text. */
export type CodeKind = 'k' | 's' | 'n' | 'f' | 't' | 'c'

export interface CodePiece {
  text: string
  kind?: CodeKind
}

const keywords = new Set(
  (
    'abstract as async await break case catch class const continue default delete do else export extends ' +
    'finally for from function if implements import in instanceof interface let new of return satisfies static ' +
    'super switch this throw try type typeof var void while yield true false null undefined'
  ).split(' '),
)

const pattern =
  /(\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|('(?:\\.|[^'\\\n])*'?|"(?:\\.|[^"\\\n])*"?|`(?:\\[\s\S]|[^`\\])*`?)|(\b\d[\d_]*(?:\.\d+)?(?:e[+-]?\d+)?n?\b)|([A-Za-z_$][\w$]*)/g

/** Kind of a word by its spelling and what follows it. */
function wordKind(word: string, rest: string): CodeKind | undefined {
  if (keywords.has(word)) return 'k'
  if (/^\s*\(/.test(rest)) return 'f'
  if (/^[A-Z][a-z]/.test(word)) return 't'
  return undefined
}

/**
 * TypeScript as lines of coloured pieces, for reading only (the editors use Monaco). A lexer, not a parser: regular
 * expressions and text inside templates are not told apart from code and strings.
 */
export function codeLines(source: string): CodePiece[][] {
  const lines: CodePiece[][] = [[]]
  const put = (text: string, kind?: CodeKind) => {
    for (const [index, part] of text.split('\n').entries()) {
      if (index > 0) lines.push([])
      if (part !== '') lines.at(-1)?.push(kind === undefined ? { text: part } : { text: part, kind })
    }
  }
  let position = 0
  for (const match of source.matchAll(pattern)) {
    if (match.index > position) put(source.slice(position, match.index))
    const [text, comment, string, number] = match
    position = match.index + text.length
    if (comment !== undefined) put(text, 'c')
    else if (string !== undefined) put(text, 's')
    else if (number !== undefined) put(text, 'n')
    else put(text, wordKind(text, source.slice(position, position + 40)))
  }
  put(source.slice(position))
  return lines
}
