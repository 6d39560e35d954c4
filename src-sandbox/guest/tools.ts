import type { ServerExports } from '../frames.ts'
import { create, defineProperty, freeze, isArray, keys, parse, toText, hasOwn, push } from './primordials.ts'
import { ToolError, call, defineGlobal, isPlain } from './channel.ts'
import { toJson } from './to-json.ts'
import { shapeOf } from './shape-of.ts'

/**
 * Arguments of a wrapper as one object. One object stands for itself; otherwise values are taken by position, and an object in last
 * place (after the first) carries the rest by name.
 */
function named(values: unknown[], positional: readonly string[] | undefined): unknown {
  if (values.length === 0) return {}
  const first = values[0]
  if (!positional || positional.length === 0 || (values.length === 1 && isPlain(first))) return first
  const out = create(null) as Record<string, unknown>
  for (let i = 0; i < values.length; i++) {
    const value = values[i]
    const name = positional[i]
    if (i > 0 && i === values.length - 1 && isPlain(value)) {
      const extra = keys(value)
      for (let j = 0; j < extra.length; j++) out[extra[j] ?? ''] = value[extra[j] ?? '']
    } else if (name !== undefined && value !== undefined) out[name] = value
  }
  return out
}

/** The module object of a server: one function a tool, frozen. */
export function serverModule(exports: ServerExports): object {
  const made = create(null) as Record<string, unknown>
  const names = keys(exports)
  for (let i = 0; i < names.length; i++) {
    const name = names[i] ?? ''
    const { tool, positional } = exports[name] ?? { tool: name }
    const run = (...values: unknown[]): Promise<unknown> => call(tool, named(values, positional))
    defineProperty(run, 'name', { __proto__: null, value: name, configurable: true } as PropertyDescriptor)
    made[name] = freeze(run)
  }
  if (!hasOwn(made, 'default'))
    defineProperty(made, 'default', { __proto__: null, value: made, enumerable: false } as PropertyDescriptor)
  return freeze(made)
}

const asTexts = (value: unknown): string[] => {
  if (!isArray(value)) return [toText(value)]
  const out: string[] = []
  for (let i = 0; i < value.length; i++) push(out, toText(value[i]))
  return out
}

/** Defines the globals that reach the host: tools, search, the window, handles, personal data. */
export function installTools(resultBytes: number): void {
  defineGlobal('ToolError', ToolError)
  defineGlobal('callMCPTool', (tool: unknown, args?: unknown) => call(tool, args ?? {}))
  defineGlobal('search_tools', (query?: unknown, more?: unknown) =>
    call(
      'athena/search_tools',
      isPlain(query)
        ? query
        : isArray(query)
          ? { queries: query, ...(isPlain(more) ? more : {}) }
          : query === undefined
            ? {}
            : { query: toText(query), ...(isPlain(more) ? more : {}) },
    ),
  )
  defineGlobal('shapeOf', shapeOf)
  defineGlobal('present', (value: unknown, title?: unknown) => {
    const { json } = toJson(value, resultBytes)
    return call(
      'athena/present',
      title === undefined ? { value: parse(json) } : { value: parse(json), title: toText(title) },
    )
  })
  defineGlobal('emit', (handle: unknown) => call('athena/emit', { handle }))
  const pii = create(null) as Record<string, unknown>
  pii.kind = freeze((token: unknown) => call('athena/pii', { op: 'kind', values: asTexts(token) }))
  pii.equals = freeze((a: unknown, b: unknown) =>
    call('athena/pii', { op: 'equals', values: [toText(a), toText(b)] }),
  )
  pii.domain = freeze((token: unknown) => call('athena/pii', { op: 'domain', values: asTexts(token) }))
  pii.last4 = freeze((token: unknown) => call('athena/pii', { op: 'last4', values: asTexts(token) }))
  defineGlobal('pii', freeze(pii))
}
