import { describe, expect, it } from 'vitest'
import type { RunEvent } from '../../src-main/contract/events.ts'
import { foldRun } from './run-fold.ts'
import { sampleRun } from './sample-run.testing.ts'
import { idleStretches, niceStep, panView, ticks, timeScale, zoomView } from './time-scale.ts'
import { buildTimeline, visibleRows } from './timeline.ts'

const numbered = (events: readonly RunEvent[]) => events.map((event, index) => ({ seq: index + 1, event }))
const tool = () => 'tool' as const

function calls(count: number, name = 'github/get_issue', from = 100): RunEvent[] {
  return Array.from({ length: count }, (_, n): RunEvent[] => [
    {
      t: from + n * 10,
      k: 'call.asked',
      call: `${name}${n}`,
      tool: name,
      line: 3,
      argsRef: 'r',
      preview: '{}',
    },
    { t: from + n * 10 + 8, k: 'call.ended', call: `${name}${n}`, ok: n !== 2, bytes: 5, tokens: 2 },
  ]).flat()
}

describe('buildTimeline', () => {
  it('shows phases, calls, logs and what happened inside a call', () => {
    const rows = visibleRows(buildTimeline(foldRun(numbered(sampleRun)), 0, tool), new Set(['b']))
    expect(rows.map((row) => [row.depth, row.node.kind, row.node.label, row.node.from, row.node.to])).toEqual(
      [
        [1, 'run', 'run', 0, 4000],
        [2, 'phase', 'check', 0, 40],
        [2, 'phase', 'compile', 40, 45],
        [2, 'phase', 'sandbox', 45, 50],
        [2, 'phase', 'code', 50, 4000],
        [3, 'tool', 'gmail/search', 100, 600],
        [3, 'log', '9 overdue', 650, 650],
        [3, 'tool', 'slack/post', 700, 3700],
        [4, 'wait', 'ask', 700, 3200],
        [4, 'vault', 'resolved', 3201, 3201],
        [4, 'request', 'slack/post', 3201, 3700],
        [3, 'tool', 'crm/update', 3800, 3900],
      ],
    )
  })

  it.each([
    [4, ['tool', 'tool', 'tool', 'tool']],
    [5, ['group']],
    [120, ['group']],
  ])('folds neighbours of one tool from five on: %d', (count, kinds) => {
    const [root] = buildTimeline(foldRun(numbered(calls(count))), 0, tool)
    expect(root?.children.find((node) => node.id === 'code')?.children.map((node) => node.kind)).toEqual(
      kinds,
    )
  })

  it('does not fold across another tool, and marks a group with a failure', () => {
    const model = foldRun(
      numbered([...calls(6), ...calls(1, 'slack/post', 500), ...calls(5, 'github/get_issue ', 600)]),
    )
    const code = buildTimeline(model, 0, tool)[0]?.children.find((node) => node.id === 'code')
    expect(code?.children.map((node) => [node.kind, node.members?.length, node.state])).toEqual([
      ['group', 6, 'failed'],
      ['tool', undefined, 'ok'],
      ['group', 5, 'failed'],
    ])
  })

  it('lets what goes on grow until now, and ends it with a run that died', () => {
    const alive = foldRun(numbered(sampleRun.slice(0, 6)))
    const find = (now: number) =>
      buildTimeline(alive, now, tool)[0]?.children.find((node) => node.id === 'code')?.children[0]
    expect([find(2000)?.to, find(2000)?.state, find(3000)?.to]).toEqual([2000, 'running', 3000])
    const dead = foldRun(
      numbered([
        ...sampleRun.slice(0, 6),
        { t: 500, k: 'run.ended', status: 'crashed', bytesToModel: 0, tokensToModel: 0 },
      ]),
    )
    const call = buildTimeline(dead, 9999, tool)[0]?.children.find((node) => node.id === 'code')?.children[0]
    expect([call?.to, call?.state]).toEqual([500, 'failed'])
  })

  it('has nothing to show before the first event', () => {
    expect(buildTimeline(foldRun([]), 1000, tool)).toEqual([])
  })
})

describe('timeScale', () => {
  const model = foldRun(numbered(sampleRun))

  it('finds the wait for a person and nothing else', () => {
    expect(idleStretches(model, 4000)).toEqual([{ from: 700, to: 3200 }])
  })

  it('draws a wait in a tenth of the width and keeps order and both ends', () => {
    const scale = timeScale(4000, [{ from: 700, to: 3200 }])
    expect(scale.gaps[0]?.width).toBeCloseTo(0.1)
    expect(scale.toUnit(0)).toBe(0)
    expect(scale.toUnit(4000)).toBeCloseTo(1)
    const units = Array.from({ length: 41 }, (_, n) => scale.toUnit(n * 100))
    expect([...units].sort((a, b) => a - b)).toEqual(units)
    for (const ms of [0, 350, 700, 1950, 3200, 3999]) expect(scale.toMs(scale.toUnit(ms))).toBeCloseTo(ms, 5)
  })

  it('is plain without waits, and safe for a run without length', () => {
    expect(timeScale(1000).toUnit(250)).toBeCloseTo(0.25)
    expect(timeScale(0).toUnit(0)).toBe(0)
  })

  it('puts ticks at round times, none in a wait', () => {
    const scale = timeScale(4000, [{ from: 700, to: 3200 }])
    const marks = ticks(scale, { start: 0, end: 1 }, 6)
    expect(marks.map((mark) => mark.ms)).toEqual([0, 500, 3500, 4000])
  })

  it.each([
    [0.3, 0.5],
    [1, 1],
    [1.1, 2],
    [3, 5],
    [7, 10],
    [312, 500],
  ])('rounds a step of %d up to %d', (value, step) => expect(niceStep(value)).toBeCloseTo(step))

  it('zooms around the pointer and never leaves the run', () => {
    const view = zoomView({ start: 0, end: 1 }, 0.5, 0.25)
    expect(view).toEqual({ start: 0.125, end: 0.625 })
    expect(zoomView(view, 100, 0.5)).toEqual({ start: 0, end: 1 })
    expect(panView(view, 5)).toEqual({ start: 0.5, end: 1 })
    expect(panView(view, -5)).toEqual({ start: 0, end: 0.5 })
  })
})
