// `npm run check`: types, lint, layers, formatting, stale generated files. One line a step; output only of what fails.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { ensureInstalled, environmentWith, out, root, run } from './lib/project.mjs'

const node24 = await ensureInstalled()
const env = environmentWith(node24)
const bin = (name) => {
  const windows = process.platform === 'win32' ? '.cmd' : ''
  return join(root, 'node_modules', '.bin', `${name}${windows}`)
}
const shell = process.platform === 'win32'

const steps = readdirSync(join(root, 'config'))
  .filter((name) => /^tsconfig\..+\.json$/.test(name))
  .map((name) => {
    const layer = name.slice(9, -5)
    // What has not changed since the last check is not looked at again.
    const kept = ['--incremental', '--tsBuildInfoFile', join(out, 'check', `${layer}.tsbuildinfo`)]
    return [`types ${layer}`, bin('tsc'), ['-p', join('config', name), ...kept], 'TS18003']
  })
steps.push(['lint', bin('oxlint'), ['--type-aware', '--deny-warnings', '--quiet']])
steps.push(['layers', node24, [join('scripts', 'check-layers.mjs')]])
steps.push(['formatting', bin('oxfmt'), ['--check']])
steps.push(['docs/api.md is up to date', node24, [join('scripts', 'generate-docs.ts'), '--check']])
if (existsSync(join(root, 'scripts', 'generate-servers.ts'))) {
  steps.push(['servers/ is up to date', node24, [join('scripts', 'generate-servers.ts'), '--check']])
}
steps.push([
  'unused files and dependencies',
  bin('knip'),
  ['--no-progress', '--config', join('config', 'knip.json'), '--include', 'files,dependencies,unlisted'],
])

const wanted = process.argv.slice(2)
let failed = 0
for (const [name, program, args, allowed] of steps) {
  if (wanted.length > 0 && !wanted.some((word) => name.includes(word))) continue
  const started = performance.now()
  const { code, output } = await run(program, args, { env, quiet: true, shell })
  // TS18003: a layer that has no file yet.
  const ok =
    code === 0 || (allowed !== undefined && output.includes(allowed) && !/error TS(?!18003)/.test(output))
  if (!ok) failed++
  process.stdout.write(
    `${ok ? 'ok    ' : 'FAILED'}  ${name}  ${((performance.now() - started) / 1000).toFixed(1)} s\n`,
  )
}
process.exit(failed > 0 ? 1 : 0)
