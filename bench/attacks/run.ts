import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import type { LauncherKind } from './product.ts'
import { runCorpus } from './run-corpus.ts'
import type { Mode } from './run-corpus.ts'

const usage =
  'Usage: npm run attacks -- --corpus DIR [--filter REGEX] [--level full|gate-off|realm-lost|control] [--launcher fork|utility] [--json FILE]'

const { values } = parseArgs({
  options: {
    corpus: { type: 'string' },
    filter: { type: 'string' },
    level: { type: 'string', default: 'full' },
    launcher: { type: 'string', default: 'fork' },
    json: { type: 'string' },
    tolerance: { type: 'string', default: '1' },
  },
})
const modes: readonly string[] = ['full', 'gate-off', 'realm-lost', 'control']
if (
  values.corpus === undefined ||
  !modes.includes(values.level) ||
  !['fork', 'utility'].includes(values.launcher)
) {
  process.stderr.write(`${usage}\n`)
  process.exit(2)
}
const caller = process.env.INIT_CWD ?? process.cwd()
const summary = await runCorpus({
  corpus: path.resolve(caller, values.corpus),
  mode: values.level as Mode,
  launcher: values.launcher as LauncherKind,
  ...(values.filter === undefined ? {} : { filter: new RegExp(values.filter) }),
  tolerance: Number(values.tolerance),
  say: (line) => process.stdout.write(`${line}\n`),
})
if (values.json !== undefined)
  writeFileSync(path.resolve(caller, values.json), `${JSON.stringify(summary, null, 2)}\n`)
process.exit(summary.failed === 0 ? 0 : 1)
