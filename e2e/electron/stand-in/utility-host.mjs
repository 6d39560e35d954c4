// The inside of a stand-in utility process: `process.parentPort` as Electron has it, then the module.
import { EventEmitter } from 'node:events'
import { pathToFileURL } from 'node:url'

const [, , modulePath, ...args] = process.argv
process.argv = [process.argv[0], modulePath, ...args]
const port = new EventEmitter()
port.postMessage = (message) => process.send?.(message)
Object.defineProperty(process, 'parentPort', { value: port })
const send = process.send
process.on('message', (data) => port.emit('message', { data, ports: [] }))
process.on('disconnect', () => process.exit(0))
// Code in a utility process finds no Node channel.
process.send = undefined
port.postMessage = (message) => send.call(process, message)
await import(pathToFileURL(modulePath).href)
