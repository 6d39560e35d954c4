import { agentFile, modulePrefix } from '../frames.ts'
import {
  NativeError,
  defineProperty,
  freeze,
  toText,
  startsWith,
  sliceText,
  NativeMap,
  mapGet,
  mapSet,
} from './primordials.ts'

/** What V8 hands to `prepareStackTrace`: only the parts read here. */
interface CallSite {
  getFileName(): unknown
  getFunctionName(): unknown
  getLineNumber(): unknown
  getColumnNumber(): unknown
  isAsync?(): boolean
}

const tables = new NativeMap<unknown, unknown>()
let wanted = false
let ownLineFound = 0

/** Tells how printed positions of a file go back to the author's own. */
export function defineLines(file: string, lines: number[][]): void {
  mapSet(tables, file, lines)
}

/** The author's line and column of a printed position. The script is compiled as `(` + text, hence one column less on line 1. */
function original(file: string, line: number, column: number): { line: number; column: number } | undefined {
  const lines = mapGet(tables, file) as number[][] | undefined
  const row = lines?.[line - 1]
  if (!lines || !row) return undefined
  const at = line === 1 ? column - 2 : column - 1
  let found = -1
  for (let i = 0; i < row.length; i += 3) {
    if ((row[i] ?? 0) <= at) found = i
    else break
  }
  if (found >= 0) return { line: row[found + 1] ?? 1, column: row[found + 2] ?? 1 }
  for (let up = line - 2; up >= 0; up--) {
    const above = lines[up]
    if (above && above.length > 0)
      return { line: above[above.length - 2] ?? 1, column: above[above.length - 1] ?? 1 }
  }
  return undefined
}

function header(error: unknown): string {
  try {
    const { name, message } = error as { name?: unknown; message?: unknown }
    const shown = name === undefined ? 'Error' : toText(name)
    const text = message === undefined ? '' : toText(message)
    return text === '' ? shown : `${shown}: ${text}`
  } catch {
    return 'Error'
  }
}

function format(error: unknown, sites: CallSite[]): string {
  let out = wanted ? '' : header(error)
  try {
    for (let i = 0; i < sites.length; i++) {
      const site = sites[i]
      if (!site) continue
      const file = site.getFileName()
      if (typeof file !== 'string') continue
      const own = file === agentFile
      if (!own && !startsWith(file, modulePrefix)) continue
      const line = site.getLineNumber()
      const column = site.getColumnNumber()
      const at = original(file, typeof line === 'number' ? line : 0, typeof column === 'number' ? column : 0)
      if (wanted) {
        if (own && at) {
          ownLineFound = at.line
          return ''
        }
        continue
      }
      const name = site.getFunctionName()
      const shownFile = own ? file : sliceText(file, modulePrefix.length)
      const place = at ? `${shownFile}:${at.line}:${at.column}` : shownFile
      out +=
        typeof name === 'string' && !startsWith(name, '__athena')
          ? `\n    at ${name} (${place})`
          : `\n    at ${place}`
    }
  } catch {
    // a stack that cannot be written is left out
  }
  return out
}

/** Makes stacks plain text that names the author's files only, for good. Answers nothing; call once, before foreign code runs. */
export function installStacks(): void {
  defineProperty(NativeError, 'prepareStackTrace', {
    value: freeze((error: unknown, sites: CallSite[]) => format(error, sites)),
    writable: false,
    configurable: false,
    enumerable: false,
  })
  defineProperty(NativeError, 'captureStackTrace', {
    value: freeze((target: unknown) => {
      if (typeof target === 'object' && target !== null)
        defineProperty(target, 'stack', {
          value: new NativeError().stack,
          writable: true,
          configurable: true,
          enumerable: false,
        })
    }),
    writable: false,
    configurable: false,
    enumerable: false,
  })
  defineProperty(NativeError, 'stackTraceLimit', {
    value: 30,
    writable: false,
    configurable: false,
    enumerable: false,
  })
}

/** The line of the agent's code that is running now, if it is on the stack. */
export function ownLine(): number | undefined {
  wanted = true
  ownLineFound = 0
  try {
    // Reading the stack makes V8 call the formatter, which notes the first own frame.
    void new NativeError().stack
  } catch {
    // no room on the stack
  }
  wanted = false
  return ownLineFound > 0 ? ownLineFound : undefined
}
