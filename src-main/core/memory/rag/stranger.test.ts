import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTestMemory, type TestMemory } from '../testing.ts'

// Folders that others made: what the packages of this project bring with them.
const packages = join(import.meta.dirname, '../../../../node_modules')

let it: TestMemory
beforeEach(() => {
  it = createTestMemory()
})
afterEach(() => it.dispose())

interface Ingested {
  documents: { id: string; path: string; chunks: number }[]
  failed: { path: string; reason: string }[]
  skipped: number
}

/** A folder of a package, or a loud word that it is not there. */
function folderOf(...parts: string[]): string | undefined {
  const path = join(packages, ...parts)
  if (existsSync(path)) return path
  process.stderr.write(`skipped: ${parts.join('/')} is not among the packages here\n`)
  return undefined
}

// Some of these files are long; a loaded machine takes its time.
const timeout = 120_000

/** Every passage is where its citation says: its lines are lines of the file, in order, and together they are the file. */
function checkCitations(): number {
  const chunks = it
    .database()
    .prepare(
      `SELECT c.content, c.data, json_extract(d.data, '$.path') AS path FROM memories c JOIN memories d ON d.id = c.parent
       WHERE c.kind = 'chunk' AND c.endedAt IS NULL AND json_extract(d.data, '$.type') IN ('code', 'text', 'markdown')`,
    )
    .all() as { content: string; data: string; path: string }[]
  const files = new Map<string, string[]>()
  for (const { content, data, path } of chunks) {
    let lines = files.get(path)
    if (!lines) files.set(path, (lines = readFileSync(path, 'utf8').split(/\r?\n/)))
    const { lines: place, body } = JSON.parse(data) as { lines?: [number, number]; body?: string }
    if (!place) continue
    expect(place[0]).toBeLessThanOrEqual(place[1])
    expect(place[1]).toBeLessThanOrEqual(lines.length)
    // The first words of the passage are within the lines it names.
    const words = (body ?? content).match(/[\p{L}\p{N}]{4,}/gu)?.slice(0, 3) ?? []
    const there = lines.slice(place[0] - 1, place[1]).join('\n')
    for (const word of words) expect(there, `${path}:${place.join('-')}`).toContain(word)
  }
  return chunks.length
}

test(
  'a code tree made by others is taken in whole, with true citations, and found by its names',
  { timeout },
  async () => {
    const path = folderOf('ajv', 'lib')
    if (path === undefined) return
    const { documents, failed, skipped } = (await it.call('rag/ingest', { path })) as Ingested
    expect(failed).toEqual([])
    expect(documents.length + skipped).toBe(
      readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length,
    )
    expect(checkCitations()).toBeGreaterThan(300)
    for (const [query, file] of [
      ['compileSchema', 'compile/index.ts'],
      ['MissingRefError', 'compile/ref_error.ts'],
      ['checkStrictMode', 'compile/util.ts'],
    ]) {
      const hits = (await it.call('rag/search', { query, limit: 5 })) as { cite: { path: string } }[]
      expect(
        hits.map((hit) => hit.cite.path.slice(path.length + 1)),
        query,
      ).toContain(file)
    }
  },
)

test(
  'guides and documents made by others are taken in; what cannot be read is named',
  { timeout },
  async () => {
    const docx = folderOf('mammoth', 'test', 'test-data')
    if (docx !== undefined) {
      const { documents, failed } = (await it.call('rag/ingest', { path: docx })) as Ingested
      const files = readdirSync(docx).filter((name) => name.endsWith('.docx'))
      // Documents with text; those with none, with pictures only, or damaged on purpose are empty or named.
      const named = new Set(
        [...documents, ...failed].map((one) => one.path).filter((one) => one.endsWith('.docx')),
      )
      expect(named.size).toBe(files.length)
      expect(documents.filter((one) => one.chunks > 0).length).toBeGreaterThan(files.length / 2)
      for (const { reason } of failed) expect(reason).toMatch(/cannot be read as docx|no text was found/)
      expect((await it.call('rag/search', { query: 'walking on imported air' }))[0]?.cite.path).toContain(
        '.docx',
      )
    }
    const guides = [
      'zod',
      'ajv',
      'better-sqlite3',
      'fast-check',
      'graphology',
      'mammoth',
      'rrule',
      'chrono-node',
    ]
      .map((name) => folderOf(name, 'README.md'))
      .filter((path) => path !== undefined)
    for (const path of guides) {
      const { documents } = (await it.call('rag/ingest', { path })) as Ingested
      expect(documents[0]?.chunks, path).toBeGreaterThan(0)
    }
    checkCitations()
    if (guides.some((path) => path.includes('rrule'))) {
      const [hit] = await it.call('rag/search', { query: 'recurrence rules for calendar dates', limit: 1 })
      expect(hit.cite).toMatchObject({ path: expect.stringMatching(/rrule|chrono/) })
    }
  },
)

test('what has no text is named, and a page gives no machinery', { timeout }, async () => {
  const path = folderOf('pino', 'index.html')
  if (path === undefined) return
  const { documents, failed } = (await it.call('rag/ingest', { path })) as Ingested
  expect(documents).toHaveLength(1)
  if (documents[0]?.chunks === 0)
    expect(failed).toMatchObject([{ path, reason: expect.stringContaining('no text') }])
  expect(await it.call('rag/search', { query: 'script window docsify' })).toEqual([])
})

/** Mail as it comes: folded and encoded headers, nested parts, foreign character sets, attachments, a forwarded message, broken boundaries. */
const archive = [
  'From MAILER-DAEMON Thu Jan  1 00:00:00 2026',
  'From: =?iso-8859-1?Q?J=F8rn_St=F8ylen?= <jorn@fjord.example>',
  'To: "Berg, Anna" <anna@harbour.example>,\r\n\t=?utf-8?B?w5hsYQ==?= <ola@harbour.example>',
  'Subject: =?utf-8?Q?Invoice_for_the_?= =?utf-8?Q?boathouse_=F0=9F=8F=A0?=',
  'Date: Thu, 1 Jan 2026 09:00:00 +0100',
  'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary="outer (1)"',
  '',
  'This is a message in several parts.',
  '--outer (1)',
  'Content-Type: multipart/alternative; boundary=inner',
  '',
  '--inner',
  'Content-Type: text/plain; charset=iso-8859-1',
  'Content-Transfer-Encoding: quoted-printable',
  '',
  'The roof of the boathouse costs 12 000 kroner, p=E5 forskudd; the rest follows =',
  'in May.',
  '>From the quay you can see it.',
  '--inner',
  'Content-Type: text/html',
  '',
  '<p>HTML twin</p>',
  '--inner--',
  '--outer (1)',
  'Content-Type: text/csv; name="payments.csv"',
  "Content-Disposition: attachment;\r\n filename*=utf-8''p%C3%A5minnelse.csv",
  'Content-Transfer-Encoding: base64',
  '',
  Buffer.from('Date;Payee;Amount\n2026-01-02;Roofer Nilsen;-12000,00\n').toString('base64'),
  '--outer (1)',
  'Content-Type: message/rfc822',
  '',
  'Subject: Earlier offer',
  'From: roofer@nilsen.example',
  '',
  'We offer slate from Alta.',
  '--outer (1)--',
  '',
  'From roofer@nilsen.example Fri Jan  2 00:00:00 2026',
  'From: roofer@nilsen.example',
  'Subject: Scaffold',
  'Content-Type: text/html; charset=koi8-r',
  '',
  '<html><head><style>p{color:red}</style></head><body><p>The scaffold comes on Monday &amp; stays.</p></body></html>',
  '',
  'From broken@nowhere.example Sat Jan  3 00:00:00 2026',
  'Subject: Broken',
  'Content-Type: multipart/mixed; boundary="never there"',
  '',
  'The boundary is missing, the text is not.',
  '',
].join('\n')

test(
  'a mail archive gives each message its subject, people, text, attachments and lines',
  { timeout },
  async () => {
    const path = join(it.folder, '..', `archive-${process.pid}.mbox`)
    writeFileSync(path, archive, 'latin1')
    const { documents, failed } = (await it.call('rag/ingest', { path })) as Ingested
    expect(failed).toEqual([])
    expect(documents).toHaveLength(1)
    const best = async (query: string) => (await it.call('rag/search', { query }))[0]
    const roof = await best('what does the roof of the boathouse cost')
    expect(roof.content).toContain('på forskudd; the rest follows in May.')
    expect(roof.content).toContain('from: Jørn Støylen <jorn@fjord.example>')
    expect(roof.content).toContain('Øla <ola@harbour.example>')
    expect(roof.content).toContain('From the quay')
    expect(roof.content).not.toContain('HTML twin')
    expect(roof.cite).toMatchObject({
      path,
      headings: ['Invoice for the boathouse 🏠'],
      lines: [1, expect.any(Number)],
    })
    const payment = await best('payment to roofer Nilsen')
    expect(payment.content).toContain('Payee: Roofer Nilsen; Amount: -12000,00')
    expect(payment.cite.headings).toEqual(['Invoice for the boathouse 🏠', 'påminnelse.csv'])
    expect((await best('slate from Alta')).content).toContain('subject: Earlier offer')
    const scaffold = await best('scaffold Monday')
    expect(scaffold.content).toContain('The scaffold comes on Monday & stays.')
    expect(scaffold.content).not.toContain('color')
    expect(
      archive
        .replaceAll('\r\n', '\n')
        .split('\n')
        .slice(scaffold.cite.lines[0] - 1)[0],
    ).toBeDefined()
    expect((await best('boundary is missing')).cite.headings).toEqual(['Broken'])
  },
)

test(
  'a bank statement as banks write it: bytes of another time, a preamble, quoted fields, totals',
  { timeout },
  async () => {
    const statement = Buffer.from(
      'Kontonummer:;1234.56.78901\r\nSaldo 31.01.2026:;"10.234,50"\r\n\r\n"Dato";"Forklaring";"Ut av konto";"Inn på konto"\r\n"02.01.2026";"Kjøp; Rema 1000 ""Torget""";"249,00";""\r\n"05.01.2026";"Lønn\nfra Fjord AS";"";"31.500,00"\r\n',
      'latin1',
    )
    const path = join(it.folder, '..', `bank-${process.pid}.csv`)
    writeFileSync(path, statement)
    await it.call('rag/ingest', { path })
    const best = async (query: string) => (await it.call('rag/search', { query }))[0]
    expect((await best('Rema 1000 Torget')).content).toContain(
      'Dato: 02.01.2026; Forklaring: Kjøp; Rema 1000 "Torget"; Ut av konto: 249,00',
    )
    const pay = await best('lønn fra Fjord')
    expect(pay.content).toContain('Inn på konto: 31.500,00')
    expect(pay.cite.lines[0]).toBeGreaterThanOrEqual(1)
    expect((await best('saldo')).content).toContain('10.234,50')
  },
)
