// Starts the packaged app with `--smoke` on a data folder of its own: it opens everything, closes everything and ends
// with 0. No Playwright is involved, so the release's own fuses are in force.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fail, root } from './lib/project.mjs'

const dist = join(root, 'dist')
const program = findProgram()
if (program === undefined) fail('No packaged app is in dist/. Make one by `npm run package`.', 3)
const data = mkdtempSync(join(tmpdir(), 'athena-smoke-'))
const display = process.platform === 'linux' && !process.env.DISPLAY ? ['xvfb-run', '-a'] : []
const [command, ...args] = [...display, program, '--smoke']
const result = spawnSync(command, args, {
  env: { ...process.env, ATHENA_DATA: data },
  encoding: 'utf8',
  timeout: 60_000,
})
const log = join(data, 'logs', 'athena.log')
if (result.status !== 0) {
  process.stderr.write(`${result.stdout}${result.stderr}${existsSync(log) ? readFileSync(log, 'utf8') : ''}`)
  fail(`The packaged app ended with ${result.status ?? result.signal}.`)
}
rmSync(data, { recursive: true, force: true, maxRetries: 5 })
process.stdout.write('the packaged app starts and ends\n')

function findProgram() {
  if (!existsSync(dist)) return undefined
  const names = readdirSync(dist)
  const folder = (pattern) => names.find((name) => pattern.test(name))
  const places = [
    [folder(/^linux(-\w+)?-unpacked$/), 'athena'],
    [folder(/^win(-\w+)?-unpacked$/), 'Athena.exe'],
    [folder(/^mac(-\w+)?$/), 'Athena.app/Contents/MacOS/Athena'],
  ]
  return places
    .filter(([name]) => name !== undefined)
    .map(([name, path]) => join(dist, name, path))
    .find((path) => existsSync(path))
}
