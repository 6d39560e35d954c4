import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { openHostPort } from './host-port.ts'
import { readOptions } from './options.ts'
import { createSupervisor } from './supervisor.ts'

const port = openHostPort()
const supervisor = createSupervisor(
  path.dirname(fileURLToPath(import.meta.url)),
  readOptions(process.argv.findLast((argument) => argument.startsWith('{'))),
  (message) => port.post(message),
)
port.onMessage((message) => supervisor.handle(message))
// Without its host nobody answers calls: end everything.
port.onClose(() => void supervisor.close().then(() => process.exit(0)))
