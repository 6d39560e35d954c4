import type { RenderProblems } from './api.ts'

/** Characters of the agent's line shown round the problem. */
const maxLine = 120

/** Problems as an agent reads them: place, message, its own line with a caret, one suggestion. */
export const renderProblems: RenderProblems = (problems, source) => {
  const lines = source.split(/\r?\n/)
  return problems
    .map(({ severity, code, rule, message, line, column, endColumn, suggestion }) => {
      const text = (lines[line - 1] ?? '').replaceAll('\t', ' ')
      const from = Math.max(0, Math.min(column - 1 - 40, text.length - maxLine))
      const shown = text.slice(from, from + maxLine)
      const offset = Math.max(0, column - 1 - from)
      const width = Math.max(1, Math.min((endColumn ?? column + 1) - column, maxLine - offset))
      const head = severity === 'error' ? `error ${code} (${rule})` : `note (${rule})`
      return [
        `${head} at line ${line}, column ${column}: ${message}`,
        ...(shown.trim() === '' ? [] : [`  ${shown}`, `  ${' '.repeat(offset)}${'^'.repeat(width)}`]),
        ...(suggestion ? [`  ${suggestion}`] : []),
      ].join('\n')
    })
    .join('\n')
}
