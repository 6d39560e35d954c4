import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { skill, snippets } from '../fixtures/founding-post.ts'
import { callHost } from '../support/control.ts'
import { root, startAthena } from '../support/start-athena.ts'
import type { Athena } from '../support/start-athena.ts'

// Every snippet of Anthropic's post "Code execution with MCP" runs unchanged: through `execute_code` of a real client over the bridge,
// against real servers of the names the post uses.

const server = join(root, 'e2e', 'fixtures', 'servers', 'office.mjs')
let athena: Athena
let agent: Client
let folder: string
/** What the agent was told to use for one conversation. */
let session: string | undefined

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'athena-post-'))
  athena = await startAthena()
  for (const name of ['google-drive', 'salesforce', 'slack'])
    await cli('server', 'add', name, '--trusted', '--', process.execPath, server, name, folder)
  agent = new Client({ name: 'agent', version: '1.0.0' })
  await agent.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [join(root, 'scripts/athena.mjs'), 'mcp'],
      env: { ...(process.env as Record<string, string>), ATHENA_DATA: athena.data },
      stderr: 'inherit',
    }),
  )
}, 60_000)
afterAll(async () => {
  await agent?.close()
  await athena?.stop()
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(() => (session = undefined))

async function cli(...args: string[]): Promise<string> {
  const result = await athena.cli(args)
  if (result.code !== 0) throw new Error(`${args.join(' ')}: ${result.stdout}${result.stderr}`)
  return result.stdout
}

/** Runs code as an agent does, one execution after another in the same session. */
async function execute(code: string): Promise<string> {
  const result = await agent.callTool({
    name: 'execute_code',
    arguments: { code, ...(session === undefined ? {} : { session }) },
  })
  const text = (result.content as { text: string }[])[0]?.text ?? ''
  expect(text).toMatch(/^ok · /)
  session = /session (\S+)/.exec(text)?.[1]
  return text
}

/** Runs code while the user allows the first thing that Athena asks; gives what was asked. */
async function executeAllowed(code: string): Promise<{ text: string; asked: string[] }> {
  const asked: string[] = []
  let done = false
  async function allow(): Promise<void> {
    while (!done) {
      const { approvals } = await callHost<{ approvals: { id: string; sentence: string }[] }>(
        athena.data,
        'approvals.list',
      )
      for (const { id, sentence } of approvals) {
        asked.push(sentence)
        await callHost(athena.data, 'approvals.decide', { id, decision: 'allow-once' })
      }
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
  const allowing = allow()
  try {
    return { text: await execute(code), asked }
  } finally {
    done = true
    await allowing
  }
}

function sheet(value: unknown): void {
  writeFileSync(join(folder, 'sheet.json'), JSON.stringify(value))
}

function records(): { objectType: string; recordId: string; data: Record<string, string> }[] {
  const lines = readFileSync(join(folder, 'records.jsonl'), 'utf8').trim().split('\n')
  rmSync(join(folder, 'records.jsonl'))
  return lines.map((line) => JSON.parse(line) as ReturnType<typeof records>[number])
}

describe('the snippets of the founding post run unchanged', () => {
  test('a transcript goes to the CRM whole, and neither it nor its addresses to the model', async () => {
    const { text, asked } = await executeAllowed(snippets['one call feeds another'])
    const [record] = records()
    expect(record).toMatchObject({ objectType: 'SalesMeeting', recordId: '00Q5f000001abcXYZ' })
    expect(record?.data['Notes']?.length).toBeGreaterThan(30_000)
    expect(record?.data['Notes']).toContain('mail jane.roe@example.com for details')
    expect(text.length).toBeLessThan(1_000)
    expect(text).not.toContain('jane.roe')
    expect(asked).toHaveLength(1)
    expect(asked[0]).toContain('salesforce')
  })

  test('rows are filtered where they are, and five of them logged', async () => {
    sheet(
      Array.from({ length: 10_000 }, (_, row) => ({
        Order: row,
        Status: row % 100 === 7 ? 'pending' : 'done',
      })),
    )
    const text = await execute(snippets['rows are filtered in the sandbox'])
    expect(text).toContain('Found 100 pending orders')
    expect(text.match(/"?Order"?: /g)).toHaveLength(5)
    expect(text.length).toBeLessThan(2_000)
  })

  test('a channel is polled by a timer until the message is there', async () => {
    const started = performance.now()
    const text = await execute(snippets['a channel is polled'])
    expect(performance.now() - started).toBeGreaterThanOrEqual(4_900)
    expect(text).toContain('Deployment notification received')
    expect(text).toContain('slack.get_channel_history ×2 ok')
  })

  test('contacts go from sheet to CRM with real values, and the model sees tokens', async () => {
    const rows = Array.from({ length: 12 }, (_, row) => ({
      salesforceId: `00Q00000${row}`,
      email: `person${row}@example.com`,
      phone: `+1 415 555 01${String(row).padStart(2, '0')}`,
      name: `Maria Lopez ${row}`,
    }))
    sheet({ rows })
    const { text, asked } = await executeAllowed(snippets['rows go from one server to another'])
    expect(text).toContain('Updated 12 leads')
    expect(asked).toHaveLength(1)
    expect(asked[0]).toContain('salesforce/update_record ×12')
    expect(records()).toEqual(
      rows.map(({ salesforceId, email, phone, name }) => ({
        objectType: 'Lead',
        recordId: salesforceId,
        data: { Email: email, Phone: phone, Name: name },
      })),
    )
    const seen = await execute(
      `const sheet = await gdrive.getSheet({ sheetId: 'abc123' });\nreturn sheet.rows[0]`,
    )
    expect(seen).toMatch(/\[EMAIL_\d+\]/)
    expect(seen).toMatch(/\[PHONE_\d+\]/)
    expect(seen).not.toMatch(/person0@|555 0100/)
  })

  test('a file written in one execution is read in a later one', async () => {
    await execute(snippets['a file is written'])
    await execute(snippets['and read again'])
    const lines = await execute(`${snippets['and read again']}\nreturn saved.split('\\n').length`)
    expect(lines).toMatch(/\n1000$/)
  })

  test('a skill that exports is run, promoted by the user, found and imported', async () => {
    sheet([
      ['id', 'amount'],
      ['a', '12'],
    ])
    await execute(snippets['a skill is written'])
    const path = join(folder, 'save-sheet-as-csv.ts')
    writeFileSync(path, skill)
    await cli('skill', 'save', 'save-sheet-as-csv', '--from', path, '--description', 'Saves a sheet as CSV.')
    const used = await execute(
      `${snippets['and used']}\nreturn [csvPath, await fs.readFile(csvPath, 'utf-8')]`,
    )
    expect(used).toContain('./workspace/sheet-abc123.csv')
    expect(used).toContain('id,amount\\na,12')
    const found = await agent.callTool({ name: 'search_tools', arguments: { query: 'save sheet as csv' } })
    expect((found.content as { text: string }[])[0]?.text).toMatch(/^skill save-sheet-as-csv/)
  })

  test('a wrapper written by hand calls the tool by the name the post gives it', async () => {
    const text = await execute(
      `${snippets['a wrapper is written by hand']}\nreturn (await getDocument({ documentId: 'abc123' })).content.length > 20_000`,
    )
    expect(text).toMatch(/\ntrue\n/)
  })

  test('the tree is explored as the post does it: list servers, read the tool that is needed', async () => {
    const text = await execute(`import * as fs from 'fs/promises';
const servers = await fs.readdir('./servers/');
const tool = await fs.readFile('./servers/google-drive/getDocument.ts', 'utf-8');
return [servers.filter(name => ['google-drive', 'salesforce', 'slack'].includes(name)), tool]`)
    expect(text).toMatch(/google-drive[^]*salesforce[^]*slack/)
    expect(text).toContain('export async function getDocument(input: GetDocumentInput)')
  })
})
