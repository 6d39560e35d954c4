import fc from 'fast-check'
import { expect, it } from 'vitest'
import { criticalPath } from './critical-path.ts'
import { foldRun } from './run-fold.ts'
import type { RunModel } from './run-fold.ts'
import { sampleRun } from './sample-run.testing.ts'
import { eventsUntil, lastLine, runAt, stepTime } from './time-travel.ts'

const numbered = sampleRun.map((event, index) => ({ seq: index + 1, event }))
const whole = foldRun(numbered)

/** What a model says, without the numbers that count its changes. */
function said(model: RunModel) {
  return { calls: [...model.calls], tokens: [...model.tokens], logs: model.logs, ended: model.ended }
}

it('is at each moment the fold of the events until then, whichever way the playhead came', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -10, max: 4200 }), { minLength: 1, maxLength: 8 }), (moments) => {
      let known: RunModel | undefined
      for (const t of moments) {
        known = runAt(whole, t, known)
        expect(said(known)).toEqual(said(foldRun(numbered.filter((entry) => entry.event.t <= t))))
      }
    }),
  )
})

it('does not take the fold of another run for its own', () => {
  const other = foldRun(numbered.map((entry) => ({ ...entry })))
  expect(said(runAt(whole, 100, runAt(other, 700)))).toEqual(said(runAt(whole, 100)))
  expect(runAt(whole, 5000, runAt(other, 50)).events).toHaveLength(numbered.length)
})

it('steps from event to event and stops at the ends', () => {
  const times: number[] = []
  for (let t: number | undefined = -1; t !== undefined; t = stepTime(whole, t, 1)) times.push(t)
  const different = [...new Set(sampleRun.filter((event) => event.k !== 'sample').map((event) => event.t))]
  expect(times.slice(1)).toEqual(different)
  expect(stepTime(whole, 4000, -1)).toBe(different.at(-2))
  expect(stepTime(whole, 0, -1)).toBeUndefined()
  expect(eventsUntil(whole, 50)).toBe(4)
})

it('knows the line that was last reached', () => {
  expect(lastLine(runAt(whole, 50))).toBeUndefined()
  expect(lastLine(runAt(whole, 120))).toBe(4)
  expect(lastLine(runAt(whole, 660))).toBe(8)
  expect(lastLine(whole)).toBe(12)
})

it('finds the calls that decided how long the run took', () => {
  const parallel = foldRun(
    [
      { id: 'long', from: 0, to: 100 },
      { id: 'short', from: 0, to: 40 },
      { id: 'after', from: 100, to: 150 },
      { id: 'beside', from: 100, to: 120 },
    ].flatMap(({ id, from, to }, index) => [
      {
        seq: index * 2 + 1,
        event: { t: from, k: 'call.asked' as const, call: id, tool: 's/t', argsRef: 'r', preview: '' },
      },
      {
        seq: index * 2 + 2,
        event: { t: to, k: 'call.ended' as const, call: id, ok: true, bytes: 1, tokens: 1 },
      },
    ]),
  )
  expect([...criticalPath(parallel)].sort()).toEqual(['after', 'long'])
})
