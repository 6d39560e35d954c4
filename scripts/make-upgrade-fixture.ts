import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { factsOf, populate } from '../e2e/support/populated-data.ts'
import { startAthena } from '../e2e/support/start-athena.ts'
import packageJson from '../package.json' with { type: 'json' }

/**
 * Keeps this release's data folder for the tests of all later ones: `node scripts/make-upgrade-fixture.ts`, once a release, after the
 * build. Writes `e2e/fixtures/data/VERSION.json.gz`: the files of the folder and what was readable in it.
 */
const folder = join(import.meta.dirname, '..', 'e2e', 'fixtures', 'data')
const path = join(folder, `${packageJson.version}.json.gz`)
if (existsSync(path) && !process.argv.includes('--again')) {
  process.stderr.write(
    `${path} is there; a released one stays as it is. --again for one that is not released yet.\n`,
  )
  process.exit(2)
}
const athena = await startAthena()
let facts: unknown
try {
  await populate(athena)
  facts = await factsOf(athena)
} finally {
  await athena.stop({ keepData: true })
}
const names = readdirSync(athena.data, { recursive: true, encoding: 'utf8' }).filter((name) =>
  /^(?:[a-z]+\.db|keys[\\/].+)$/.test(name),
)
const files = Object.fromEntries(
  names
    .filter((name) => statSync(join(athena.data, name)).isFile())
    .map((name) => [name.replaceAll('\\', '/'), readFileSync(join(athena.data, name)).toString('base64')]),
)
mkdirSync(folder, { recursive: true })
const packed = gzipSync(JSON.stringify({ version: packageJson.version, facts, files }), { level: 9 })
writeFileSync(path, packed)
process.stdout.write(`${path}: ${Object.keys(files).length} files, ${Math.round(packed.length / 1024)} KB\n`)
