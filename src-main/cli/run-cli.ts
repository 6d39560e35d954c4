import { toWireError, type WireError } from '../contract/errors.ts'
import { runCommand } from './commands.ts'
import { exitCodes, usage, UsageError } from './usage.ts'

/** Runs one command line and ends the process with its exit code; see {@link exitCodes}. */
export async function runCli(args: string[]): Promise<never> {
  const [first] = args
  if (first === undefined || first === 'help' || first === '--help' || first === '-h') {
    await print(process.stdout, usage)
    process.exit(first === undefined ? exitCodes.usage : exitCodes.ok)
  }
  // What follows `--` belongs to the command of a server.
  const end = args.indexOf('--')
  const json = args.slice(0, end < 0 ? args.length : end).includes('--json')
  let code: number
  try {
    const outcome = await runCommand(args)
    code = outcome.code
    await print(
      process.stdout,
      json ? `${JSON.stringify(outcome.value)}\n` : outcome.lines.map((line) => `${line}\n`).join(''),
    )
  } catch (error) {
    const isUsage = error instanceof UsageError
    const wire = isUsage ? { code: 'USAGE', message: error.message } : toWireError(error)
    code = isUsage ? exitCodes.usage : exitCodeOf(wire as WireError)
    if (json) await print(process.stdout, `${JSON.stringify({ error: wire })}\n`)
    else await print(process.stderr, `${wire.message}${isUsage ? ' See `athena help`.' : ''}\n`)
  }
  process.exit(code)
}

function exitCodeOf(error: WireError): number {
  if (error.code === 'NOT_RUNNING' || error.code === 'ALREADY_RUNNING' || error.code === 'NEWER_DATABASE')
    return exitCodes.unavailable
  if (error.code === 'CANCELLED') return exitCodes.interrupted
  return exitCodes.refused
}

/** Writes and waits until the pipe has taken it: `process.exit` would cut it off. */
function print(stream: NodeJS.WriteStream, text: string): Promise<void> {
  return new Promise((resolve) => {
    stream.write(text, () => resolve())
  })
}
