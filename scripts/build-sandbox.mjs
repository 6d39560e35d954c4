// Builds the process tree of agent code into out/sandbox, or into the folder after `--out`. `--test` also builds the runner
// that gives its realm away, which only the attack bench starts.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))
const given = process.argv.indexOf('--out')
const out = given > 0 ? path.resolve(process.argv[given + 1]) : path.join(root, 'out/sandbox')
const native = ['koffi', 'oxc-parser', 'oxc-transform']

/** One source file to one output file. */
async function bundle(input, file, options) {
  const built = await rolldown({
    input: path.join(root, 'src-sandbox', input),
    platform: 'node',
    external: [...native, /^node:/],
    logLevel: 'warn',
    transform: { define: { REALM_LOST: 'false', ...options.define } },
  })
  await built.write({
    file: path.join(out, file),
    format: options.format,
    name: options.name,
    codeSplitting: false,
    minify: options.minify ?? false,
    sourcemap: false,
  })
  await built.close()
}

async function buildGuest() {
  await bundle('guest/boot.ts', 'guest.js', { format: 'iife', name: 'athenaGuest' })
  const file = path.join(out, 'guest.js')
  const text = await readFile(file, 'utf8')
  // One expression: evaluating the file in a realm gives the boot function and leaves no name behind.
  await writeFile(file, `(function(){${text}\nreturn athenaGuest.boot})()\n`)
}

await mkdir(out, { recursive: true })
await rm(path.join(out, 'test'), { recursive: true, force: true })
await writeFile(path.join(out, 'package.json'), '{"type":"module"}\n')
const jobs = [
  bundle('supervisor/main.ts', 'supervisor.js', { format: 'esm' }),
  bundle('supervisor/spawner-thread.ts', 'spawner.js', { format: 'esm' }),
  bundle('compiler/main.ts', 'compiler.js', { format: 'esm' }),
  bundle('confine/main.ts', 'confine.js', { format: 'esm' }),
  bundle('runner/main.ts', 'runner.cjs', { format: 'cjs' }),
  buildGuest(),
]
if (process.argv.includes('--test'))
  jobs.push(bundle('runner/main.ts', 'test/runner.cjs', { format: 'cjs', define: { REALM_LOST: 'true' } }))
await Promise.all(jobs)
if (process.argv.includes('--test'))
  await writeFile(path.join(out, 'test/guest.js'), await readFile(path.join(out, 'guest.js')))
