import { describe, expect, it } from 'vitest'
import type { RunEvent } from '../../src-main/contract/events.ts'
import { flowOf, readablePath } from './flow.ts'
import { foldRun, pushEvent, runTimes, unionLength } from './run-fold.ts'
import { sampleRun } from './sample-run.testing.ts'

const numbered = (events: readonly RunEvent[]) => events.map((event, index) => ({ seq: index + 1, event }))

describe('foldRun', () => {
  it('gathers calls with their waits, tokens and outcomes', () => {
    const model = foldRun(numbered(sampleRun))
    const calls = [...model.calls.values()].map((call) => [
      call.tool,
      call.line,
      call.ok,
      call.bytes,
      call.minted,
      call.resolved,
      call.holds.map((hold) => [hold.from, hold.to, hold.by, hold.ok]),
    ])
    expect(calls).toEqual([
      ['gmail/search', 4, true, 38_400, 2, 0, []],
      ['slack/post', 9, true, 20, 0, 1, [[700, 3200, 'user', true]]],
      ['crm/update', 12, false, 0, 0, 0, []],
    ])
    expect(model.ended?.status).toBe('ok')
    expect(model.phases.map((phase) => [phase.id, phase.from, phase.to])).toEqual([
      ['check', 0, 40],
      ['compile', 40, 45],
      ['sandbox', 45, 50],
    ])
  })

  it('takes an event once, however often it comes', () => {
    const model = foldRun(numbered(sampleRun))
    const { length } = model.events
    expect(pushEvent(model, { seq: 3, event: sampleRun[2] ?? { t: 0, k: 'sample', cpu: 0, rss: 0 } })).toBe(
      false,
    )
    expect(model.events).toHaveLength(length)
  })

  it('keeps kinds that it does not know, and goes on', () => {
    const strange = { t: 5, k: 'from.the.future' } as unknown as RunEvent
    const model = foldRun(numbered([strange, ...sampleRun]))
    expect(model.events[0]?.event).toBe(strange)
    expect(model.calls.size).toBe(3)
  })

  it('gathers what the code showed to its user', () => {
    const model = foldRun(numbered([{ t: 3, k: 'presented', title: 'Late invoices', ref: 'r' }]))
    expect(model.reports).toEqual([{ t: 3, title: 'Late invoices', ref: 'r' }])
  })

  it('does not stumble over events of calls that it never saw', () => {
    const model = foldRun(
      numbered([
        { t: 1, k: 'call.ended', call: 'gone', ok: true, bytes: 1, tokens: 1 },
        { t: 2, k: 'call.held', call: 'gone', rule: 'r' },
        { t: 3, k: 'pii.resolved', token: '[EMAIL_1]', call: 'gone', path: '/to' },
      ]),
    )
    expect(model.calls.size).toBe(0)
    expect(model.tokens.get('[EMAIL_1]')?.kind).toBe('EMAIL')
  })
})

describe('runTimes', () => {
  it('counts time once, however many calls ran in it', () => {
    expect(
      unionLength([
        [0, 10],
        [5, 12],
        [20, 30],
        [22, 25],
      ]),
    ).toBe(22)
  })
  it('splits into tools, waiting and sandbox', () => {
    const times = runTimes(foldRun(numbered(sampleRun)), 99_999)
    expect(times).toEqual({ total: 4000, tools: 1100, waiting: 2500, sandbox: 400 })
  })
})

describe('flowOf', () => {
  const model = foldRun(numbered(sampleRun))
  const steps = (token: string) => {
    const trail = model.tokens.get(token)
    return trail === undefined ? [] : flowOf(model, trail, 'to [EMAIL_1]').map((step) => step.step)
  }
  it('tells where a value was read, given and returned, in order', () => {
    expect(steps('[EMAIL_1]')).toEqual(['read', 'given', 'returned'])
  })
  it('says so when it went nowhere', () => expect(steps('[PHONE_1]')).toEqual(['read', 'kept']))
  it.each([
    ['/messages/0/from', 'messages[0].from'],
    ['/0/a~1b', '[0].a/b'],
    ['plain', 'plain'],
  ])('writes %s as %s', (pointer, text) => expect(readablePath(pointer)).toBe(text))
})
