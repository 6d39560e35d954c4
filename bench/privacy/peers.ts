import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Span } from '../../src-main/core/privacy/api.ts'

/** Another library on the same records. */
export interface Peer {
  name: string
  detect: (text: string) => Promise<Span[]> | Span[]
}

/**
 * Libraries that are measured beside ours and are no dependencies of the product: taken from `ATHENA_BENCH_PEERS` (a folder with a
 * `node_modules`), else installed once, without their scripts, into a cache. Each in the version that was looked at.
 */
const versions: Readonly<Record<string, string>> = {
  openredaction: '1.1.5',
  '@redactpii/node': '1.0.17',
  '@arcjet/redact': '1.4.0',
  '@coffeeandfun/remove-pii': '3.0.1',
}
const cache = join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'athena-bench-peers')
const installMs = 120_000

/** The peers that are there; `log` is told which are not, and why. */
export async function installedPeers(log: (line: string) => void): Promise<Peer[]> {
  const peers: Peer[] = []
  for (const [name, version] of Object.entries(versions)) {
    try {
      const make = makers[name]
      if (make !== undefined) peers.push(make(await load(name, version)))
    } catch (error) {
      log(`${name} is left out: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'unknown'}`)
    }
  }
  return peers
}

/** Imports one library; installs it first where nobody has. */
async function load(name: string, version: string): Promise<unknown> {
  const folder = process.env['ATHENA_BENCH_PEERS'] ?? cache
  const place = join(folder, 'node_modules', ...name.split('/'))
  if (!existsSync(place)) {
    if (folder !== cache) throw new Error(`${folder} has no ${name}`)
    mkdirSync(cache, { recursive: true })
    if (!existsSync(join(cache, 'package.json')))
      writeFileSync(join(cache, 'package.json'), '{"private":true}')
    const args = [
      'install',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--prefix',
      cache,
      `${name}@${version}`,
    ]
    execFileSync(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, {
      stdio: 'ignore',
      timeout: installMs,
      shell: process.platform === 'win32',
    })
  }
  const manifest = (await import(pathToFileURL(join(place, 'package.json')).href, {
    with: { type: 'json' },
  })) as {
    default: { main?: string; exports?: { '.'?: { import?: string | { default?: string } } } }
  }
  const entry = manifest.default.exports?.['.']?.import
  const file = (typeof entry === 'object' ? entry.default : entry) ?? manifest.default.main ?? 'index.js'
  return await import(pathToFileURL(join(place, file)).href)
}

const makers: Readonly<Record<string, (library: unknown) => Peer>> = {
  openredaction(library) {
    const { OpenRedaction } = library as {
      OpenRedaction: new (options: object) => {
        detect(text: string): Promise<{ detections: { type: string; position: [number, number] }[] }>
      }
    }
    const detector = new OpenRedaction({})
    return {
      name: 'openredaction',
      detect: async (text) =>
        (await detector.detect(text)).detections.map(({ type, position }) =>
          span(type, position[0], position[1]),
        ),
    }
  },
  '@redactpii/node'(library) {
    const { Redactor } = library as { Redactor: new (options: object) => { redact(text: string): string } }
    // It gives the changed text only; what is not one of its marks is unchanged.
    const marks = /EMAIL_ADDRESS|CREDIT_CARD_NUMBER|PHONE_NUMBER|US_SOCIAL_SECURITY_NUMBER|PERSON_NAME/g
    const redactor = new Redactor({})
    return { name: '@redactpii/node', detect: (text) => fromMarks(text, redactor.redact(text), marks) }
  },
  '@arcjet/redact'(library) {
    const { redact } = library as {
      redact(text: string, options: object): Promise<[string, unknown]>
    }
    const options = { replace: (entity: string) => `\u0001${entity}\u0002` }
    return {
      name: '@arcjet/redact',
      detect: async (text) => fromMarks(text, (await redact(text, options))[0], /\u0001[^\u0002]*\u0002/g),
    }
  },
  '@coffeeandfun/remove-pii'(library) {
    const { detectPII } = library as {
      detectPII(text: string): {
        detectedItems: { type: string; positions: { start: number; end: number }[] }[]
      }
    }
    return {
      name: '@coffeeandfun/remove-pii',
      detect: (text) =>
        detectPII(text).detectedItems.flatMap(({ type, positions }) =>
          positions.map(({ start, end }) => span(type, start, end)),
        ),
    }
  },
}

/** Where marks stand in a changed text, in places of the original: the pieces between them are the same in both. */
function fromMarks(original: string, changed: string, marks: RegExp): Span[] {
  const pieces = changed.split(marks)
  const kinds = changed.match(marks) ?? []
  const found: Span[] = []
  let at = pieces[0]?.length ?? 0
  for (const [index, kind] of kinds.entries()) {
    const next = pieces[index + 1] ?? ''
    const end =
      next === '' ? (index === kinds.length - 1 ? original.length : at + 1) : original.indexOf(next, at)
    if (end < 0) break
    found.push(span(kind, at, end))
    at = end + next.length
  }
  return found
}

/** A finding under the name that the labels use. */
export function span(type: string, start: number, end: number): Span {
  return { start, end, kind: labelOf(type.toUpperCase().replaceAll('-', '_')), reason: 'peer', confidence: 1 }
}

/** Our names for the most usual names of other libraries. */
function labelOf(type: string): string {
  const rules: [RegExp, string][] = [
    [/EMAIL/, 'EMAIL'],
    [/PHONE/, 'PHONE'],
    [/CREDIT|CARD_NUMBER|CREDITCARD/, 'CREDIT_CARD'],
    [/IBAN/, 'IBAN'],
    [/KEY|TOKEN|SECRET|PASSWORD|JWT/, 'SECRET'],
    [/SSN|SOCIAL_SECURITY/, 'US_SSN'],
    [/^\u0001?IP/, 'IP_ADDRESS'],
    [/MAC/, 'MAC_ADDRESS'],
    [/NAME/, 'PERSON'],
    [/ADDRESS/, 'STREET_ADDRESS'],
    [/DATE|BIRTH/, 'DATE_OF_BIRTH'],
    [/URL|DOMAIN/, 'URL'],
    [/BANK|ACCOUNT|ROUTING/, 'BANK_ACCOUNT'],
  ]
  return rules.find(([pattern]) => pattern.test(type))?.[1] ?? type
}
