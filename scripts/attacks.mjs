// `npm run attacks -- …`: runs a corpus of attack scripts against the built product; options are those of bench/attacks/run.ts.
import { join } from 'node:path'
import { environmentWith, prepare, root, run } from './lib/project.mjs'

const node24 = await prepare()
const { code } = await run(node24, [join(root, 'bench', 'attacks', 'run.ts'), ...process.argv.slice(2)], {
  env: environmentWith(node24),
})
process.exit(code)
