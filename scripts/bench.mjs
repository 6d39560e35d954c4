// `npm run bench -- NAME [--data DIR] [--json FILE]`: the one way to run a benchmark.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
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
const { code } = await run(node24, [join(root, 'scripts', 'run-bench.ts'), ...args], {
  env: environmentWith(node24),
})
process.exit(code)
