import { readFileSync } from 'node:fs'
import path from 'node:path'

/** One thing that must hold after an item ran; kinds are those of the manifest. */
export interface Expectation {
  kind: string
  canary?: string
  max_lag_ms?: number
  path?: string
  to?: string
  tool?: string
  n?: number
  count?: number
  max?: number
  in?: unknown[]
  values?: unknown[]
  value?: unknown
  ms?: number
  mb?: number
  text?: string
}

export interface Item {
  id: string
  file: string
  stride: string
  title: string
  expect: Expectation[]
  /** `run`: without any sandbox the attack must succeed (and a benign item work). */
  control: 'run' | 'skip'
  note?: string
}

export interface Manifest {
  format: string
  limits: { timeout_ms: number; tolerance_ms: number; memory_mb: number; disk_mb: number }
  grants: string[]
  items: Item[]
}

/** Reads a corpus folder. Throws with a sentence when it is not one. */
export function readCorpus(folder: string): { manifest: Manifest; source(item: Item): string } {
  const manifest = JSON.parse(readFileSync(path.join(folder, 'manifest.json'), 'utf8')) as Manifest
  if (!manifest.format?.startsWith('athena-attack-corpus/1'))
    throw new Error(`${folder} has no manifest of the format athena-attack-corpus/1.`)
  return { manifest, source: (item) => readFileSync(path.join(folder, item.file), 'utf8') }
}

/** Puts values in place of `{{NAME}}`. An unknown name is an error: the attack would be aimed at nothing. */
export function fill(text: string, values: Record<string, string>): string {
  return text.replace(/\{\{([A-Z_]+)\}\}/g, (whole, name: string) => {
    const value = values[name]
    if (value === undefined) throw new Error(`The corpus uses the unknown placeholder ${whole}.`)
    return value
  })
}
