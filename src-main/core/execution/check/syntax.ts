import { parseSync } from 'oxc-parser'
import type { Problem } from '../../../contract/events.ts'
import { type Node, createLocator } from './syntax-tree.ts'

/** A parsed source, or why it is none. */
export type Parsed =
  | { program: Node; comments: { value: string; start: number; end: number }[] }
  | { problems: Problem[] }

// Allowed here, and `with`, which a rule explains better.
const notErrors =
  /^(A 'return' statement can only be used within a function body|'with' statements are not allowed)/

/** Parses agent code: TypeScript module with top-level `await` and `return`. */
export function parseAgentCode(source: string): Parsed {
  const result = parseSync('agent.ts', source, {
    lang: 'ts',
    sourceType: 'module',
    preserveParens: false,
    showSemanticErrors: true,
  })
  const errors = result.errors.filter(({ message }) => !notErrors.test(message))
  if (errors.length === 0) return { program: result.program as unknown as Node, comments: result.comments }
  const locate = createLocator(source)
  return {
    problems: errors.slice(0, 5).map((error): Problem => {
      const label = error.labels.at(-1) ?? { start: 0, end: 0 }
      const at = locate(label.start)
      const end = locate(Math.max(label.end, label.start + 1))
      const suggestion = suggest(error.message, source, label.start) ?? sentence(error.helpMessage ?? '')
      return {
        severity: 'error',
        code: 'SYNTAX',
        rule: 'syntax',
        message: sentence(error.message),
        ...at,
        endColumn: end.line === at.line ? end.column : at.column + 1,
        ...(suggestion ? { suggestion } : {}),
      }
    }),
  }
}

function sentence(text: string): string {
  const trimmed = text.trim()
  return trimmed === '' || /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`
}

/** What models get wrong most, by message. */
function suggest(message: string, source: string, offset: number): string | undefined {
  if (!source.trim().includes('\n') && /\\n/.test(source)) {
    return 'The code holds the two characters \\n where line ends belong: send real line ends.'
  }
  if (message.includes('`await` is only allowed'))
    return 'Make the function around it async: `async (x) => { … await … }`, and await its callers (Promise.all for map).'
  if (/^\s*\{/.test(source) && message.startsWith('Expected a semicolon'))
    return 'An object as the result needs `return { … }` or parentheses.'
  if (message.startsWith('Unterminated string'))
    return 'Close the quote on the same line, or use a `template` for text of several lines.'
  if (message.includes('EOF')) return 'The code ends too early: close what was opened.'
  const declared = /Identifier `(.+)` has already been declared/.exec(message)
  if (declared?.[1]) return `Use another name for the second \`${declared[1]}\`, or assign without let/const.`
  const near = source.slice(Math.max(0, offset - 1), offset + 2)
  if (/[“”‘’]/.test(near)) return 'Use straight quotes.'
  if (/<\/?[A-Za-z]/.test(source.slice(Math.max(0, offset - 12), offset + 12)) && message.includes('`>`'))
    return 'JSX is not available; return data or text.'
  return undefined
}
