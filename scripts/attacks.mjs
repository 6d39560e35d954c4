// `npm run attacks -- …`: runs a corpus of attack scripts against the built product; options are those of bench/attacks/run.ts.
import { join } from 'node:path'
import { environmentWith, prepare, root, run } from './lib/project.mjs'

const node24 = await prepare()
const args = process.argv.slice(2)
// The Electron shell's launcher runs without Electron on the stand-in of the tests.
const isUtility = args.some(
  (one, at) => one === '--launcher=utility' || (one === 'utility' && args[at - 1] === '--launcher'),
)
const standIn = isUtility ? ['--import', join(root, 'e2e', 'electron', 'stand-in', 'register.mjs')] : []
const { code } = await run(node24, [...standIn, join(root, 'bench', 'attacks', 'run.ts'), ...args], {
  env: environmentWith(node24),
})
process.exit(code)
