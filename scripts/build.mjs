// Builds everything into out/. `--steps` does the work (on Node 24); without it, installs first what is missing.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ensureBuilt, ensureInstalled, environmentWith, out, root, run, step } from './lib/project.mjs'

if (!process.argv.includes('--steps')) {
  const node24 = await ensureInstalled()
  await ensureBuilt(node24, { force: true })
  step('built into out/')
} else {
  const electronVite = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js')
  const { code } = await run(process.execPath, [electronVite, 'build', '--logLevel', 'warn'], {
    env: environmentWith(process.execPath),
  })
  if (code !== 0) process.exit(code)
  await buildBridge()
  const sandbox = join(root, 'scripts', 'build-sandbox.mjs')
  if (existsSync(sandbox)) {
    const result = await run(process.execPath, [sandbox], { env: environmentWith(process.execPath) })
    if (result.code !== 0) process.exit(result.code)
  }
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
      outDir: join(out, 'main'),
      emptyOutDir: false,
      target: 'node20',
      minify: false,
      rollupOptions: { output: { entryFileNames: 'bridge.js', format: 'es' } },
    },
  })
}
