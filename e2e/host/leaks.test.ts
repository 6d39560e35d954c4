import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callHost } from '../support/control.ts'
import { filesBelow, leaksIn } from '../support/leaks.ts'
import { root, startAthena, testEnvironment } from '../support/start-athena.ts'
import type { Athena } from '../support/start-athena.ts'

/*
 * The promise end to end: values of one server (files, a CSV) reach another (SQLite) through code, while two programs that write down
 * every byte on its way to the client (one on stdio, one on HTTP) see none of them, whatever the code tries. Then the data folder.
 */

/** One made-up person; every value is one that the detectors know. */
const person = {
  name: 'Henriette Quandt',
  email: 'henriette.quandt@posteo-example.de',
  phone: '+49 30 90182017',
  iban: 'DE89370400440532013000',
  card: '4539578763621486',
  ssn: '536-90-4399',
  key: 'ghp_9sKd82LmQx71VbTz4RyWc05NaPeHu63JfGo1',
}
const csv = [
  'name,email,phone,iban,card,ssn,api_key,city',
  `${Object.values(person).join(',')},Kiel`,
  'Ole Brandvold,ole.brandvold@mail-example.no,+47 22 34 56 78,NO9386011117947,5500005555555559,219-42-8765,ghp_2mNb45VcXz98LkJh67GfDs31QwErTy09UiOp,Oslo',
].join('\n')

let work: string
let athena: Athena
let stdio: Client
let http: Client
let proxy: Server
let session: string
const seen = { stdio: '', http: '' }
const database = () => new Database(join(work, 'target.db'))

beforeAll(async () => {
  work = mkdtempSync(join(tmpdir(), 'athena-leaks-'))
  mkdirSync(join(work, 'files'))
  writeFileSync(join(work, 'files', 'people.csv'), csv)
  const target = database()
  target.exec(
    'create table people (name text, email text unique, phone text, iban text, card text, ssn text, api_key text)',
  )
  target.close()
  athena = await startAthena({ timeoutMs: 120_000 })
  const filesystem = join(
    root,
    'node_modules',
    '@modelcontextprotocol',
    'server-filesystem',
    'dist',
    'index.js',
  )
  const sqlite = join(root, 'e2e', 'fixtures', 'servers', 'sqlite.mjs')
  await add('files', filesystem, join(work, 'files'))
  await add('db', sqlite, join(work, 'target.db'))

  seen.stdio = join(work, 'to-client-stdio')
  writeFileSync(seen.stdio, '')
  stdio = new Client({ name: 'leak-test', version: '1' })
  await stdio.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [
        join(root, 'e2e', 'fixtures', 'recorder.mjs'),
        seen.stdio,
        process.execPath,
        join(root, 'out', 'main', 'bridge.js'),
      ],
      env: testEnvironment(athena.data),
      stderr: 'ignore',
    }),
  )
  seen.http = join(work, 'to-client-http')
  writeFileSync(seen.http, '')
  proxy = await recordingProxy(athena.mcp.url, seen.http)
  http = new Client({ name: 'leak-test-http', version: '1' })
  const { port } = proxy.address() as AddressInfo
  await http.connect(
    new StreamableHTTPClientTransport(
      new URL(`http://127.0.0.1:${port}${new URL(athena.mcp.url).pathname}`),
      {
        requestInit: { headers: { authorization: `Bearer ${athena.mcp.token}` } },
      },
    ),
  )
}, 180_000)
afterAll(async () => {
  await stdio?.close()
  await http?.close()
  proxy?.closeAllConnections()
  proxy?.close()
  await athena?.stop()
  rmSync(work, { recursive: true, force: true })
})

async function add(name: string, script: string, argument: string): Promise<void> {
  const added = await athena.cli([
    'server',
    'add',
    name,
    '--trusted',
    '--',
    process.execPath,
    script,
    argument,
  ])
  expect(added.stdout, added.stderr).toContain('running')
}

/** Passes requests on and writes down what comes back. */
async function recordingProxy(target: string, file: string): Promise<Server> {
  const { appendFileSync } = await import('node:fs')
  const server = createServer((incoming, outgoing) => {
    const onward = request(
      new URL(incoming.url ?? '/', target),
      { method: incoming.method, headers: { ...incoming.headers, host: new URL(target).host } },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.on('data', (bytes: Buffer) => {
          appendFileSync(file, bytes)
          outgoing.write(bytes)
        })
        answer.on('end', () => outgoing.end())
      },
    )
    incoming.pipe(onward)
    onward.on('error', () => outgoing.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}

async function execute(code: string, client: Client = stdio): Promise<string> {
  const result = await client.callTool(
    { name: 'execute_code', arguments: { code, ...(session === undefined ? {} : { session }) } },
    { onprogress: () => undefined },
  )
  const text = (result.content as { text: string }[]).map((part) => part.text).join('\n')
  session ??= /session (s_\S+)/.exec(text)?.[1] ?? ''
  return text
}

const load = `import { readTextFile } from './servers/files'
const csv = ((await readTextFile({ path: ${JSON.stringify('PATH')} })) as any).content ?? ''
const [head, ...rows] = String(csv).split('\\n').map((line) => line.split(','))
`
const withLoad = (code: string): string => load.replace('PATH', join(work, 'files', 'people.csv')) + code

/** What the client got until now, by both ways. */
function expectNothingSeen(): void {
  for (const [way, file] of Object.entries(seen))
    expect(leaksIn(readFileSync(file), person), `seen on ${way}`).toEqual([])
}

const insert = `for (const row of rows) await callMCPTool('db/write_query', { query: 'insert into people values (?,?,?,?,?,?,?)', params: row.slice(0, 7) })
return rows.length`

describe('values of one server', () => {
  test('reach another one through code once a person allowed just that, and never the client', async () => {
    const [text, asked] = await Promise.all([execute(withLoad(insert)), approve()])
    expect(text, text).toMatch(/^ok /)
    expect(asked).toContain('[IBAN_1]')
    expect(asked).toContain('to db/write_query')
    expect(leaksIn(Buffer.from(asked), person)).toEqual([])
    const target = database()
    expect(target.prepare('select * from people where email = ?').get(person.email)).toEqual({
      name: person.name,
      email: person.email,
      phone: person.phone,
      iban: person.iban,
      card: person.card,
      ssn: person.ssn,
      api_key: person.key,
    })
    target.exec('delete from people')
    target.close()
    // "Always" became rules: the same again is not asked about.
    expect(await execute(withLoad(insert))).toMatch(/^ok /)
    const rules = await athena.cli(['vault', 'rules'])
    expect(rules.stdout).toMatch(/allow {2}EMAIL from files\/read_text_file to db\/write_query \/params\/\*/)
    const audit = await athena.cli(['vault', 'audit', '[EMAIL_1]'])
    expect(audit.stdout).toMatch(/resolve {2}\[EMAIL_1\] db\/write_query \/params\/1/)
    expect(leaksIn(Buffer.from(rules.stdout + audit.stdout), person)).toEqual([])
    expectNothingSeen()
  }, 180_000)

  test('are not in results, logs, errors, files, reports, searches or names, however the code writes them', async () => {
    const tries = [
      `return csv`,
      `return rows.map((row) => Object.fromEntries(row.map((cell, i) => [head[i], cell])))`,
      `return btoa(csv) + ' ' + btoa(' ' + csv) + ' ' + btoa('  ' + csv)`,
      `return [...csv].reverse().join('')`,
      `return rows.map((row) => row.map((cell) => [...cell]))`,
      `return rows.flat().map((cell) => [...cell].map((c) => c.charCodeAt(0)))`,
      `return rows.flat().map((cell) => [...cell].join(' '))`,
      `return rows.flat().map((cell) => [...cell].map((c) => c.charCodeAt(0).toString(16).padStart(2, '0')).join(''))`,
      `return rows.flat().map(encodeURIComponent)`,
      `return Object.fromEntries(rows.flat().map((cell) => [cell, cell.length]))`,
      `console.log(csv); console.error(rows[0]); console.warn(btoa(csv)); for (const c of rows[0].join('|')) console.debug(c); return 1`,
      `throw new Error(csv)`,
      `throw Object.assign(new Error('x'), { stack: csv, cause: rows[0] })`,
      `const odd = rows[0][1]; return await callMCPTool('db/' + odd, {})`,
      `return await callMCPTool(rows[0][1] + '/x', { [rows[0][1]]: 1 })`,
      `return await callMCPTool('files/read_text_file', { path: '/' + rows[0][1], head: rows[0][3] as any })`,
      `await writeFile('/workspace/' + rows[0][1] + '.txt', csv); return await readdir('/workspace')`,
      `await writeFile('/workspace/copy.csv', csv); return await readFile('/workspace/copy.csv', 'utf8')`,
      `return await present(csv, rows[0][0] + ' ' + rows[0][3])`,
      `return await search_tools({ query: csv })`,
      `import { remember } from './servers/episodic'; await remember({ content: 'Call ' + rows[0][0] + ' at ' + rows[0][2] + ', ' + rows[0][1] } as any); return 1`,
      `import { recall } from './servers/episodic'; return await recall('call ' + rows[0][0], 5)`,
      // Timing and existence: one bit at a time, from what the code can see of a value.
      `const bits = [...rows[0][4]].map((c) => (c >= '5' ? 1 : 0)); for (const [i, bit] of bits.entries()) if (bit) await writeFile('/workspace/bit-' + i, 'x'); return bits.length + ':' + bits.join('')`,
      // The other server quotes what it was given, in its error and in its rows.
      `return await callMCPTool('db/write_query', { query: 'insert into people values (?,?,?,?,?,?,?)', params: rows[0].slice(0, 7) })`,
      `return await callMCPTool('db/read_query', { query: 'select * from people' })`,
      `return await callMCPTool('db/read_query', { query: "select group_concat(name || ' <' || email || '>', '; ') as text, hex(iban) as secret from people" })`,
    ]
    const answers: string[] = []
    for (const [index, code] of tries.entries()) {
      const lines = code.split('; ')
      const imports = lines.filter((line) => line.startsWith('import'))
      const rest = lines.filter((line) => !line.startsWith('import')).join('; ')
      answers.push(
        await execute(
          [...imports, withLoad(rest)].join('\n'), // What was always allowed was allowed to the first client.
          code.includes('db/write') || index % 2 === 0 ? stdio : http,
        ),
      )
    }
    // The code did run on what it had: tokens.
    expect(answers[0]).toContain('[EMAIL_1]')
    expect(answers[2]).toMatch(/^ok /)
    expect(answers[11]).toContain('[EMAIL_1]')
    expect(answers[23]).toContain('SQLITE_CONSTRAINT')
    expect(answers[23]).toContain('[EMAIL_1]')
    expect(answers[24]).toContain('[IBAN_1]')
    // Memory keeps tokens, and finds them by the value itself.
    const recalled = await callHost<{ value: unknown }>(athena.data, 'memory.call', {
      operation: 'episodic/recall',
      args: { query: person.email, limit: 3 },
    })
    expect(JSON.stringify(recalled.value)).toContain('[EMAIL_1]')
    const bits = [...person.card].map((digit) => (digit >= '5' ? 1 : 0)).join('')
    expect(answers[22]).not.toContain(bits)
    expectNothingSeen()
  }, 240_000)

  test('are not in what the client can read beside results', async () => {
    for (const client of [stdio, http]) {
      const { resources } = await client.listResources()
      for (const { uri } of resources.slice(0, 12)) await client.readResource({ uri })
      await client.readResource({ uri: 'athena://memory/context' })
      await client.readResource({ uri: `athena://servers/${'x'.repeat(20)}` }).catch(() => undefined)
      for (const prompt of (await client.listPrompts()).prompts)
        await client.getPrompt({ name: prompt.name }).catch(() => undefined)
      for (const args of [
        { name: 'search_tools', arguments: { query: 'write people' } },
        { name: 'read_files', arguments: { paths: ['/workspace/**'], session } },
        { name: 'read_files', arguments: { paths: ['/workspace/.results/*'], session } },
        { name: 'wait_execution', arguments: { executionId: 'x_none' } },
        {
          name: 'call_tool',
          arguments: { tool: 'files/read_text_file', arguments: { path: join(work, 'files', 'people.csv') } },
        },
      ])
        await client.callTool(args)
    }
    expectNothingSeen()
  }, 180_000)

  test('are nowhere in the data folder but encrypted, nor in what Athena wrote to its log', async () => {
    // A value that the code itself names, also where a run and its session get their titles from.
    await execute(`// Write to ${person.email}\nreturn 1`)
    const { version: _, ...values } = { version: '', ...person }
    for (const { path, bytes } of filesBelow(athena.data)) expect(leaksIn(bytes, values), path).toEqual([])
    expect(leaksIn(Buffer.from(athena.output()), values)).toEqual([])
    // Encrypted, they are there: the vault gives them back once it is unlocked.
    await callHost(athena.data, 'vault.unlock')
    const { value } = await callHost<{ value: string }>(athena.data, 'vault.reveal', { token: '[IBAN_1]' })
    expect(value).toBe(person.iban)
  })
})

describe('raw in sandbox', () => {
  test('says what it makes possible, which is shown to be true; what is recognised is still kept back', async () => {
    const set = await athena.cli(['privacy', 'set', 'files', '--raw', 'on'])
    expect(set.stdout).toContain('code can encode a value so that no scanner recognises it')
    const plain = await execute(
      withLoad(`state.rows = rows; await writeFile('/workspace/raw.csv', csv); return rows`),
    )
    expect(plain).toContain('[IBAN_1]')
    expect(plain).not.toContain(person.iban)
    const name = await execute(withLoad(`await writeFile('/workspace/' + rows[0][1], 'x'); return 1`))
    expect(name).toContain('its name holds a personal value')
    const tool = await execute(withLoad(`return await callMCPTool(rows[0][1] + '/x', {})`))
    expect(tool).not.toContain(person.email)
    const later = await execute(
      `return [(state as any).rows[0][3], await readFile('/workspace/raw.csv', 'utf8')]`,
    )
    expect(later).toContain('[IBAN_1]')
    expectNothingSeen()
    // The warning, word by word: encoded, a value gets through.
    const encoded = await execute(withLoad(`return [...rows[0][3]].reverse().join('')`))
    expect(encoded).toContain([...person.iban].reverse().join(''))
  }, 180_000)

  test('keeps what code has of plain values encrypted, and does not replay such a run', async () => {
    const run = /execution (x_\S+)/.exec(
      await execute(withLoad(`state.again = csv; return rows.length`)),
    )?.[1]
    await expect(callHost(athena.data, 'runs.replay', { id: run })).rejects.toThrow(/CONFLICT.*plain values/)
    const plainOnly = (bytes: Buffer): string[] =>
      leaksIn(bytes, person).filter((leak) => leak.endsWith(' plain'))
    for (const { path, bytes } of filesBelow(athena.data)) expect(plainOnly(bytes), path).toEqual([])
    const { id } = await callHost<{ id: string }>(athena.data, 'sessions.fork', { id: session })
    const file = await callHost<{ text: string }>(athena.data, 'sessions.file', {
      id,
      path: '/workspace/raw.csv',
    })
    expect(file.text).toContain(person.iban)
    await callHost(athena.data, 'sessions.delete', { id })
  }, 180_000)
})

test('a vault copied to another computer without its key is useless', async () => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'athena-elsewhere-'))
  try {
    for (const file of ['vault.db', 'vault.db-wal', 'athena.db', 'athena.db-wal'])
      cpSync(join(athena.data, file), join(elsewhere, file), { force: true })
    await expect(startAthena({ data: elsewhere, timeoutMs: 120_000 })).rejects.toThrow(/was made with a key/)
    for (const { bytes } of filesBelow(elsewhere))
      expect(leaksIn(bytes, person).filter((leak) => leak.endsWith(' plain'))).toEqual([])
  } finally {
    rmSync(elsewhere, { recursive: true, force: true })
  }
}, 180_000)

test('a host that is killed in the middle leaves nothing plain behind', async () => {
  const running = execute(
    withLoad(
      `for (;;) await callMCPTool('files/read_text_file', { path: ${JSON.stringify('PATH')} })`.replace(
        'PATH',
        join(work, 'files', 'people.csv'),
      ),
    ),
  )
  running.catch(() => undefined)
  await expect
    .poll(async () => (await callHost<{ running: number }>(athena.data, 'host.info')).running, {
      timeout: 60_000,
    })
    .toBe(1)
  await athena.kill()
  for (const { path, bytes } of filesBelow(athena.data))
    expect(
      leaksIn(bytes, person).filter((leak) => leak.endsWith(' plain')),
      path,
    ).toEqual([])
}, 120_000)

/** Answers what waits with "always", as a person at the command line would; returns what that person was shown. */
async function approve(): Promise<string> {
  for (;;) {
    const list = await athena.cli(['approvals', 'list', '--json'])
    const [first] = list.json<{ approvals: { id: string }[] }>().approvals
    if (first) {
      const shown = (await athena.cli(['approvals', 'list'])).stdout
      await athena.cli(['approvals', 'allow', first.id, '--always'])
      return shown
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
