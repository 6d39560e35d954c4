import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { root, startAthena, testEnvironment, type Athena } from '../support/start-athena.ts'

/** What a reader puts in place of a name that is only an example, and what they type when they are asked. */
interface Reader {
  places: Record<string, string>
  typed?: Record<string, string>
}

// Started by other tests: `npm start` by shell-headless/start.test.ts, `npm test` by this one, the line for clients by readme.test.ts.
const elsewhere = /^npm (?:start|test)$|^npm --prefix .* -- mcp$/
const cli = 'npm run -s athena --'

let athena: Athena
let home: string
let reader: Reader

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'athena-docs-'))
  mkdirSync(join(home, 'Documents'))
  mkdirSync(join(home, '.cursor'))
  writeFileSync(join(home, 'Documents', 'letter.md'), 'Dear [EMAIL_1]\n')
  const github = {
    command: process.execPath,
    args: [join(root, 'e2e/fixtures/servers/misbehaving.mjs'), 'plain'],
  }
  writeFileSync(join(home, '.cursor', 'mcp.json'), JSON.stringify({ mcpServers: { github } }))
  athena = await startAthena({ env: { HOME: home, XDG_CONFIG_HOME: join(home, '.config') } })
  const run = await athena.cli(['exec', '-', '--json'], {
    input:
      "import { recall } from './servers/episodic'\nreturn await recall({ query: 'late invoice', limit: 30 })",
  })
  const rule = ['vault', 'rules', 'add', 'allow', 'EMAIL', '--from', 'crm', '--to', 'mail/send', '--json']
  const { id } = (await athena.cli(rule)).json<{ id: number }>()
  reader = {
    places: {
      x_7k2m9qt4ab: run.json<{ executionId: string }>().executionId,
      '=…': '=Bearer-of-an-example',
      SERVER: 'files',
      FILE: join(home, 'Documents', 'letter.md'),
      ID: String(id),
    },
    typed: {
      'vault passphrase': 'correct horse\n',
      'vault passphrase --remove': 'correct horse\n',
    },
  }
}, 90_000)
afterAll(async () => {
  await athena?.stop()
  if (home) rmSync(home, { recursive: true, force: true })
})

/** Whole lines of the `sh` blocks of a page, without what is said about them. */
function linesOf(page: string): string[] {
  const text = readFileSync(join(root, page), 'utf8')
  return [...text.matchAll(/```sh\n([\s\S]*?)```/g)]
    .flatMap((match) => (match[1] ?? '').split('\n'))
    .map((line) => line.replace(/\s+#.*$/, '').trim())
    .filter((line) => line !== '' && !elsewhere.test(line))
}

/** Commands in the running text of a page that are complete: they name what they do it to. */
function inlineOf(page: string): string[] {
  const text = readFileSync(join(root, page), 'utf8').replaceAll(/```[\s\S]*?```/g, '')
  return [...text.matchAll(/`athena ([^`\n]+)`/g)].map((match) => `${cli} ${match[1] ?? ''}`)
}

/** Runs a line in a shell as a reader in the checkout would, without npm's own second. */
async function shell(line: string): Promise<{ code: number; output: string }> {
  let text = line.replace(cli, `"${process.execPath}" "${join(root, 'out/main/cli.js')}"`)
  for (const [example, real] of Object.entries(reader.places))
    text = text.replaceAll(new RegExp(`(?<![A-Za-z-])${example}(?![A-Za-z])`, 'g'), real)
  const env = { ...testEnvironment(athena.data), HOME: home, XDG_CONFIG_HOME: join(home, '.config') }
  // Real values are shown on a terminal only.
  const [program, args] = line.includes(' vault restore ')
    ? (['script', ['-qec', text, '/dev/null']] as const)
    : (['bash', ['-c', text]] as const)
  return await new Promise((resolve) => {
    const child = execFile(program, args, { cwd: root, env, timeout: 60_000 }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code ?? -1), output: stdout + stderr }),
    )
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(reader.typed?.[line.slice(cli.length).trim()] ?? '')
  })
}

/** Takes the servers away that the commands of a page added. */
async function tidy(): Promise<void> {
  const { servers } = (await athena.cli(['server', 'list', '--json'])).json<{
    servers: { name: string; kind: string }[]
  }>()
  for (const { name } of servers.filter(({ kind }) => kind !== 'memory'))
    await athena.cli(['server', 'remove', name])
}

async function failuresOf(lines: readonly string[]): Promise<string[]> {
  const failures: string[] = []
  for (const line of lines) {
    const { code, output } = await shell(line)
    if (code !== 0 || output.trim() === '')
      failures.push(`${line}\n  ended with ${code}: ${output.slice(0, 300)}`)
  }
  return failures
}

describe('the commands of the pages work as written', () => {
  // What ends Athena comes last.
  const pages = readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name))
    .filter((page) => linesOf(page).length > 0)
    .toSorted((a, b) => Number(a.includes('troubleshooting')) - Number(b.includes('troubleshooting')))

  it('in the text of docs/privacy.md', { timeout: 90_000 }, async () => {
    const lines = inlineOf('docs/privacy.md')
    expect(lines.length).toBeGreaterThan(5)
    await athena.cli(['vault', 'unlock'])
    expect(await failuresOf([...lines, `${cli} privacy local-only off`])).toEqual([])
  })

  // Pages that start servers and checks by the dozen are for the long run.
  const long = process.env['ATHENA_TEST_ALL'] === '1'
  it.each(pages.filter((page) => long || page.endsWith('skills.md')))(
    'in %s',
    { timeout: 120_000 },
    async (page) => {
      expect(await failuresOf(linesOf(page))).toEqual([])
      if (!page.includes('troubleshooting')) await tidy()
    },
  )

  it('and there are pages with commands', () => expect(pages.length).toBeGreaterThan(3))
})
