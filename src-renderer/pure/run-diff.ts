import type { RunCall, RunModel } from './run-fold.ts'

/** One line of a comparison: a call of both runs, or of one. */
export interface DiffLine {
  /** `same`: same tool, arguments, outcome and result; `changed`: same tool, something differs; else in one run only. */
  kind: 'same' | 'changed' | 'onlyA' | 'onlyB'
  a?: RunCall
  b?: RunCall
  /** What differs of a changed call. */
  what: ('arguments' | 'result' | 'outcome')[]
}

/** Longest table of the alignment, calls of A times calls of B; beyond it calls are paired in order. */
const mostCells = 4_000_000

/** How well two calls fit: the same tool with the same arguments best, the same tool well, others not at all. */
function fit(a: RunCall, b: RunCall): number {
  if (a.tool !== b.tool) return 0
  return a.argsRef === b.argsRef ? 3 : 2
}

function lineOf(a: RunCall, b: RunCall): DiffLine {
  const what: DiffLine['what'] = []
  if (a.argsRef !== b.argsRef) what.push('arguments')
  if (a.ok !== b.ok || a.error?.code !== b.error?.code) what.push('outcome')
  if (a.resultRef !== b.resultRef) what.push('result')
  return { kind: what.length === 0 ? 'same' : 'changed', a, b, what }
}

function inOrder(a: readonly RunCall[], b: readonly RunCall[]): DiffLine[] {
  return Array.from({ length: Math.max(a.length, b.length) }, (_, index): DiffLine[] => {
    const one = a[index]
    const other = b[index]
    if (one !== undefined && other !== undefined && one.tool === other.tool) return [lineOf(one, other)]
    return [
      ...(one === undefined ? [] : [{ kind: 'onlyA' as const, a: one, what: [] }]),
      ...(other === undefined ? [] : [{ kind: 'onlyB' as const, b: other, what: [] }]),
    ]
  }).flat()
}

/**
 * Aligns the calls of two runs (longest common subsequence, weighted: equal arguments count more than an equal tool) and
 * says of each pair what differs. Payloads are compared by their hashes.
 */
export function diffRuns(first: RunModel, second: RunModel): DiffLine[] {
  const a = [...first.calls.values()]
  const b = [...second.calls.values()]
  if (a.length * b.length > mostCells) return inOrder(a, b)
  const width = b.length + 1
  const best = new Float64Array((a.length + 1) * width)
  const at = (i: number, j: number) => best[i * width + j] ?? 0
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--) {
      const one = a[i]
      const other = b[j]
      const weight = one === undefined || other === undefined ? 0 : fit(one, other)
      best[i * width + j] = Math.max(at(i + 1, j), at(i, j + 1), weight === 0 ? 0 : weight + at(i + 1, j + 1))
    }
  const lines: DiffLine[] = []
  let i = 0
  let j = 0
  for (;;) {
    const one = a[i]
    const other = b[j]
    if (one === undefined && other === undefined) return lines
    const weight = one === undefined || other === undefined ? 0 : fit(one, other)
    if (one !== undefined && other !== undefined && weight > 0 && at(i, j) === weight + at(i + 1, j + 1)) {
      lines.push(lineOf(one, other))
      i++
      j++
    } else if (one !== undefined && (other === undefined || at(i + 1, j) >= at(i, j + 1))) {
      lines.push({ kind: 'onlyA', a: one, what: [] })
      i++
    } else if (other !== undefined) {
      lines.push({ kind: 'onlyB', b: other, what: [] })
      j++
    }
  }
}
