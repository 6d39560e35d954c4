// What electron.d.ts declares: members and events of each class and interface, read from the file itself.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const text = readFileSync(createRequire(import.meta.url).resolve('electron/electron.d.ts'), 'utf8')
const known = new Map()

/** Members and events of a declared type, those of what it extends included. */
export function declared(type) {
  if (known.has(type)) return known.get(type)
  const start = new RegExp(
    `^  (?:class|interface) ${type}(?: extends ([\\w.]+))? (?:implements [\\w.]+ )?\\{$`,
    'm',
  ).exec(text)
  if (start === null) throw new Error(`electron.d.ts declares no ${type}`)
  const body = text.slice(start.index, text.indexOf('\n  }\n', start.index))
  const members = new Set(
    [...body.matchAll(/^    (?:static |readonly )*([A-Za-z]\w*)[?]?[(:<]/gm)].map((match) => match[1]),
  )
  const events = new Set([...body.matchAll(/^    on\(event: '([^']+)'/gm)].map((match) => match[1]))
  const result = { members, events }
  const parent = start[1]?.replace('Electron.', '')
  if (
    parent !== undefined &&
    /^  (?:class|interface) /m.test(text) &&
    !/NodeEventEmitter|EventEmitter/.test(parent)
  ) {
    for (const kind of ['members', 'events'])
      for (const name of declared(parent)[kind]) result[kind].add(name)
  }
  known.set(type, result)
  return result
}

/**
 * Guards an object: reading what Electron does not declare throws, and so does what it declares but the stand-in lacks.
 * Listening to an event that is not declared throws too.
 */
export function guarded(type, target) {
  const { members, events } = declared(type)
  return new Proxy(target, {
    get(object, name) {
      if (typeof name === 'symbol' || name.startsWith('_') || name === 'then' || name === 'constructor')
        return Reflect.get(object, name)
      if (name in object) {
        if (typeof object.on === 'function' && ['on', 'once'].includes(name)) {
          return (event, listener) => {
            if (!events.has(event)) throw new Error(`electron.d.ts declares no event '${event}' of ${type}`)
            object[name](event, listener)
          }
        }
        const isEmitter = ['off', 'removeListener', 'emit', 'listenerCount', 'removeAllListeners'].includes(
          name,
        )
        if (!isEmitter && !members.has(name)) throw new Error(`electron.d.ts declares no ${type}.${name}`)
        const value = Reflect.get(object, name)
        return typeof value === 'function' ? value.bind(object) : value
      }
      throw new Error(
        members.has(name)
          ? `The stand-in has no ${type}.${name}`
          : `electron.d.ts declares no ${type}.${name}`,
      )
    },
  })
}
