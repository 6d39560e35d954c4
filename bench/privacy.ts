import { randomUUID } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { BenchRow } from '../scripts/run-bench.ts'
import type { Span } from '../src-main/core/privacy/api.ts'
import { prepareExtra } from '../src-main/core/privacy/detect/extra.ts'
import { loadNames, proseVerdict } from '../src-main/core/privacy/detect/find-names.ts'
import { scanText } from '../src-main/core/privacy/detect/scan.ts'
import { createPrivacy } from '../src-main/core/privacy/index.ts'
import { languageSets } from './privacy/languages.ts'
import { installedPeers, span, type Peer } from './privacy/peers.ts'

/**
 * Precision and recall of the detectors on labelled records, false alarms on ordinary text, speed and hostile inputs. A
 * record is a line of `*.jsonl`: `{text, spans: [{start, end, type, weak?, loose?}], scope}`; a finding counts as right if it
 * overlaps a labelled span of the same group of types, as wrong if the record's labels are complete for its type
 * (`scope`). Weak labels (values that are personal only in a context the record lacks) count in neither.
 */

interface Label {
  start: number
  end: number
  type: string
  weak?: boolean
}
interface Entry {
  text: string
  spans: Label[]
  scope: string | string[]
  doc_label?: string
}

/** Names the labels use for our kinds, where they differ. */
const typeOfKind: Readonly<Record<string, string>> = {
  CARD: 'CREDIT_CARD',
  IP: 'IP_ADDRESS',
  MAC: 'MAC_ADDRESS',
  TR_ID: 'TR_NATIONAL_ID',
  ZA_ID: 'ZA_ID_NUMBER',
  FI_HETU: 'FI_PERSONAL_IDENTITY_CODE',
  UK_DRIVER: 'UK_DRIVING_LICENCE',
  SE_ORGNR: 'SE_ORGANISATIONSNUMMER',
  EU_VAT: 'DE_VAT_ID',
  IT_VAT: 'IT_VAT_CODE',
  UK_SORT_CODE: 'BANK_ACCOUNT',
  EMPLOYEE_ID: 'OTHER_ID',
  HK_ID: 'HKID',
  DE_ID_CARD: 'DE_PASSPORT',
  CH_AHV: 'NATIONAL_ID',
  NL_BSN: 'BSN',
  DK_CPR: 'CPR',
  BE_NRN: 'NATIONAL_ID',
  NO_FNR: 'NATIONAL_ID',
  FR_NIR: 'NATIONAL_ID',
  AR_CUIT: 'TAX_ID',
  CL_RUT: 'TAX_ID',
  PL_NIP: 'TAX_ID',
}

/** Types that are compared as one. */
const groups: Readonly<Record<string, string>> = {
  TITLE: 'PERSON',
  DATE_TIME: 'DATE',
  DATE_OF_BIRTH: 'DATE',
  LOCATION: 'PLACE',
  STREET_ADDRESS: 'PLACE',
  POSTAL_CODE: 'PLACE',
  ...Object.fromEntries(
    ['US_ROUTING', 'US_BANK_ACCOUNT', 'BANK_ACCOUNT'].map((type) => [type, 'BANK_ACCOUNT']),
  ),
  ...Object.fromEntries(
    [
      'US_NPI',
      'US_MBI',
      'US_DEA',
      'UK_NHS',
      'AU_MEDICARE',
      'MEDICAL_RECORD',
      'INSURANCE_ID',
      'DE_HEALTH_INSURANCE',
      'DE_LANR',
      'DE_BSNR',
    ].map((type) => [type, 'MEDICAL_ID']),
  ),
}
const single =
  /^(?:SECRET|EMAIL|PHONE|CREDIT_CARD|IBAN|SWIFT_BIC|CRYPTO_ADDRESS|IP_ADDRESS|MAC_ADDRESS|URL|IMEI|VIN|LICENSE_PLATE|GEO|USERNAME|CARD_CVV|PERSON|ORGANIZATION|NRP|AGE|ANY)$/
const identity =
  /SSN|ITIN|EIN|NINO|(?:^|_)SIN$|TFN|ABN|ACN|AADHAAR|PAN$|GSTIN|VOTER|NRIC|UEN|PESEL|NIF|NIE|PASSPORT|DRIV|LICEN[CS]E|FUEHRER|TAX|VAT|NATIONAL|IDENTITY|ID_CARD|ID_NUMBER|FISCAL|RRN|FRN|BRN|NIN$|TIN$|PERSONNUMMER|ORGANISATION|PERSONAL_ID|SOCIAL|CPF|CNPJ|CURP|RFC|OTHER_ID|BSN|CPR|HKID|EMPLOYEE|STUDENT/
const language = new Set(['PERSON', 'PLACE', 'ORGANIZATION', 'NRP', 'AGE', 'DATE'])
const soft = new Set(['EMAIL', 'URL', 'IP_ADDRESS', 'MAC_ADDRESS', 'USERNAME', 'GEO'])
const generic = new Set([
  'NATIONAL_ID',
  'TAX_ID',
  'PASSPORT',
  'DRIVER_LICENSE',
  'BANK_ACCOUNT',
  'MEDICAL_RECORD',
])

function groupOf(type: string): string {
  return groups[type] ?? (single.test(type) ? type : identity.test(type) ? 'GOV_ID' : type)
}

/** Whether the labels of a record are complete for a type, so that a finding without a label is wrong. */
function inScope(type: string, scope: string | string[]): boolean {
  const group = groupOf(type)
  if (scope === 'all') return true
  if (scope === 'structured') return !language.has(group) && group !== 'URL'
  if (scope === 'ids+secrets') return !language.has(group) && !soft.has(group)
  if (typeof scope === 'string') return false
  return (
    scope.includes(type) ||
    scope.includes(group) ||
    (generic.has(type) && scope.some((one) => groupOf(one) === group))
  )
}

interface Tally {
  right: number
  wrong: number
  missed: number
}

/** Bounds for precision and recall in per cent. */
const bounds: Readonly<Record<string, readonly [number, number]>> = {
  EMAIL: [98, 97],
  IBAN: [98, 95],
  IP_ADDRESS: [95, 95],
  US_SSN: [98, 90],
  CREDIT_CARD: [95, 90],
  MAC_ADDRESS: [94, 85],
  SECRET: [97, 85],
  PHONE: [85, 75],
}

/** Inputs of about 20 kB that make careless patterns take seconds. */
const hostile: Readonly<Record<string, string>> = Object.fromEntries(
  (
    [
      'a',
      '1',
      '1 ',
      '1-',
      '1.',
      'a@',
      'a.',
      '@',
      'a-',
      ' ',
      'secret_key = ',
      'QUJDREVGR0g',
      '"\'',
      'http://a',
      '(',
      'Abc Def ',
      'deadbeef',
      '1:',
      '\n',
      'name: ',
      'a@b.',
      '::',
      '[EMAIL_1',
      '://',
      'Bearer ',
      'eyJ',
      'DE89 ',
      '+1 (',
      'A1',
      '-----BEGIN ',
      'password="',
      'curl -u ',
      'x,',
      'Mr. A ',
    ] as const
  ).map((part) => [part, part.repeat(Math.ceil(20_000 / part.length))]),
)

/** Runs all measurements; without `data` only those that need no labelled records. */
export async function run(options: { data?: string; log: (line: string) => void }): Promise<BenchRow[]> {
  const rows: BenchRow[] = []
  if (options.data !== undefined) {
    const sets = readSets(options.data)
    rows.push(...quality(sets, options.log), ...(await names(sets)), ...ownData(sets), ...speed(sets))
    rows.push(...(await peers(sets, options.log)))
  }
  rows.push(...languages(), ...hostileInputs(), ...(await stream()))
  return rows
}

function readSets(folder: string): Map<string, Entry[]> {
  if (!existsSync(folder)) throw new Error(`There is no folder ${folder}.`)
  const sets = new Map<string, Entry[]>()
  for (const file of readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .sort()) {
    const entries = readFileSync(join(folder, file), 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Entry)
      .filter((entry) => entry.doc_label === undefined)
    const name = file.replace(/(?:\.(?:dev|heldout))?\.jsonl$/, '')
    if (entries.length > 0) sets.set(name, [...(sets.get(name) ?? []), ...entries])
  }
  return sets
}

function quality(sets: Map<string, Entry[]>, log: (line: string) => void): BenchRow[] {
  const tallies = new Map<string, Tally>()
  const alarms: BenchRow[] = []
  for (const [set, entries] of sets) {
    let alarmed = 0
    for (const entry of entries) {
      const found = scanText(entry.text, { mode: 'standard' })
      if (score(entry, found, tallies) > 0) alarmed++
    }
    if (set.startsWith('neg-')) {
      alarms.push(row(`${set}: records with a false alarm`, (100 * alarmed) / entries.length, '%', '<=', 1))
    }
    log(`${set}: ${entries.length} records, ${alarmed} with a false alarm`)
  }
  const rows: BenchRow[] = []
  const all: Tally = { right: 0, wrong: 0, missed: 0 }
  for (const [type, tally] of [...tallies].sort((a, b) => b[1].right - a[1].right)) {
    if (!language.has(groupOf(type))) {
      all.right += tally.right
      all.wrong += tally.wrong
      all.missed += tally.missed
    }
    const bound = bounds[type]
    if (bound) rows.push(...rates(type, tally, bound))
    log(`${type}: ${tally.right} right, ${tally.wrong} wrong, ${tally.missed} missed`)
  }
  return [...rates('structured and secrets', all, [90, 75]), ...rows, ...alarms]
}

/** Adds one record's findings to the tallies; returns how many are false alarms. */
function score(entry: Entry, found: readonly Span[], tallies: Map<string, Tally>): number {
  const tallyOf = (type: string): Tally => {
    let tally = tallies.get(type)
    if (!tally) tallies.set(type, (tally = { right: 0, wrong: 0, missed: 0 }))
    return tally
  }
  const predictions = found.map((span) => ({
    start: span.start,
    end: span.end,
    type: typeOfKind[span.kind] ?? span.kind,
  }))
  const same = (type: string, label: Label): boolean =>
    label.type === 'ANY' || groupOf(type) === groupOf(label.type)
  const overlaps = (a: { start: number; end: number }, b: { start: number; end: number }): boolean =>
    a.start < b.end && b.start < a.end
  for (const label of entry.spans) {
    if (label.weak) continue
    if (predictions.some((one) => same(one.type, label) && overlaps(one, label))) tallyOf(label.type).right++
    else tallyOf(label.type).missed++
  }
  let alarms = 0
  const seen = new Set<string>()
  for (const one of predictions) {
    const id = `${one.start}:${one.end}:${groupOf(one.type)}`
    if (seen.has(id) || !inScope(one.type, entry.scope)) continue
    seen.add(id)
    if (entry.spans.some((label) => same(one.type, label) && overlaps(one, label))) continue
    tallyOf(one.type).wrong++
    alarms++
  }
  return alarms
}

/** Names of people in strict mode, on the records in which names are looked for. */
async function names(sets: Map<string, Entry[]>): Promise<BenchRow[]> {
  const model = await loadNames()
  const tally: Tally = { right: 0, wrong: 0, missed: 0 }
  for (const entries of sets.values()) {
    for (const entry of entries) {
      const labelled = entry.scope === 'all' || (Array.isArray(entry.scope) && entry.scope.includes('PERSON'))
      if (!labelled || proseVerdict(entry.text) !== 'prose') continue
      const found = scanText(entry.text, { mode: 'strict', names: model }).filter(
        (span) => span.kind === 'PERSON',
      )
      const one = new Map<string, Tally>()
      score({ ...entry, spans: entry.spans.filter((label) => groupOf(label.type) === 'PERSON') }, found, one)
      const person = one.get('PERSON')
      tally.right += person?.right ?? 0
      tally.wrong += person?.wrong ?? 0
      tally.missed += person?.missed ?? 0
    }
  }
  return rates('PERSON (strict, where scanned)', tally, [80, 60])
}

/** Values the user entered, in text that is otherwise ordinary. */
function ownData(sets: Map<string, Entry[]>): BenchRow[] {
  const prose = sets.get('neg-prose') ?? []
  if (prose.length === 0) return []
  const values = [
    'Anna-Lena Özdemir',
    'Rosenweg 12b',
    'project bluebird',
    "O'Neill & Sons",
    'K-77/B',
    '山田太郎',
  ]
  const finder = prepareExtra({ own: values.map((value) => ({ kind: 'MY_DATA', value })), custom: [] })
  let right = 0
  for (const [index, entry] of prose.entries()) {
    const value = values[index % values.length] ?? ''
    const spelled = index % 2 === 0 ? value : value.toUpperCase()
    const at = entry.text.indexOf(' ', entry.text.length / 2) + 1
    const text = `${entry.text.slice(0, at)}${spelled} ${entry.text.slice(at)}`
    const found = scanText(text, { mode: 'standard', ...(finder ? { extra: finder } : {}) })
    if (
      found.some((span) => span.kind === 'MY_DATA' && span.start === at && span.end === at + spelled.length)
    )
      right++
  }
  return [row('My data found', (100 * right) / prose.length, '%', '>=', 100)]
}

/** Payloads as tool results come: JSON, prose, code and logs, cut to size. */
function speed(sets: Map<string, Entry[]>): BenchRow[] {
  const pool = [
    'api-examples',
    'neg-json',
    'neg-logs',
    'neg-prose',
    'neg-code',
    'presidio-research-synth',
  ].flatMap((name) => {
    const entries = sets.get(name)
    return entries ? [entries] : []
  })
  if (pool.length === 0) return []
  let text = ''
  for (let index = 0; text.length < 700_000; index++) {
    const entries = pool[index % pool.length] as Entry[]
    text += `${entries[(index * 7) % entries.length]?.text ?? ''}\n`
  }
  scanText(text.slice(0, 100_000), { mode: 'standard' })
  return [10, 50].map((kilobytes) => {
    const times: number[] = []
    for (let index = 0; index < 60; index++) {
      const at = (index * 13_331) % (text.length - kilobytes * 1000)
      const part = text.slice(at, at + kilobytes * 1000)
      const started = performance.now()
      scanText(part, { mode: 'standard' })
      times.push(performance.now() - started)
    }
    times.sort((a, b) => a - b)
    return row(
      `scan of ${kilobytes} kB, 95th percentile`,
      times[Math.floor(times.length * 0.95)] ?? 0,
      'ms',
      '<=',
      kilobytes === 10 ? 10 : 50,
    )
  })
}

/** Every how many-th record the libraries beside us are measured on; they are slow. */
const peerStep = 8

/** Other libraries on the same records and by the same score. */
async function peers(sets: Map<string, Entry[]>, log: (line: string) => void): Promise<BenchRow[]> {
  const rows: BenchRow[] = []
  const ours: Peer = { name: 'Athena', detect: (text) => scanText(text, { mode: 'standard' }) }
  for (const peer of [ours, await libphonenumber(), await compromise(), ...(await installedPeers(log))]) {
    const tallies = new Map<string, Tally>()
    let records = 0
    let alarmed = 0
    for (const [set, entries] of sets) {
      for (let index = 0; index < entries.length; index += peerStep) {
        const entry = entries[index] as Entry
        const wrong = score(entry, await peer.detect(entry.text), tallies)
        if (!set.startsWith('neg-')) continue
        records++
        if (wrong > 0) alarmed++
      }
    }
    const all: Tally = { right: 0, wrong: 0, missed: 0 }
    for (const [type, tally] of tallies) {
      if (language.has(groupOf(type))) continue
      all.right += tally.right
      all.wrong += tally.wrong
      all.missed += tally.missed
    }
    const name = `${peer.name}, every ${peerStep}th record`
    for (const { metric, value, unit } of rates(name, all, [0, 0])) rows.push({ metric, value, unit })
    rows.push({
      metric: `${name}: ordinary records with a false alarm`,
      value: (100 * alarmed) / Math.max(1, records),
      unit: '%',
    })
  }
  return rows
}

async function libphonenumber(): Promise<Peer> {
  const { findPhoneNumbersInText } = await import('libphonenumber-js/max')
  return {
    name: 'libphonenumber-js',
    detect: (text) =>
      findPhoneNumbersInText(text, 'US').map((found) => span('PHONE', found.startsAt, found.endsAt)),
  }
}

async function compromise(): Promise<Peer> {
  const { default: nlp } = await import('compromise')
  const views = { EMAIL: 'emails', PHONE: 'phoneNumbers', URL: 'urls' } as const
  return {
    name: 'compromise',
    detect: (text) => {
      const document = nlp(text)
      return Object.entries(views).flatMap(([kind, view]) => {
        const found = document[view]().json({ offset: true }) as {
          offset?: { start: number; length: number }
        }[]
        return found.flatMap(({ offset }) =>
          offset ? [span(kind, offset.start, offset.start + offset.length)] : [],
        )
      })
    },
  }
}

/** Sentences of our own in German, French, Spanish and Italian; names in prose are looked for in English only, and this shows it. */
function languages(): BenchRow[] {
  const rows: BenchRow[] = []
  const names: Tally = { right: 0, wrong: 0, missed: 0 }
  let count = 0
  for (const [language, entries] of languageSets()) {
    const tallies = new Map<string, Tally>()
    for (const entry of entries) score(entry, scanText(entry.text, { mode: 'standard' }), tallies)
    count += entries.length
    const all: Tally = { right: 0, wrong: 0, missed: 0 }
    for (const [type, tally] of tallies) {
      const sum = type === 'PERSON' ? names : all
      sum.right += tally.right
      sum.wrong += tally.wrong
      sum.missed += tally.missed
    }
    rows.push(...rates(`own sentences, ${language}`, all, [90, 75]))
  }
  const { value } = rates('', names, [0, 0])[1] as BenchRow
  return [
    { metric: 'own sentences in four languages', value: count, unit: '' },
    ...rows,
    { metric: 'own sentences: names of people found', value, unit: '%' },
  ]
}

function hostileInputs(): BenchRow[] {
  let worst = 0
  for (const text of Object.values(hostile)) {
    // The better of two: the first may hold the compilation of a pattern.
    let best = Infinity
    for (let round = 0; round < 2; round++) {
      const started = performance.now()
      scanText(text, { mode: 'standard' })
      best = Math.min(best, performance.now() - started)
    }
    worst = Math.max(worst, best)
  }
  return [row(`worst of ${Object.keys(hostile).length} hostile inputs of 20 kB`, worst, 'ms', '<=', 50)]
}

/** A result of 10 MB through the whole way: walk, worker, vault, rebuilt value. */
async function stream(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'athena-bench-'))
  const keys = new Map<string, Uint8Array>()
  const privacy = await createPrivacy({
    databasePath: join(folder, 'vault.db'),
    keys: {
      get: (name) => Promise.resolve(keys.get(name)),
      set: (name, value) => Promise.resolve(void keys.set(name, value)),
      delete: (name) => Promise.resolve(void keys.delete(name)),
      describe: () => ({ protection: 'session-only', sentence: 'kept until the benchmark ends' }),
    },
    clock: { now: () => Date.now(), monotonic: () => performance.now() },
    log: { debug() {}, info() {}, warn() {}, error() {} },
  })
  try {
    const rowsOf = (count: number): { id: string; note: string; email: string }[] =>
      Array.from({ length: count }, (_, index) => ({
        id: randomUUID(),
        note: `Row ${index} of an ordinary export, with a sentence about the weather and the price of tea. `.repeat(
          4,
        ),
        email: `person${index % 2000}@example.org`,
      }))
    await privacy.tokenise(rowsOf(200), { session: 's', server: 'bench', tool: 'warm' })
    const value = rowsOf(22_000)
    const bytes = Buffer.byteLength(JSON.stringify(value))
    const delay = monitorEventLoopDelay({ resolution: 1 })
    delay.enable()
    const started = performance.now()
    await privacy.tokenise(value, { session: 's', server: 'bench', tool: 'stream' })
    const seconds = (performance.now() - started) / 1000
    delay.disable()
    return [
      row('stream of 10 MB', bytes / 1e6 / seconds, 'MB/s', '>=', 4),
      row('event loop delay meanwhile, 99th percentile', delay.percentile(99) / 1e6, 'ms', '<=', 10),
      { metric: 'event loop delay meanwhile, longest', value: delay.max / 1e6, unit: 'ms' },
    ]
  } finally {
    await privacy.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

function rates(name: string, tally: Tally, [precision, recall]: readonly [number, number]): BenchRow[] {
  return [
    row(
      `${name}: precision`,
      (100 * tally.right) / Math.max(1, tally.right + tally.wrong),
      '%',
      '>=',
      precision,
    ),
    row(`${name}: recall`, (100 * tally.right) / Math.max(1, tally.right + tally.missed), '%', '>=', recall),
  ]
}

function row(metric: string, value: number, unit: string, compare: '>=' | '<=', bound: number): BenchRow {
  return {
    metric,
    value,
    unit,
    target: `${compare} ${bound}`,
    pass: compare === '>=' ? value >= bound : value <= bound,
  }
}
