/**
 * Runs the official conformance suite against both sides of Athena: `node e2e/conformance/run.ts [server|client] [2026-07-28|2025-11-25]`.
 * Exits with 1 when a required scenario fails. Extensions that Athena does not have are reported by the suite and not scored.
 */
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const suite = createRequire(import.meta.url).resolve('@modelcontextprotocol/conformance/dist/index.js')
const here = (name: string) => fileURLToPath(new URL(name, import.meta.url))
const revisions = ['2026-07-28', '2025-11-25']
const [, , onlySide, onlyRevision] = process.argv

/** Runs the suite, its output passed on; resolves with its exit code. With `log` the output is kept there instead. */
function run(args: string[], log?: string[]): Promise<number> {
  return new Promise((resolve) => {
    const output = log ? 'pipe' : 'inherit'
    const child = spawn(process.execPath, [suite, ...args], { stdio: ['ignore', output, output] })
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => log?.push(String(chunk)))
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

/** Required client scenarios of a revision, from the suite's own frozen list (`client:` followed by `  - name` lines). */
function clientScenarios(revision: string): string[] {
  const text = readFileSync(join(dirname(suite), '..', 'requirements', `${revision}.yaml`), 'utf8')
  const section = text.split(/^client:$/m)[1]?.split(/^\S/m)[0] ?? ''
  return [...section.matchAll(/^\s+- (\S+)/gm)].map(([, name]) => name ?? '')
}

/** One scenario at a time: the suite would start all clients at once, which small machines cannot answer in time. */
async function clientSide(revision: string): Promise<number> {
  const command = `"${process.execPath}" "${here('./client.ts')}"`
  const scenarios = clientScenarios(revision)
  const failures: string[] = []
  for (const scenario of scenarios) {
    const log: string[] = []
    const code = await run(
      ['client', '--command', command, '--scenario', scenario, '--spec-version', revision],
      log,
    )
    if (code !== 0) failures.push(scenario)
    console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${scenario}`)
    if (code !== 0) console.log(log.join(''))
  }
  console.log(`${scenarios.length - failures.length} of ${scenarios.length} required client scenarios pass`)
  return scenarios.length > 0 && failures.length === 0 ? 0 : 1
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
