// Builds everything into out/. `--steps` does the work (on Node 24); without it, installs first what is missing.
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ensureBuilt, ensureInstalled, environmentWith, out, root, run, step } from './lib/project.mjs'

const stage = join(out, '.next')

if (!process.argv.includes('--steps')) {
  const node24 = await ensureInstalled()
  await ensureBuilt(node24, { force: true })
  step('built into out/')
} else {
  const electronVite = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js')
  rmSync(stage, { recursive: true, force: true })
  const { code } = await run(process.execPath, [electronVite, 'build', '--logLevel', 'warn'], {
    env: environmentWith(process.execPath, { ATHENA_OUT: stage }),
  })
  if (code !== 0) process.exit(code)
  await buildBridge()
  const sandbox = join(root, 'scripts', 'build-sandbox.mjs')
  if (existsSync(sandbox)) {
    const result = await run(process.execPath, [sandbox, '--out', join(stage, 'sandbox')], {
      env: environmentWith(process.execPath),
    })
    if (result.code !== 0) process.exit(result.code)
  }
  swapIn()
}

/** Puts the staged folders in place of the old ones, so that a host or a test that is running misses nothing. */
function swapIn() {
  for (const name of readdirSync(stage)) {
    const old = join(out, `.old-${name}`)
    rmSync(old, { recursive: true, force: true })
    if (existsSync(join(out, name))) renameSync(join(out, name), old)
    renameSync(join(stage, name), join(out, name))
    rmSync(old, { recursive: true, force: true })
  }
  rmSync(stage, { recursive: true, force: true })
}

/** The bridge is one file without dependencies: clients start it often, and the .mcpb bundle carries it. */
async function buildBridge() {
  const { build } = await import(
    pathToFileURL(join(root, 'node_modules', 'vite', 'dist', 'node', 'index.js')).href
  )
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    build: {
      ssr: join(root, 'src-main', 'cli', 'bridge-main.ts'),
      outDir: join(stage, 'main'),
      emptyOutDir: false,
      target: 'node20',
      minify: false,
      rollupOptions: { output: { entryFileNames: 'bridge.js', format: 'es' } },
    },
  })
}
