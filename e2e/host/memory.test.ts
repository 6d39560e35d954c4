import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { operations } from '../../src-main/core/memory/operations.ts'
import { callHost } from '../support/control.ts'
import { root, startAthena } from '../support/start-athena.ts'
import type { Athena } from '../support/start-athena.ts'
import { facts } from './memory-facts.ts'

// The examples of docs/memory.md, as an agent would run them: one host, one run a layer, through the type checker and the sandbox.
const text = readFileSync(join(root, 'docs/memory.md'), 'utf8')
const examples = [...text.matchAll(/```ts\n\/\/ (\w+)[^]*?```/g)].map((match) => ({
  name: match[1] ?? '',
  code: match[0].slice('```ts\n'.length, -'```'.length),
}))

let athena: Athena

beforeAll(async () => {
  athena = await startAthena()
}, 60_000)
afterAll(async () => {
  await athena?.stop()
})

interface Executed {
  status: string
  value: unknown
  text: string
  executionId: string
}

async function execute(code: string): Promise<Executed> {
  return (await athena.cli(['exec', '-', '--json'], { input: code })).json<Executed>()
}

/** What each call of a run gave, as recorded. */
async function resultsOf(execution: string): Promise<{ tool: string; result: unknown }[]> {
  const { events } = await callHost<{
    events: { event: { k: string; call: string; tool: string; resultRef?: string; error?: unknown } }[]
  }>(athena.data, 'runs.events', { id: execution, limit: 5000 })
  const tools = new Map<string, string>()
  const results: { tool: string; result: unknown }[] = []
  for (const { event } of events) {
    if (event.k === 'call.asked') tools.set(event.call, event.tool)
    if (event.k !== 'call.ended') continue
    expect(event.error).toBeUndefined()
    const { text: json } = await callHost<{ text: string }>(athena.data, 'blobs.read', {
      ref: event.resultRef ?? '',
      length: 262_144,
    })
    results.push({ tool: tools.get(event.call) ?? '', result: JSON.parse(json) as unknown })
  }
  return results
}

/** Answers every question for approval that comes while something runs, and tells which tools were asked about. */
async function approving<T>(work: Promise<T>): Promise<{ value: T; asked: string[] }> {
  const asked: string[] = []
  const state = { done: false }
  const finished = work.finally(() => (state.done = true))
  while (!state.done) {
    const { approvals } = await callHost<{ approvals: { id: string; tool: string }[] }>(
      athena.data,
      'approvals.list',
    )
    for (const { id, tool } of approvals) {
      asked.push(tool)
      await callHost(athena.data, 'approvals.decide', { id, decision: 'allow-once' }).catch(() => undefined)
    }
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
  return { value: await finished, asked }
}

describe('every operation through execute_code', () => {
  const called = new Set<string>()

  test.for(examples)('$name', { timeout: 180_000 }, async ({ code }) => {
    const { value: run, asked } = await approving(execute(code))
    expect(run.status, run.text).toBe('ok')
    // What reads files of this computer asks the person first, whoever wrote the code.
    expect(asked).toEqual(['rag/ingest', 'meta/import'].filter((tool) => code.includes(tool)))
    for (const { tool, result } of await resultsOf(run.executionId)) {
      called.add(tool)
      const operation = operations.find((one) => `${one.layer}/${one.name}` === tool)
      expect(operation?.output.safeParse(result).error, tool).toBeUndefined()
      const fact = facts[tool]
      if (!fact) throw new Error(`There is no fact about ${tool}.`)
      try {
        fact(result)
      } catch (error) {
        throw new Error(`${tool} gave ${JSON.stringify(result).slice(0, 600)}`, { cause: error })
      }
    }
  })

  test('none is left out', () => {
    expect(examples).toHaveLength(8)
    const all = operations.map((one) => `${one.layer}/${one.name}`)
    expect(all.filter((id) => !called.has(id))).toEqual([])
    expect(all.filter((id) => facts[id] === undefined)).toEqual([])
  })
})

test(
  'what is erased leaves the runs that wrote, read, logged and kept it',
  { timeout: 180_000 },
  async () => {
    const secret =
      'The spare key of the boathouse lies under the third plank, says ola.nordmann@fjord.example, who "knows"'
    const wrote = await execute(`import { remember } from './servers/episodic'
const content = ${JSON.stringify(secret)}
const { id } = await remember({ content, tags: ['key'] })
state.noted = { content }
await writeFile('/workspace/note.txt', 'Note: ' + content)
console.log(content)
return { id, content }`)
    expect(wrote.status, wrote.text).toBe('ok')
    const { id } = wrote.value as { id: string }
    const read = await execute(
      `import { recall } from './servers/episodic'\nreturn await recall('where is the key of the boathouse')`,
    )
    expect(JSON.stringify(read.value)).toContain('third plank')
    const bytes = (): Buffer =>
      Buffer.concat(
        ['athena.db', 'athena.db-wal', 'memory.db', 'memory.db-wal']
          .map((name) => join(athena.data, name))
          .filter((path) => existsSync(path))
          .map((path) => readFileSync(path)),
      )
    expect(bytes().includes('under the third plank')).toBe(true)

    const erased = await execute(
      `import { forget } from './servers/meta'\nreturn await forget({ ids: ['${id}'], mode: 'erase' })`,
    )
    expect(erased.status, erased.text).toBe('ok')
    // Arguments, code, log, answer, result, variables and file of the first run; result and answer of the second.
    expect(erased.value).toMatchObject({ verified: true, remaining: [] })
    expect((erased.value as { runs: number }).runs).toBeGreaterThanOrEqual(7)
    expect(bytes().includes('under the third plank')).toBe(false)
    expect(bytes().includes('ola.nordmann')).toBe(false)
    // The run itself is still there to be looked at.
    const { code, answer } = await callHost<{ code: string; answer: string }>(athena.data, 'runs.get', {
      id: wrote.executionId,
    })
    expect(code).toContain('const content = "[erased]"')
    expect(answer).toContain('[erased]')
    expect((await resultsOf(read.executionId))[0]).toMatchObject({ result: [{ content: '[erased]' }] })
  },
)

test('a skill kept as a procedure warns of its pitfalls and runs through the sandbox as handed back', async () => {
  const begun = await execute(`import { define, execute, notePitfall } from './servers/procedural'
await define({
  name: 'Count words',
  goal: 'Count the words of a text',
  steps: ['Run the code'],
  parameters: [{ name: 'text' }, { name: 'least', type: 'number', default: 4 }],
  code: "return parameters.text.split(' ').filter((word) => word.length >= parameters.least).length",
})
await notePitfall({ situation: 'Count the words of a text', mistake: 'count empty words', correction: 'trim first', severity: 0.9 })
return await execute({ procedure: 'count words', parameters: { text: 'the quick brown fox' } })`)
  expect(begun.status, begun.text).toBe('ok')
  const { code, runId, warnings } = begun.value as { code: string; runId: string; warnings: object[] }
  expect(warnings).toMatchObject([{ correction: 'trim first' }])
  const run = await execute(code)
  expect(run.value, run.text).toBe(2)
  const recorded = await execute(
    `import { precheck, recordRun } from './servers/procedural'\nreturn [await recordRun({ runId: '${runId}', outcome: 'success' }), await precheck('count empty words of a text')]`,
  )
  expect(recorded.value).toMatchObject([{ runs: 1 }, { proceed: false, correction: 'trim first' }])
})

test('a client that reads the context resource sees what is due and what the talk calls to mind', async () => {
  await execute(`import { createTask } from './servers/prospective'
import { recall } from './servers/episodic'
await createTask({ action: 'Empty the letter box', when: '2026-01-01T08:00:00Z' })
await createTask({ action: 'Grease the hinges', cue: { text: ['garden gate'] } })
await createTask({ action: 'Never mentioned', cue: { text: ['submarine'] } })
return await recall('who painted the gate of the garden')`)
  const client = new Client({ name: 'test', version: '1.0.0' })
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [join(root, 'scripts/athena.mjs'), 'mcp'],
      env: { ...(process.env as Record<string, string>), ATHENA_DATA: athena.data },
      stderr: 'inherit',
    }),
  )
  try {
    const { contents } = await client.readResource({ uri: 'athena://memory/context' })
    const shown = (contents[0] as { text: string }).text
    expect(shown).toMatch(/## Due\n[^#]*"Empty the letter box"/)
    expect(shown).toMatch(/## Called to mind[^#]*"Grease the hinges"/)
    expect(shown).not.toContain('Never mentioned')
  } finally {
    await client.close()
  }
})

test(
  'a folder of mail and statements is taken in after asking, cited, and its personal values are tokens',
  { timeout: 180_000 },
  async () => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'athena-letters-')))
    try {
      writeFileSync(
        join(folder, 'offer.eml'),
        'From: Olsen <per.olsen@roofs.example>\nTo: anna@harbour.example\nSubject: Offer for the roof\n\nSlate from Alta, to be paid to NO93 8601 1117 947.\n',
      )
      writeFileSync(
        join(folder, 'bank.csv'),
        'Date;Payee;Account;Amount\n2026-01-02;Roofer Olsen;NO9386011117947;-12000,00\n2026-01-03;Bakery;NO7950860500000;-42,00\n',
      )
      const { value: taken, asked } = await approving(
        execute(
          `import { ingest } from './servers/rag'\nreturn await ingest({ path: ${JSON.stringify(folder)}, watch: true })`,
        ),
      )
      expect(taken.status, taken.text).toBe('ok')
      expect(asked).toEqual(['rag/ingest'])
      expect(taken.value).toMatchObject({ documents: [{ chunks: 1 }, { chunks: 1 }], failed: [] })
      const found = await execute(`import { listDocuments, search } from './servers/rag'
const [mail] = await search('offer of slate for the roof')
const [row] = await search('payment to the roofer Olsen')
const { watched } = await listDocuments()
return { mail, row, watched, same: /NO93/.test(mail?.content ?? '') }`)
      expect(found.status, found.text).toBe('ok')
      const value = found.value as {
        mail: { content: string; cite: object }
        row: { content: string; cite: object }
      }
      expect(value).toMatchObject({
        same: false,
        mail: { cite: { path: join(folder, 'offer.eml'), headings: ['Offer for the roof'] } },
        row: { cite: { path: join(folder, 'bank.csv') } },
        watched: [{ folder, state: 'watching' }],
      })
      expect(value.mail.content).toMatch(/from: .*\[EMAIL_\d+\]/)
      // The account in the letter is the account in the statement, though neither is shown.
      const account = /paid to (\[IBAN_\d+\])/.exec(value.mail.content)?.[1] ?? 'none'
      expect(value.row.content).toContain(`Payee: Roofer Olsen; Account: ${account}; Amount: -12000,00`)
      expect(found.text).not.toMatch(/per\.olsen|8601/)

      // A letter that comes later is there without being asked for.
      writeFileSync(join(folder, 'later.eml'), 'Subject: Scaffold\n\nThe scaffold comes on Monday.\n')
      const until = Date.now() + 30_000
      let later: unknown[] = []
      while (later.length === 0 && Date.now() < until) {
        const again = await execute(
          `import { search } from './servers/rag'\nreturn await search('when does the scaffold come')`,
        )
        later = (again.value as { cite: { path: string } }[]).filter((hit) =>
          hit.cite.path.endsWith('later.eml'),
        )
      }
      expect(later).toHaveLength(1)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
)

test(
  'a host whose memory is damaged says what to do, and does so when it was done',
  { timeout: 180_000 },
  async () => {
    const data = mkdtempSync(join(tmpdir(), 'athena-damaged-'))
    try {
      const first = await startAthena({ data })
      await first.cli(['exec', '-', '--json'], {
        input: `import { remember } from './servers/episodic'\nimport { backup } from './servers/meta'\nawait remember('The oak was planted in 1871')\nreturn await backup('before')`,
      })
      await first.stop({ keepData: true })
      writeFileSync(
        join(data, 'memory.db'),
        'no database at all, but long enough to be taken for one '.repeat(100),
      )
      rmSync(join(data, 'memory.db-wal'), { force: true })
      rmSync(join(data, 'memory.db-shm'), { force: true })
      const failed = await startAthena({ data }).catch((error: Error) => error.message)
      expect(failed).toContain('memory.db is damaged')
      expect(failed).toContain(join('backups', 'before.db'))
      expect(failed).toMatch(/Move .*memory\.db away.*to .*memory\.db, and start again/s)
      expect(failed).not.toMatch(/\n\s+at /)
      // As it says.
      renameSync(join(data, 'memory.db'), join(data, 'memory.damaged'))
      copyFileSync(join(data, 'backups', 'before.db'), join(data, 'memory.db'))
      const second = await startAthena({ data })
      const found = (
        await second.cli(['exec', '-', '--json'], {
          input: `import { recall } from './servers/episodic'\nreturn (await recall('when was the oak planted'))[0]?.content`,
        })
      ).json<Executed>()
      expect(found.value).toBe('The oak was planted in 1871')
      await second.stop({ keepData: true })
    } finally {
      rmSync(data, { recursive: true, force: true })
    }
  },
)
