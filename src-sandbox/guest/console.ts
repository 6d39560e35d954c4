import type { LogLevel } from '../../src-main/contract/events.ts'
import {
  create,
  isArray,
  join,
  keys,
  mapGet,
  mapSet,
  NativeMap,
  dateNow,
  push,
  repeatText,
  sliceText,
  toNumber,
  toText,
  freeze,
  max,
} from './primordials.ts'
import { logLineCost } from '../frames.ts'
import { log } from './channel.ts'
import { inspect } from './inspect.ts'

const maxLine = 65_536
let left = 0
let noticed = false

/** Sets how many characters of log the run may send. */
export function setLogBudget(bytes: number): void {
  left = bytes
}

function say(level: LogLevel, text: string): void {
  if (left <= 0) {
    if (!noticed) log('warn', 'The log is full; later lines are dropped.')
    noticed = true
    return
  }
  const cut = text.length > maxLine ? `${sliceText(text, 0, maxLine)}… ${text.length} characters` : text
  left -= cut.length + logLineCost
  log(level, cut)
}

/** Joins values as `console.log` does, with its percent directives. */
function format(values: unknown[]): string {
  const parts: string[] = []
  let from = 0
  const first = values[0]
  if (typeof first === 'string' && values.length > 1 && /%[sdifjoOc%]/.test(first)) {
    from = 1
    let out = ''
    for (let i = 0; i < first.length; i++) {
      const directive = first[i] === '%' ? first[i + 1] : undefined
      if (directive === '%') out += '%'
      else if (directive === undefined || !/[sdifjoOc]/.test(directive) || from >= values.length) {
        out += first[i]
        continue
      } else {
        const value = values[from++]
        if (directive === 's') out += typeof value === 'string' ? value : inspect(value, 0)
        else if (directive === 'd' || directive === 'f') out += toText(toNumber(value))
        else if (directive === 'i') out += toText(Math.trunc(toNumber(value)))
        else if (directive !== 'c') out += inspect(value)
      }
      i++
    }
    push(parts, out)
  }
  for (let i = from; i < values.length; i++) push(parts, inspect(values[i]))
  return join(parts, ' ')
}

function table(value: unknown): string {
  if (typeof value !== 'object' || value === null) return inspect(value)
  const rows = keys(value)
  const columns: string[] = []
  const cells = (row: string): Record<string, unknown> => {
    const item = (value as Record<string, unknown>)[row]
    return typeof item === 'object' && item !== null ? (item as Record<string, unknown>) : { Value: item }
  }
  for (let i = 0; i < rows.length && i < 100; i++) {
    const names = keys(cells(rows[i] ?? ''))
    for (let j = 0; j < names.length; j++) {
      let known = false
      for (let k = 0; k < columns.length; k++) known ||= columns[k] === names[j]
      if (!known && columns.length < 20) push(columns, names[j])
    }
  }
  const lines: string[][] = [[isArray(value) ? '#' : 'key']]
  for (let i = 0; i < columns.length; i++) push(lines[0] ?? [], columns[i])
  for (let i = 0; i < rows.length && i < 100; i++) {
    const row = cells(rows[i] ?? '')
    const line = [rows[i] ?? '']
    for (let j = 0; j < columns.length; j++)
      push(line, (columns[j] ?? '') in row ? inspect(row[columns[j] ?? ''], 0) : '')
    push(lines, line)
  }
  const widths: number[] = []
  for (let i = 0; i < lines.length; i++)
    for (let j = 0; j < (lines[i]?.length ?? 0); j++)
      widths[j] = max(widths[j] ?? 0, lines[i]?.[j]?.length ?? 0)
  const out: string[] = []
  for (let i = 0; i < lines.length; i++) {
    const padded: string[] = []
    for (let j = 0; j < (lines[i]?.length ?? 0); j++) {
      const cell = lines[i]?.[j] ?? ''
      push(padded, cell + repeatText(' ', (widths[j] ?? 0) - cell.length))
    }
    push(out, join(padded, ' | '))
  }
  if (rows.length > 100) push(out, `… ${rows.length - 100} more`)
  return join(out, '\n')
}

/** The `console` of the realm: lines go to the host, which decides what of them the model sees. */
export function createConsole(): object {
  const made = create(null) as Record<string, unknown>
  const counts = new NativeMap<unknown, unknown>()
  const timers = new NativeMap<unknown, unknown>()
  let indent = ''
  const line = (level: LogLevel) => freeze((...values: unknown[]) => say(level, indent + format(values)))
  made.log = line('log')
  made.info = line('info')
  made.warn = line('warn')
  made.error = line('error')
  made.debug = line('debug')
  made.dir = freeze((value: unknown) => say('log', indent + inspect(value)))
  made.dirxml = made.log
  made.table = freeze((value: unknown) => say('log', table(value)))
  made.trace = freeze((...values: unknown[]) => say('debug', indent + format(values)))
  made.assert = freeze((condition: unknown, ...values: unknown[]) => {
    if (!condition) say('error', `${indent}Assertion failed${values.length > 0 ? `: ${format(values)}` : ''}`)
  })
  made.group = freeze((...values: unknown[]) => {
    if (values.length > 0) say('log', indent + format(values))
    if (indent.length < 20) indent += '  '
  })
  made.groupCollapsed = made.group
  made.groupEnd = freeze(() => {
    indent = sliceText(indent, 2)
  })
  made.count = freeze((label: unknown = 'default') => {
    const next = toNumber(mapGet(counts, toText(label)) ?? 0) + 1
    mapSet(counts, toText(label), next)
    say('log', `${indent}${toText(label)}: ${next}`)
  })
  made.countReset = freeze((label: unknown = 'default') => void mapSet(counts, toText(label), 0))
  made.time = freeze((label: unknown = 'default') => void mapSet(timers, toText(label), dateNow()))
  made.timeLog = freeze((label: unknown = 'default') =>
    say(
      'log',
      `${indent}${toText(label)}: ${dateNow() - toNumber(mapGet(timers, toText(label)) ?? dateNow())} ms`,
    ),
  )
  made.timeEnd = made.timeLog
  return made
}
