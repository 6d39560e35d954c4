import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RunEvent } from '../../src-main/contract/events.ts'
import { diffRuns } from './run-diff.ts'
import { foldRun } from './run-fold.ts'

/** A run whose calls are written as `tool:arguments:result`. */
function runOf(calls: readonly string[]) {
  const events = calls.flatMap((call, n): RunEvent[] => {
    const [tool = '', args = '', result = ''] = call.split(':')
    return [
      { t: n * 10, k: 'call.asked', call: `c${n}`, tool, argsRef: args, preview: '{}' },
      {
        t: n * 10 + 5,
        k: 'call.ended',
        call: `c${n}`,
        ok: result !== 'failed',
        resultRef: result,
        bytes: 1,
        tokens: 1,
      },
    ]
  })
  return foldRun(events.map((event, index) => ({ seq: index + 1, event })))
}
const lines = (a: string[], b: string[]) =>
  diffRuns(runOf(a), runOf(b)).map((line) => [
    line.kind,
    line.a?.tool ?? '',
    line.b?.tool ?? '',
    line.what.join(),
  ])

describe('diffRuns', () => {
  it('finds nothing between equal runs', () => {
    expect(lines(['x:1:r', 'y:2:s'], ['x:1:r', 'y:2:s'])).toEqual([
      ['same', 'x', 'x', ''],
      ['same', 'y', 'y', ''],
    ])
  })
  it('names what differs of a call, and calls of one run only', () => {
    expect(lines(['x:1:r', 'y:2:s', 'z:3:t'], ['x:1:other', 'w:9:q', 'z:4:failed'])).toEqual([
      ['changed', 'x', 'x', 'result'],
      ['onlyA', 'y', '', ''],
      ['onlyB', '', 'w', ''],
      ['changed', 'z', 'z', 'arguments,outcome,result'],
    ])
  })
  it('pairs equal arguments before equal names', () => {
    expect(lines(['x:1:r', 'x:2:r'], ['x:2:r'])).toEqual([
      ['onlyA', 'x', '', ''],
      ['same', 'x', 'x', ''],
    ])
  })
  it('shows every call of both exactly once', () => {
    const call = fc.constantFrom('x:1:r', 'x:2:r', 'y:1:r', 'y:1:s', 'z:3:failed')
    fc.assert(
      fc.property(fc.array(call, { maxLength: 12 }), fc.array(call, { maxLength: 12 }), (a, b) => {
        const found = diffRuns(runOf(a), runOf(b))
        expect(found.flatMap((line) => line.a?.id ?? [])).toEqual(a.map((_, n) => `c${n}`))
        expect(found.flatMap((line) => line.b?.id ?? [])).toEqual(b.map((_, n) => `c${n}`))
      }),
    )
  })
})
