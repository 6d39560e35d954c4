/**
 * Runs the official conformance suite against both sides of Athena: `node e2e/conformance/run.ts [server|client] [2026-07-28|2025-11-25]`.
 * Exits with 1 when a required scenario fails. Extensions that Athena does not have are reported by the suite and not scored.
 */
import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const suite = createRequire(import.meta.url).resolve('@modelcontextprotocol/conformance/dist/index.js')
const here = (name: string) => fileURLToPath(new URL(name, import.meta.url))
const revisions = ['2026-07-28', '2025-11-25']
const [, , onlySide, onlyRevision] = process.argv

/** Runs the suite, its output passed on; resolves with its exit code. */
function run(args: string[]): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [suite, ...args], { stdio: ['ignore', 'inherit', 'inherit'] })
    child.once('exit', (code) => resolve(code ?? 1))
  })
}

async function serverSide(revision: string): Promise<number> {
  const server = spawn(process.execPath, [here('./server.ts')], { stdio: ['pipe', 'pipe', 'inherit'] })
  try {
    const url = await new Promise<string>((resolve, reject) => {
      createInterface({ input: server.stdout }).once('line', resolve)
      server.once('exit', () => reject(new Error('The server ended before it listened.')))
    })
    return await run(['server', '--url', url, '--requirements', revision])
  } finally {
    server.stdin.end()
  }
}

function clientSide(revision: string): Promise<number> {
  return run([
    'client',
    '--command',
    `"${process.execPath}" "${here('./client.ts')}"`,
    '--requirements',
    revision,
  ])
}

const failed: string[] = []
for (const side of ['server', 'client']) {
  for (const revision of revisions) {
    if (
      (onlySide !== undefined && onlySide !== side) ||
      (onlyRevision !== undefined && onlyRevision !== revision)
    )
      continue
    console.log(`\n== ${side}, ${revision}`)
    const code = side === 'server' ? await serverSide(revision) : await clientSide(revision)
    if (code !== 0) failed.push(`${side} ${revision}`)
  }
}
console.log(failed.length === 0 ? '\nAll required scenarios pass.' : `\nFailed: ${failed.join(', ')}`)
process.exitCode = failed.length === 0 ? 0 : 1
