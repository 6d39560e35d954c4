import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { factsOf } from '../support/populated-data.ts'
import { startAthena } from '../support/start-athena.ts'

/** Data folders of releases, made by `scripts/make-upgrade-fixture.ts`. */
const fixtures = join(import.meta.dirname, '..', 'fixtures', 'data')

interface Fixture {
  version: string
  facts: { runs: { session: string }[]; values: { token: string }[] }
  files: Record<string, string>
}

it.each(readdirSync(fixtures).filter((name) => name.endsWith('.json.gz')))(
  'opens the data of %s without losing anything',
  async (name) => {
    const fixture = JSON.parse(gunzipSync(readFileSync(join(fixtures, name))).toString()) as Fixture
    const data = mkdtempSync(join(tmpdir(), 'athena-upgrade-'))
    for (const [path, content] of Object.entries(fixture.files)) {
      mkdirSync(dirname(join(data, path)), { recursive: true, mode: 0o700 })
      writeFileSync(join(data, path), Buffer.from(content, 'base64'), { mode: 0o600 })
    }
    const athena = await startAthena({ data })
    try {
      expect(await factsOf(athena)).toEqual(fixture.facts)
      // It is not only readable: the session goes on, its file and memory are there, and tokens are numbered on.
      const session = fixture.facts.runs.at(-1)?.session ?? ''
      const result = await athena.cli(['exec', '-', '--json', '--session', session], {
        input: `import { recall } from './servers/episodic'
import { double } from './skills/double'
import { readFile } from 'fs/promises'
const [found] = await recall('who asked for the invoice?', 1)
return { visits: state.visits, day: state.seen.get('a'), file: await readFile('/workspace/notes.md'),
  remembered: found?.content, doubled: await double(), fresh: 'new.person@shop-example.org' }`,
      })
      expect(result.json(), result.json<{ text: string }>().text).toMatchObject({
        status: 'ok',
        value: {
          visits: 2,
          day: '1970-01-01T00:00:00.000Z',
          file: '# Notes\nwrite to [EMAIL_1]',
          remembered: expect.stringContaining('asked for the invoice of March') as string,
          doubled: 42,
          fresh: '[EMAIL_2]',
        },
      })
    } finally {
      await athena.stop({ keepData: true })
      rmSync(data, { recursive: true, force: true, maxRetries: 5 })
    }
  },
  120_000,
)
