import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { runCorpus } from './run-corpus.ts'
import type { Mode } from './run-corpus.ts'

const usage =
  'Usage: npm run attacks -- --corpus DIR [--filter REGEX] [--level full|gate-off|realm-lost|control] [--json FILE]'

const { values } = parseArgs({
  options: {
    corpus: { type: 'string' },
    filter: { type: 'string' },
    level: { type: 'string', default: 'full' },
    json: { type: 'string' },
    tolerance: { type: 'string', default: '1' },
  },
})
const modes: readonly string[] = ['full', 'gate-off', 'realm-lost', 'control']
if (values.corpus === undefined || !modes.includes(values.level)) {
  process.stderr.write(`${usage}\n`)
  process.exit(2)
}
const caller = process.env.INIT_CWD ?? process.cwd()
const summary = await runCorpus({
  corpus: path.resolve(caller, values.corpus),
  mode: values.level as Mode,
  ...(values.filter === undefined ? {} : { filter: new RegExp(values.filter) }),
  tolerance: Number(values.tolerance),
  say: (line) => process.stdout.write(`${line}\n`),
})
if (values.json !== undefined)
  writeFileSync(path.resolve(caller, values.json), `${JSON.stringify(summary, null, 2)}\n`)
process.exit(summary.failed === 0 ? 0 : 1)
