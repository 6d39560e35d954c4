import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTestMemory, type TestMemory } from '../testing.ts'

let it: TestMemory
let folder: string
beforeEach(() => {
  it = createTestMemory()
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'athena-documents-')))
})
afterEach(() => {
  it.dispose()
  rmSync(folder, { recursive: true, force: true })
})

const guide = `# Boiler guide

Read this first.

## Starting

Turn the red valve before you press START. The pressure must be 1.5 bar.

## Errors

| Code | Meaning |
|---|---|
| E-42 | Pump blocked |

\`\`\`ts
resetPump('E-42')
\`\`\`
`

test('Markdown keeps its headings and lines in citations, and identifiers are found as written', async () => {
  const path = join(folder, 'guide.md')
  writeFileSync(path, guide)
  const { documents } = await it.call('rag/ingest', { path })
  expect(documents).toMatchObject([{ title: 'Boiler guide', path, unchanged: false, removed: 0 }])
  const [hit] = await it.call('rag/search', { query: 'what does E-42 mean', explain: true })
  expect(hit.content).toContain('Pump blocked')
  expect(hit.cite).toMatchObject({
    title: 'Boiler guide',
    path,
    headings: ['Boiler guide', 'Errors'],
    lines: [11, 17],
  })
  expect((await it.call('rag/search', { query: 'pressure bar' }))[0].cite.headings).toEqual([
    'Boiler guide',
    'Starting',
  ])
  expect((await it.call('rag/ingest', { path })).documents).toMatchObject([{ unchanged: true, added: 0 }])
  expect(await it.call('episodic/recall', { query: 'pressure' })).toEqual([])
})

test('a refresh replaces what changed, keeps the rest, and old citations still work', async () => {
  const path = join(folder, 'guide.md')
  writeFileSync(path, guide)
  const { documents } = await it.call('rag/ingest', { path: folder })
  const [old] = await it.call('rag/search', { query: 'pressure bar' })
  const [kept] = await it.call('rag/search', { query: 'E-42 pump' })
  expect(await it.call('rag/refresh', { documentId: documents[0].id })).toMatchObject({
    unchanged: 1,
    changed: [],
  })
  writeFileSync(path, guide.replace('1.5 bar', '2.5 bar'))
  writeFileSync(join(folder, 'new.txt'), 'A new note about chimneys')
  const done = await it.call('rag/refresh')
  expect(done).toMatchObject({
    changed: [{ added: 1, removed: 1 }],
    added: [{ path: join(folder, 'new.txt') }],
  })
  const [now] = await it.call('rag/search', { query: 'pressure bar' })
  expect(now.content).toContain('2.5 bar')
  expect((await it.call('rag/search', { query: 'E-42 pump' }))[0].id).toBe(kept.id)
  const expanded = await it.call('rag/expand', { id: old.id })
  expect(expanded).toMatchObject({ cite: { outdated: true, title: 'Boiler guide' } })
  expect(expanded.text).toContain('1.5 bar')
  rmSync(path)
  expect((await it.call('rag/refresh')).removed).toHaveLength(1)
  expect(await it.call('rag/search', { query: 'pressure bar' })).toEqual([])
  await it
    .call('meta/undo', { opId: done.opId })
    .catch((error: { code: string }) => expect(error.code).toBe('CONFLICT'))
})

test('HTML, source code, CSV and mail are read by their structure', async () => {
  const files = {
    'page.html': `<html><head><title>Moths</title><script>var evil = 'tracker'</script></head><body><nav>Home</nav><h1>Moths</h1><p>Moths fly at night towards lamps.</p><h2>Food</h2><ul><li>Wool</li><li>Honey dew</li></ul></body></html>`,
    'code.ts': `import x from 'x'\n\n/** Adds tax. */\nexport function addTax(net: number) {\n  return net * 1.19\n}\n\nexport class Invoice {\n  total = 0\n}\n`,
    'bank.csv': 'Date;Payee;Amount\n2026-01-02;"Bakery ""Sun""; corner";-4,50\n2026-01-03;Landlord;-900,00\n',
    'mail.mbox': `From a@b Mon Jan 1 00:00:00 2026\nFrom: =?utf-8?Q?J=C3=BCrgen?= <j@example.org>\nSubject: =?utf-8?B?UGljbmljIPCfjbA=?=\nDate: Mon, 1 Jan 2026 10:00:00 +0000\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\nBring the bl=C3=BCe blanket.\n\nFrom c@d Tue Jan 2 00:00:00 2026\nSubject: Second\n\nOther text here\n`,
    'notes.txt': 'GARDEN PLAN\n\nPlant the beans in May.\n\nSHOPPING\n\nBuy string.',
  }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  const { failed, documents } = await it.call('rag/ingest', { path: folder })
  expect(failed).toEqual([])
  expect(documents).toHaveLength(5)
  const best = async (query: string) => (await it.call('rag/search', { query }))[0]
  expect(await best('what do moths eat: wool')).toMatchObject({ cite: { headings: ['Moths', 'Food'] } })
  expect(await it.call('rag/search', { query: 'tracker evil' })).toEqual([])
  expect(await best('addTax')).toMatchObject({ cite: { headings: ['addTax'], lines: [3, 7] } })
  expect((await best('payment to the landlord')).content).toContain('Payee: Landlord; Amount: -900,00')
  expect((await best('bakery sun')).content).toContain('Payee: Bakery "Sun"; corner')
  const mail = await best('picnic blanket')
  expect(mail.content).toContain('Bring the blüe blanket.')
  expect(mail.content).toContain('Jürgen')
  expect(mail.cite.headings).toEqual(['Picnic 🍰'])
  expect((await best('when to plant beans')).cite.headings).toEqual(['GARDEN PLAN'])
})

test('PDF and DOCX are read, damaged ones are named and stop nothing', async () => {
  const pdf = minimalPdf('The lighthouse keeper counts ships')
  writeFileSync(join(folder, 'a.pdf'), pdf)
  writeFileSync(join(folder, 'broken.pdf'), pdf.slice(0, 60))
  writeFileSync(join(folder, 'broken.docx'), 'no zip')
  writeFileSync(join(folder, 'binary.txt'), Buffer.from([1, 0, 2, 0, 0, 7]))
  const { documents, failed } = await it.call('rag/ingest', { path: folder })
  expect(documents).toMatchObject([{ path: join(folder, 'a.pdf') }])
  expect(failed.map((one: { path: string }) => one.path.slice(folder.length + 1)).toSorted()).toEqual([
    'binary.txt',
    'broken.docx',
    'broken.pdf',
  ])
  expect((await it.call('rag/search', { query: 'lighthouse keeper' }))[0].cite.page).toBe(1)
  await expect(it.call('rag/ingest', { path: join(folder, 'broken.pdf') })).rejects.toMatchObject({
    code: 'BAD_ARGUMENTS',
  })
})

test('a DOCX made by others is read with its headings', async () => {
  const root = join(import.meta.dirname, '../../../../node_modules/mammoth/test/test-data')
  const files = statSync(root, { throwIfNoEntry: false })
    ? readdirSync(root).filter((name) => name.endsWith('.docx'))
    : []
  if (files.length === 0) {
    process.stderr.write('skipped: the mammoth package has no documents here\n')
    return
  }
  for (const name of files) {
    const result = await it
      .call('rag/ingest', { path: join(root, name) })
      .catch((error: { code: string }) => error)
    expect(['BAD_ARGUMENTS', undefined]).toContain(result.code)
  }
})

test('what must not be read is not read', async () => {
  mkdirSync(join(folder, '.ssh'))
  writeFileSync(join(folder, '.ssh', 'config.txt'), 'host secretive')
  writeFileSync(join(folder, 'id_rsa'), 'PRIVATE secretive')
  writeFileSync(join(folder, 'server.pem'), 'secretive')
  writeFileSync(join(folder, 'fine.txt'), 'nothing secretive here')
  symlinkSync('/etc/passwd', join(folder, 'link.txt'))
  const { documents } = await it.call('rag/ingest', { path: folder })
  expect(documents).toHaveLength(1)
  for (const path of [
    join(folder, 'id_rsa'),
    join(folder, 'link.txt'),
    '/etc/hostname',
    '/proc/self/environ',
    it.folder,
    'relative.md',
    join(folder, '.ssh', 'config.txt'),
  ]) {
    await expect(it.call('rag/ingest', { path }), path).rejects.toMatchObject({ code: 'BAD_PATH' })
  }
  await expect(it.call('rag/ingest', { path: join(folder, 'none.md') })).rejects.toMatchObject({
    code: 'NO_SUCH_FILE',
  })
})

test('texts and bytes are documents too, by name', async () => {
  await it.call('rag/ingest', {
    text: '# Tea\n\nSteep for three minutes.',
    name: 'tea.md',
    tags: ['kitchen'],
  })
  await it.call('rag/ingest', {
    bytes: Buffer.from('Coffee: grind finely').toString('base64'),
    name: 'coffee.txt',
  })
  expect((await it.call('rag/list_documents')).total).toBe(2)
  expect((await it.call('rag/list_documents', { tags: ['kitchen'] })).documents).toMatchObject([
    { title: 'Tea', type: 'markdown' },
  ])
  expect(await it.call('rag/search', { query: 'steep grind', tags: ['kitchen'] })).toHaveLength(1)
  const changed = await it.call('rag/ingest', { text: '# Tea\n\nSteep for four minutes.', name: 'tea.md' })
  expect(changed.documents).toMatchObject([{ added: 1, removed: 1 }])
  await expect(it.call('rag/ingest', { text: 'x', path: '/x' })).rejects.toMatchObject({
    code: 'BAD_ARGUMENTS',
  })
  const { documents } = await it.call('rag/list_documents')
  await it.call('meta/forget', { ids: [documents[0].id], mode: 'erase' })
  expect(await it.call('rag/search', { query: 'coffee grind' })).toEqual([])
})

test('a passage is opened to its section and document within a budget', async () => {
  const text = `# One\n\n${'Alpha beta gamma. '.repeat(150)}\n\n# Two\n\nDelta epsilon.`
  await it.call('rag/ingest', { text, name: 'long.md', chunkSize: 300 })
  const [hit] = await it.call('rag/search', { query: 'alpha', limit: 1 })
  const section = await it.call('rag/expand', { id: hit.id, maxTokens: 5000 })
  expect(section.complete).toBe(true)
  expect(section.text).not.toContain('Delta')
  expect((await it.call('rag/expand', { id: hit.id, to: 'document', maxTokens: 5000 })).text).toContain(
    'Delta',
  )
  expect((await it.call('rag/expand', { id: hit.id, to: 'document', maxTokens: 100 })).complete).toBe(false)
})

test('context comes from all layers, numbered, without repeats and never twice to the same session', async () => {
  await it.call('rag/ingest', {
    text: 'The alarm code of the office is changed every March by the landlord.',
    name: 'office.txt',
  })
  await it.call('semantic/store', { statement: 'The office alarm rings at seven' })
  await it.call('episodic/remember', { content: 'The office alarm rang by mistake' })
  await it.call(
    'episodic/remember',
    { content: 'The office alarm rang by mistake today' },
    { client: 'other' },
  )
  await it.call('meta/trust', { source: 'other', level: 0.1 })
  const first = await it.call('rag/retrieve', { query: 'office alarm', explain: true })
  expect(new Set(first.citations.map((one: { layer: string }) => one.layer))).toEqual(
    new Set(['rag', 'semantic', 'episodic']),
  )
  expect(first.dropped.repeats).toBe(1)
  expect(first.block).toContain('[1] ')
  const again = await it.call('rag/retrieve', { query: 'office alarm', excludeSeen: true })
  expect(again.citations.map((one: { id: string }) => one.id)).not.toContain(first.citations[0].id)
  expect(again.dropped.seen).toBe(3)
  const small = await it.call('rag/retrieve', { query: 'office alarm', maxTokens: 30 })
  expect(small.tokens).toBeLessThanOrEqual(30)
  expect((await it.call('rag/retrieve', { query: 'office alarm', layers: ['rag'] })).citations).toHaveLength(
    1,
  )
})

test('evidence in two places is reached over the name that bridges them', async () => {
  await it.call('episodic/remember', { content: 'The winner of the regatta was Torvald', occurredAt: 1 })
  await it.call('episodic/remember', { content: 'Torvald keeps bees in Lund', occurredAt: 2 })
  for (let i = 0; i < 30; i++)
    await it.call('episodic/remember', { content: `Filler number ${i} about bread`, occurredAt: i * 1000 })
  const { chain, evidence } = await it.call('rag/hop', { query: 'what does the winner of the regatta do' })
  expect(chain.some((step: { bridge?: string }) => step.bridge === 'Torvald')).toBe(true)
  expect(evidence.map((one: { content: string }) => one.content)).toContain('Torvald keeps bees in Lund')
})

test('a draft is checked claim by claim', async () => {
  await it.call('semantic/store', { statement: 'The bridge is 120 metres long' })
  await it.call('semantic/store', { statement: 'The museum is not open on Mondays' })
  const verdicts = await it.call('rag/support', {
    claims: [
      'The bridge is 120 metres long.',
      'The bridge is 300 metres long.',
      'The museum is open on Mondays',
      'Whales sing at dawn',
    ],
  })
  expect(verdicts.map((one: { verdict: string }) => one.verdict)).toEqual([
    'supported',
    'contradicted',
    'contradicted',
    'unsupported',
  ])
  expect(verdicts[0].cites[0].quote).toContain('120')
})

test('what is alike is found without a question, diverse if wanted', async () => {
  const { id } = await it.call('episodic/remember', {
    content: 'Sailing boat with a torn sail near the island',
  })
  await it.call('episodic/remember', {
    content: 'A sailing boat near the island lost its sail',
    occurredAt: 5,
  })
  await it.call('episodic/remember', {
    content: 'A sailing boat near the island lost its mast',
    occurredAt: 6,
  })
  await it.call('episodic/remember', { content: 'The island has goats', occurredAt: 7 })
  const found = await it.call('rag/similar', { id })
  expect(found[0].content).toContain('lost its sail')
  expect(found.some((one: { id: string }) => one.id === id)).toBe(false)
  const diverse = await it.call('rag/similar', { id, diversify: 0.9, limit: 2 })
  expect(diverse[1].content).toBe('The island has goats')
})

test('retrieval is measured on judged questions, and what became worse is named', async () => {
  const a = await it.call('episodic/remember', { content: 'The spare key is under the blue pot' })
  await it.call('rag/judge', { query: 'where is the spare key', relevantIds: [a.id] })
  expect(await it.call('rag/evaluate')).toMatchObject({
    questions: 1,
    recall: { 5: 1, 10: 1 },
    mrr: 1,
    regressions: [],
  })
  for (let i = 0; i < 3; i++)
    await it.call('episodic/remember', { content: `where is the spare key number ${i}`, occurredAt: i })
  const later = await it.call('rag/evaluate')
  expect(later.regressions).toHaveLength(later.mrr < 1 ? 1 : 0)
  await expect(
    it.call('rag/judge', { query: 'x', relevantIds: [a.id], irrelevantIds: [a.id] }),
  ).rejects.toMatchObject({ code: 'BAD_ARGUMENTS' })
  await expect(it.call('rag/evaluate', { set: 'none' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect(await it.call('rag/reindex')).toMatchObject({ missingBefore: 0 })
  expect(await it.call('episodic/recall', { query: 'blue pot' })).toHaveLength(1)
})

/** A PDF of one page with one line of text. */
function minimalPdf(text: string): string {
  const stream = `BT /F1 24 Tf 72 700 Td (${text}) Tj ET`
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ]
  let file = '%PDF-1.4\n'
  const offsets = objects.map((object, index) => {
    const offset = file.length
    file += `${index + 1} 0 obj\n${object}\nendobj\n`
    return offset
  })
  const table = file.length
  file += `xref\n0 6\n0000000000 65535 f \n${offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')}`
  return `${file}trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`
}
