import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { dataFolder } from '../shell-common/data-folder.ts'
import { runBridge } from './bridge.ts'

/** `athena mcp`: serves the client on stdin and stdout. Beside a built host it can start that one itself. */
const headless = join(dirname(process.argv[1] ?? ''), 'headless.js')
const code = await runBridge({
  data: dataFolder(),
  input: process.stdin,
  output: process.stdout,
  tell: (message) => process.stderr.write(`athena: ${message}\n`),
  ...(existsSync(headless) && Number(process.versions.node.split('.')[0]) >= 24
    ? { command: [process.execPath, headless, '--background'] }
    : {}),
})
// Answers that are still in the pipe must reach the client first.
process.stdout.write('', () => process.exit(code))
