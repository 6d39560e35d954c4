// `npm run bench -- NAME [--data DIR] [--json FILE]`: the one way to run a benchmark.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { findChromium } from './lib/chromium.mjs'
import { environmentWith, fail, prepare, root, run } from './lib/project.mjs'

const args = process.argv.slice(2)
const [name] = args
const known = readdirSync(join(root, 'bench'))
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .map((file) => file.slice(0, -3))
if (name === undefined || !/^[a-z0-9-]+$/.test(name) || !existsSync(join(root, 'bench', `${name}.ts`))) {
  fail(`Usage: npm run bench -- NAME [--data DIR] [--json FILE], with NAME one of: ${known.join(', ')}.`, 2)
}
const node24 = await prepare()
const env = environmentWith(node24)
const chromium = name === 'page' ? await findChromium(node24, env) : undefined
const { code } = await run(node24, [join(root, 'scripts', 'run-bench.ts'), ...args], {
  env: { ...env, ...(chromium === undefined ? {} : { ATHENA_CHROMIUM: chromium }) },
})
process.exit(code)
