import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from '../support/start-athena.ts'

const out = join(root, 'out')

function files(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    return statSync(path).isDirectory() ? files(path) : [path]
  })
}

/** What a built module imports, statically or not. */
function importsOf(path: string): string[] {
  const text = readFileSync(path, 'utf8')
  const pattern = /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)["']([^"'\n]+)["']/g
  return [...text.matchAll(pattern)].map((match) => match[1] ?? '')
}

/** Every module that an entry reaches inside `out`. */
function closure(entry: string, seen = new Set<string>()): Set<string> {
  if (seen.has(entry) || !existsSync(entry)) return seen
  seen.add(entry)
  for (const name of importsOf(entry)) if (name.startsWith('.')) closure(join(entry, '..', name), seen)
  return seen
}

describe('built output', () => {
  it.each(['headless.js', 'cli.js', 'bridge.js'])('%s reaches no electron', (name) => {
    const entry = join(out, 'main', name)
    expect(existsSync(entry)).toBe(true)
    const reached = [...closure(entry)]
    expect(reached.filter((path) => importsOf(path).includes('electron'))).toEqual([])
  })

  it('the bridge is one file that needs Node alone', () => {
    const entry = join(out, 'main', 'bridge.js')
    expect(importsOf(entry).filter((name) => !name.startsWith('node:'))).toEqual([])
    expect(statSync(entry).size).toBeLessThan(64 * 1024)
  })

  it('the command line does not carry the host', () => {
    const names = [...closure(join(out, 'main', 'cli.js'))].flatMap(importsOf)
    expect(
      names.filter((name) =>
        ['better-sqlite3', 'ws', 'typescript', '@modelcontextprotocol/server'].includes(name),
      ),
    ).toEqual([])
  })

  it('what was compiled once is kept for the next start, writable for its owner alone', () => {
    // A copy, so that nothing was kept before; here, where it finds its packages.
    const copy = join(mkdtempSync(join(out, 'copy-')), 'main')
    try {
      cpSync(join(out, 'main'), copy, { recursive: true, filter: (from) => !from.endsWith('.cache') })
      const help = spawnSync(process.execPath, [join(copy, 'cli.js'), 'help'], { encoding: 'utf8' })
      expect(help.stdout).toContain('athena')
      const kept = files(join(copy, '.cache'))
      expect(kept.length).toBeGreaterThan(3)
      expect(kept.filter((path) => (statSync(path).mode & 0o022) !== 0)).toEqual([])
    } finally {
      rmSync(join(copy, '..'), { recursive: true, force: true })
    }
  })

  it('the page imports nothing of Node', () => {
    const scripts = files(join(out, 'renderer')).filter((path) => path.endsWith('.js'))
    expect(scripts.length).toBeGreaterThan(0)
    const wrong = scripts.filter((path) =>
      importsOf(path).some((name) => name.startsWith('node:') || name === 'electron'),
    )
    expect(wrong).toEqual([])
  })

  it('the page has no inline script, which its policy would refuse', () => {
    const html = readFileSync(join(out, 'renderer', 'index.html'), 'utf8')
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)[^>]*>/)
  })
})
