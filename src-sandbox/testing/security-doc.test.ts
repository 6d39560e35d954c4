import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')
const text = readFileSync(path.join(root, 'docs/security.md'), 'utf8')
const rows = text
  .split('\n')
  .filter((line) => /^\| [STRIDE]\d+ \|/.test(line))
  .map((line) => line.split(' | '))
const manifest = path.resolve(root, '../shared/bench/attacks/manifest.json')

describe('docs/security.md', () => {
  it('has at least 120 threats, each with a proof', () => {
    expect(rows.length).toBeGreaterThanOrEqual(120)
    for (const row of rows) expect(row, row.join(' | ')).toHaveLength(4)
    expect(text).toContain(`\n${rows.length} scenarios. `)
    expect(new Set(rows.map((row) => row[0])).size).toBe(rows.length)
  })

  it('names tests that exist', () => {
    const missing: string[] = []
    for (const row of rows) {
      const proof = row[3] ?? ''
      const found = /^`([^`]+)` "(.+)" \|$/.exec(proof)
      if (!found) {
        if (!/^corpus [A-Z]\d+\S* \|$/.test(proof)) missing.push(proof)
        continue
      }
      const file = path.join(root, found[1] ?? '')
      const plain = (text: string): string => text.replaceAll("\\'", "'")
      if (!existsSync(file) || !plain(readFileSync(file, 'utf8')).includes(found[2] ?? ''))
        missing.push(proof)
    }
    expect(missing).toEqual([])
  })

  it.skipIf(!existsSync(manifest))('names scripts of the corpus that exist', () => {
    const { items } = JSON.parse(readFileSync(manifest, 'utf8')) as { items: { id: string }[] }
    const known = new Set(items.map((item) => item.id))
    const named = rows.flatMap((row) => /^corpus (\S+) \|$/.exec(row[3] ?? '')?.[1] ?? [])
    expect(named.filter((id) => !known.has(id))).toEqual([])
  })
})
