import type { MemoryRow } from '../database/rows.ts'
import type { MemoryContext } from '../operation.ts'
import { factKinds } from '../semantic/fact.ts'
import { readPolicy } from '../shared/policy.ts'
import { strengthOf } from '../shared/strength.ts'
import { day, iso } from '../shared/time.ts'
import { shortView } from '../shared/view.ts'
import { alike } from './likeness.ts'

export const proposalKinds = ['merge', 'promote', 'archive'] as const
export type ProposalKind = (typeof proposalKinds)[number]

/** A proposal before it is stored. */
export interface Finding {
  kind: ProposalKind
  scope: string
  ids: string[]
  /** Revisions of the memories in the snapshot: what has another one since is left alone. */
  revs: number[]
  effect: string
  likeness?: number
}

/** What scanning needs: a store that may be a snapshot. */
export type ScanContext = Pick<MemoryContext, 'store' | 'retrieval' | 'now'>

export interface ScanOptions {
  scopes: readonly string[]
  kinds: readonly ProposalKind[]
  budgetMs: number
  limit: number
}

export interface ScanResult {
  findings: Finding[]
  scanned: number
  complete: boolean
}

/** About nine months without use, by the FSRS curve of a memory of usual importance. */
const archiveBelow = 0.5
const mergeLikeness = 0.75
const promoteLikeness = 0.6
const promoteSupport = 3

/** Looks for what could be condensed until it is through or its time is up. Reads only, and takes its time: it belongs in a worker. */
export function scan(
  context: ScanContext,
  options: ScanOptions,
  onProgress: (done: number, all: number) => void,
): ScanResult {
  const started = performance.now()
  const findings: Finding[] = []
  const { sql, parameters } = context.retrieval.where({ scopes: options.scopes })
  const rows = context.store.select(
    `${sql} AND ((m.layer = 'episodic' AND m.kind = 'event') OR (m.layer = 'semantic' AND m.kind IN (${factKinds.map((kind) => `'${kind}'`).join(', ')})))`,
    parameters,
    'ORDER BY m.seq DESC LIMIT 100000',
  )
  const grouped = new Set<string>()
  let scanned = 0
  for (const row of rows) {
    if (performance.now() - started > options.budgetMs || findings.length >= options.limit) break
    scanned++
    if (scanned % 50 === 1) onProgress(scanned, rows.length)
    if (options.kinds.includes('archive') && row.pin === null && row.importance < 0.75) {
      const { retrievability } = strengthOf(context.store, row, context.now)
      if (retrievability < archiveBelow)
        findings.push({
          kind: 'archive',
          scope: row.scope,
          ids: [row.id],
          revs: [row.rev],
          effect: `Moves it to the cold tier; the chance of recalling it is ${Math.round(retrievability * 100)} %`,
        })
    }
    if (grouped.has(row.id) || row.session !== null) continue
    const near = alike(context, row, promoteLikeness)
    if (options.kinds.includes('promote') && row.layer === 'episodic') {
      const group = [row, ...near.map((one) => one.row)].filter((one) => !grouped.has(one.id))
      const days = new Set(group.map((one) => iso(one.occurredAt ?? one.createdAt).slice(0, 10)))
      if (group.length >= promoteSupport && days.size >= promoteSupport) {
        for (const one of group) grouped.add(one.id)
        findings.push({
          kind: 'promote',
          scope: row.scope,
          ids: group.map((one) => one.id),
          revs: group.map((one) => one.rev),
          effect: `Stores as a fact what happened on ${days.size} days: ${shortView(row).content}`,
        })
        continue
      }
    }
    if (options.kinds.includes('merge') && row.layer === 'semantic') {
      const same = near.filter((one) => one.likeness >= mergeLikeness && !grouped.has(one.row.id))
      if (same.length === 0) continue
      for (const one of [row, ...same.map((other) => other.row)]) grouped.add(one.id)
      findings.push({
        kind: 'merge',
        scope: row.scope,
        ids: [row.id, ...same.map((one) => one.row.id)],
        revs: [row.rev, ...same.map((one) => one.row.rev)],
        effect: `Keeps one of ${same.length + 1} phrasings, with the strength and sources of all: ${shortView(row).content}`,
        likeness: Math.round((same[0]?.likeness ?? 0) * 100) / 100,
      })
    }
  }
  return { findings, scanned, complete: scanned === rows.length }
}

export const decayModels = ['fsrs', 'actr', 'exponential'] as const

export interface FadedOptions {
  scope: string
  model: (typeof decayModels)[number]
  floor: number
}

/** Memories of a scope whose chance of recall is below a floor. */
export function findFaded(
  context: ScanContext,
  { scope, model, floor }: FadedOptions,
): { faded: { id: string; rev: number }[]; keptByPin: number } {
  const rows = context.store.select(
    "m.scope = ? AND m.endedAt IS NULL AND m.tier = 'hot' AND ((m.layer = 'episodic' AND m.kind = 'event') OR (m.layer = 'semantic' AND m.kind <> 'conflict') OR m.kind IN ('gist', 'insight'))",
    [scope],
  )
  const { retentionDays } = readPolicy(context.store, scope).setting
  let keptByPin = 0
  const faded = rows.filter((row) => {
    const strength = strengthOf(context.store, row, context.now)
    const chance =
      model === 'fsrs'
        ? strength.retrievability
        : model === 'actr'
          ? 1 / (1 + Math.exp(-(strength.activation + 3) / 0.4))
          : 0.5 ** ((context.now - strength.lastUse) / (30 * day))
    const expired =
      retentionDays > 0 && strength.uses === 0 && context.now - row.createdAt > retentionDays * day
    if (chance >= floor && !expired) return false
    if (row.pin !== null || row.importance >= 0.75) {
      keptByPin++
      return false
    }
    return true
  })
  return { faded: faded.map((row: MemoryRow) => ({ id: row.id, rev: row.rev })), keptByPin }
}
