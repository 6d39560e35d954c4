'use strict'
// Runs one item with no sandbox: the text is pasted into a function, as a host that trusts it would do.
const fs = require('node:fs')
const path = require('node:path')
const vm = require('node:vm')
const folder = process.argv[2]
const { imports, body, held } = JSON.parse(fs.readFileSync(path.join(folder, 'item.json'), 'utf8'))
let ids = 0
const pending = new Map()
process.on('message', (message) => {
  const waiting = pending.get(message.id)
  pending.delete(message.id)
  if (message.ok) waiting?.resolve(message.value)
  else waiting?.reject(new Error(message.message))
})
globalThis.callMCPTool = (tool, args) =>
  new Promise((resolve, reject) => {
    const id = ++ids
    pending.set(id, { resolve, reject })
    process.send({ t: 'call', id, tool: String(tool), args: args ?? null })
  })
for (const level of ['log', 'info', 'warn', 'error', 'debug'])
  console[level] = (...values) => process.send({ t: 'log', level, text: values.map(String).join(' ') })
globalThis.require = require
// What another session left, and what the host keeps, are in the same process.
for (const target of [Object.prototype, Array.prototype, Function.prototype, globalThis])
  Object.defineProperty(target, '__note', {
    value: held.note,
    writable: true,
    configurable: true,
    enumerable: false,
  })
const real = Object.freeze({ send: process.send.bind(process), then: Promise.prototype.then })
const done = (status, more) => real.send({ t: 'done', status, ...more })

async function main() {
  const bindings = {}
  for (const line of imports) {
    const [, what, from] = /^import\s+(.*?)\s+from\s*['"]([^'"]+)['"]/.exec(line) ?? []
    const target = from.startsWith('./servers/') ? path.join(folder, `${from}.mjs`) : from
    const attributes = /with\s*\{\s*type:\s*'json'/.test(line) ? { with: { type: 'json' } } : undefined
    const module = await import(target, attributes)
    const names = /^\{(.*)\}$/.exec(what)
    if (names) for (const name of names[1].split(',')) bindings[name.trim()] = module[name.trim()]
    else bindings[what.replace(/^\*\s+as\s+/, '')] = what.startsWith('*') ? module : module.default
  }
  const text = `(function (${Object.keys(bindings).join(',')}) { return (async () => {\n${body}\n})() })`
  // A text that closes the function early leaves more than one expression; all of it runs.
  let value
  try {
    value = await vm.runInThisContext(text, {
      importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
      filename: 'item.cjs',
    })(...Object.values(bindings))
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    value = await vm.runInThisContext(`(async () => {\n${body}\n})()`, {
      importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
      filename: 'item.cjs',
    })
  }
  return JSON.parse(JSON.stringify(value === undefined ? null : value))
}
real.then.call(
  main(),
  (value) => done('ok', { value }),
  (error) => done('error', { message: String(error && error.stack) }),
)
