// `npm test`: brings everything up to date, runs unit, integration and browser tests, and ends with the plain line
// `N passed, N failed`. `--all` adds what takes longer, `--only unit|browser` runs one part.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { findChromium } from './lib/chromium.mjs'
import { environmentWith, out, prepare, root, run, step } from './lib/project.mjs'

const args = process.argv.slice(2)
const at = args.indexOf('--only')
const only = at < 0 ? undefined : args[at + 1]
const filters = args.filter((argument, index) => !argument.startsWith('--') && (at < 0 || index !== at + 1))

const node24 = await prepare()
const reports = join(out, 'test')
rmSync(reports, { recursive: true, force: true })
mkdirSync(reports, { recursive: true })
const env = environmentWith(node24, {
  ...(args.includes('--all') ? { ATHENA_TEST_ALL: '1' } : {}),
  // npm's own variables must not reach what the tests start.
  INIT_CWD: '',
  npm_package_name: '',
})
delete env.INIT_CWD
delete env.npm_package_name
delete env.ATHENA_DATA

const total = { passed: 0, failed: 0, skipped: 0 }
function count(passed, failed, skipped) {
  total.passed += passed
  total.failed += failed
  total.skipped += skipped
}

if (only === undefined || only === 'unit') await unitTests()
if (only === undefined || only === 'browser') await browserTests()
process.stdout.write(
  `${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}\n`,
)
process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0)

async function unitTests() {
  step('unit and integration tests …')
  const report = join(reports, 'vitest.json')
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const { code } = await run(
    node24,
    [vitest, 'run', ...filters, '--reporter=dot', '--reporter=json', `--outputFile.json=${report}`],
    { env },
  )
  const result = read(report)
  if (result === undefined) return count(0, 1, 0)
  // A file that cannot even be loaded has no test that could fail.
  const unloaded = result.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  )
  count(
    result.numPassedTests,
    result.numFailedTests + unloaded.length,
    result.numPendingTests + result.numTodoTests,
  )
  // An error outside every test, such as an unhandled rejection.
  if (code !== 0 && result.numFailedTests + unloaded.length === 0) count(0, 1, 0)
}

async function browserTests() {
  const chromium = await findChromium(node24, env)
  if (chromium === undefined) {
    process.stderr.write('No Chromium was found or could be installed: browser tests were not run.\n')
    return count(0, 1, 0)
  }
  step(`browser tests with ${chromium} …`)
  const report = join(reports, 'playwright.json')
  const playwright = join(root, 'node_modules', '@playwright', 'test', 'cli.js')
  const { code } = await run(node24, [playwright, 'test', ...filters, '--reporter=line,json'], {
    env: { ...env, ATHENA_CHROMIUM: chromium, PLAYWRIGHT_JSON_OUTPUT_NAME: report },
  })
  const result = read(report)
  if (result === undefined) return count(0, 1, 0)
  const { expected, unexpected, flaky, skipped } = result.stats
  const broken = result.errors.length > 0 && unexpected === 0 ? 1 : 0
  if (expected + unexpected + flaky + skipped === 0 && filters.length > 0) return
  count(expected + flaky, unexpected + broken, skipped)
  if (code !== 0 && unexpected + broken === 0) count(0, 1, 0)
}

function read(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined
}
