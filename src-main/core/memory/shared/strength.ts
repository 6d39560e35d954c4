import { forgetting_curve, generatorParameters, default_w } from 'ts-fsrs'
import type { MemoryRow } from '../database/rows.ts'
import type { MemoryStore } from '../database/store.ts'
import { day } from './time.ts'

/** How firmly a memory is held. */
export interface Strength {
  /** Times it was given in an answer. */
  uses: number
  /** ACT-R base-level activation, ln Σ t^-0.5 over uses (t in days); above 0 is fresh. J. R. Anderson & C. Lebiere, 1998. */
  activation: number
  /** Days until the chance of recalling it falls to 90 %; grows with spaced uses. */
  stability: number
  /** Chance of recalling it now by the FSRS forgetting curve, 0 … 1. */
  retrievability: number
  /** When retrievability reaches 90 %, epoch ms. */
  nextReview: number
  lastUse: number
}

const decay = 0.5
const parameters = generatorParameters()
/** FSRS's first stability for the grades hard, good and easy, in days. */
const first = [default_w[1] ?? 1.2, default_w[2] ?? 3, default_w[3] ?? 8] as const

/** Strength of a memory at a time, from when it was stored, told again and given. */
export function strengthOf(store: MemoryStore, row: MemoryRow, now: number): Strength {
  const used = store.database.prepare('SELECT uses, times FROM activation WHERE id = ?').get(row.id) as
    | { uses: number; times: string }
    | undefined
  const times = [row.createdAt, ...(used ? (JSON.parse(used.times) as number[]) : [])].filter(
    (time) => time <= now,
  )
  if (times.length === 0) times.push(now)
  const uses = used?.uses ?? 0
  let sum = 0
  for (const time of times) sum += Math.max((now - time) / day, 1 / 1440) ** -decay
  // Uses beyond the ten that are kept count as spread evenly over the life (Petrov's approximation, 2006).
  const more = uses + 1 - times.length + (row.observed - 1)
  const life = Math.max((now - row.createdAt) / day, 1 / 1440)
  if (more > 0) sum += (more * life ** -decay) / (1 - decay)
  const grade = row.importance >= 0.75 ? 2 : row.importance >= 0.4 ? 1 : 0
  // Each use after some forgetting multiplies stability: spacing pays, cramming does not.
  let stability = first[grade]
  for (let i = 1; i < times.length; i++) {
    const gap = ((times[i] ?? 0) - (times[i - 1] ?? 0)) / day
    stability *= 1 + 2 * (1 - forgetting_curve(parameters.w, Math.max(gap, 0), stability))
  }
  stability *= 1 + 0.5 * (row.observed - 1)
  const lastUse = Math.max(...times)
  return {
    uses,
    activation: Math.log(sum),
    stability,
    retrievability: forgetting_curve(parameters.w, Math.max((now - lastUse) / day, 0), stability),
    nextReview: lastUse + stability * day,
    lastUse,
  }
}
