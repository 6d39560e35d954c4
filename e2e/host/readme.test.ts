import { execFile, spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { root, startAthena, testEnvironment } from '../support/start-athena.ts'
import type { Athena } from '../support/start-athena.ts'

const run = promisify(execFile)
const readme = readFileSync(join(root, 'README.md'), 'utf8')

/** Code blocks of a language, in order. */
function blocks(language: string): string[] {
  return [...readme.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map((match) =>
    (match[1] ?? '').trim(),
  )
}

const commands = blocks('sh').flatMap((block) => block.split('\n'))
const athenaCommands = commands.filter((line) => line.includes('athena --'))

let athena: Athena
let home: string

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'athena-readme-'))
  mkdirSync(join(home, 'Documents'))
  for (const [index, name] of ['readme.md', 'invoices.md'].entries()) {
    writeFileSync(
      join(home, 'Documents', name),
      `# Note ${index}\n\nThe invoice of June is in folder ${index}.\n`,
    )
  }
  athena = await startAthena()
}, 60_000)
afterAll(async () => {
  await athena?.stop()
  if (home) rmSync(home, { recursive: true, force: true })
})

/** Runs one line of the README as a user in the checkout would. */
async function shell(line: string): Promise<{ stdout: string; stderr: string }> {
  const env = { ...testEnvironment(athena.data), HOME: home }
  return await run('bash', ['-c', line.replace('/path/to/athena', root)], { cwd: root, env, timeout: 60_000 })
}

test('the README has the commands that this test knows', () => {
  expect(commands.filter((line) => !athenaCommands.includes(line))).toEqual(['npm start', 'npm test'])
  expect(athenaCommands).toHaveLength(6)
})

test('every command line works as written', async () => {
  for (const line of athenaCommands) {
    if (/athena -- mcp$/.test(line)) continue
    const { stdout } = await shell(line)
    expect(stdout.length, line).toBeGreaterThan(0)
    if (line.includes('6 * 7')) expect(stdout).toContain('42')
    if (line.includes('tools search')) expect(stdout).toContain('read_text_file')
  }
}, 180_000)

test('the line for clients speaks MCP', async () => {
  const line = athenaCommands.find((command) => /athena -- mcp$/.test(command)) ?? ''
  const child = spawn('bash', ['-c', line.replace('/path/to/athena', `"${root}"`)], {
    cwd: home,
    env: testEnvironment(athena.data),
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const initialise = {
    jsonrpc: '2.0',
    id: 1,
    method: 'initialize',
    params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'readme', version: '1' } },
  }
  child.stdin.write(`${JSON.stringify(initialise)}\n`)
  const answer = await new Promise<string>((found) => {
    let text = ''
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      if (text.includes('\n')) found(text)
    })
  })
  child.stdin.end()
  await new Promise((resolve) => child.once('exit', resolve))
  expect(JSON.parse(answer.split('\n')[0] ?? '')).toMatchObject({
    id: 1,
    result: { serverInfo: { name: 'athena' } },
  })
}, 60_000)

test('the example an agent would write runs and keeps what it should', async () => {
  const [code = ''] = blocks('ts')
  cpSync(join(root, 'README.md'), join(home, 'Documents', 'copy.md'))
  const result = await athena.cli(['exec', '-', '--json'], { input: code })
  expect(result.json<{ status: string; text: string; value: unknown }>(), result.stdout).toMatchObject({
    status: 'ok',
    value: 'done',
  })
  const recalled = await athena.cli(['exec', '-', '--json'], {
    input: `import { recall } from './servers/episodic'\nreturn (await recall('invoice of June')).length`,
  })
  expect(recalled.json<{ value: number }>().value).toBeGreaterThan(0)
}, 60_000)

test('pictures and pages that the README names are there', () => {
  for (const [, target = ''] of readme.matchAll(/\]\(([^)#]+)\)/g)) {
    expect(() => readFileSync(join(root, target)), target).not.toThrow()
  }
})
