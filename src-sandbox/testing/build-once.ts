import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, rmdirSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))))
/** Apart from the product's own output, which other builds replace. */
const built = path.join(root, 'node_modules/.cache/athena-sandbox-test')

function newest(folder: string): number {
  let latest = 0
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
    if (entry.isFile() && !entry.name.endsWith('.test.ts'))
      latest = Math.max(latest, statSync(path.join(entry.parentPath, entry.name)).mtimeMs)
  return latest
}

function isFresh(): boolean {
  try {
    const made = Math.min(
      ...[
        'supervisor.js',
        'spawner.js',
        'compiler.js',
        'runner.cjs',
        'guest.js',
        'test/runner.cjs',
        'test/guest.js',
      ].map((file) => statSync(path.join(built, file)).mtimeMs),
    )
    const sources = [path.join(root, 'src-sandbox'), path.join(root, 'src-main/contract')].map(newest)
    return made > Math.max(...sources, statSync(path.join(root, 'scripts/build-sandbox.mjs')).mtimeMs)
  } catch {
    return false
  }
}

/** Builds the sandbox with the test runner when it is missing or older than its sources. Test workers take turns. */
export async function builtSandbox(): Promise<string> {
  const lock = path.join(tmpdir(), `athena-build-sandbox-${process.getuid?.() ?? 0}.lock`)
  const deadline = Date.now() + 60_000
  for (;;) {
    try {
      mkdirSync(lock)
      break
    } catch {
      const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now())
      if (age > 30_000 || Date.now() > deadline) rmdirSync(lock)
      else await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
  try {
    if (!isFresh())
      execFileSync(
        process.execPath,
        [path.join(root, 'scripts/build-sandbox.mjs'), '--test', '--out', built],
        {
          cwd: root,
          stdio: 'inherit',
        },
      )
  } finally {
    rmdirSync(lock)
  }
  return built
}
