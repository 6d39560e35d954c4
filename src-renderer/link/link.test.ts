import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ClientFrame } from '../../src-main/contract/frames.ts'
import { createLink } from './link.ts'
import type { TransportEvents } from './transport.ts'

/** The other end of each connection that the link opens, in order. */
function ends() {
  const opened: { events: TransportEvents; sent: ClientFrame[]; closed: boolean }[] = []
  const link = createLink((events) => {
    const end = { events, sent: [] as ClientFrame[], closed: false }
    opened.push(end)
    return {
      send: (frame) => end.sent.push(frame),
      close: () => {
        end.closed = true
      },
    }
  })
  const last = () => {
    const end = opened.at(-1)
    if (end === undefined) throw new Error('nothing was opened')
    return end
  }
  return { link, opened, last }
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('calls', () => {
  it('are answered by number, in any order', async () => {
    const { link, last } = ends()
    link.start()
    last().events.frame({ t: 'welcome', version: '1' })
    const first = link.call('runs.get', { id: 'a' })
    const second = link.call('runs.get', { id: 'b' })
    const [one, two] = last().sent.map((frame) => (frame.t === 'call' ? frame.id : -1))
    last().events.frame({ t: 'done', id: two ?? -1, r: 'B' })
    last().events.frame({ t: 'fail', id: one ?? -1, e: { code: 'UNKNOWN_EXECUTION', message: 'no a' } })
    await expect(second).resolves.toBe('B')
    await expect(first).rejects.toMatchObject({ code: 'UNKNOWN_EXECUTION', message: 'no a' })
  })

  it('fail at once while the host is away, and when it goes away', async () => {
    const { link, last } = ends()
    link.start()
    await expect(link.call('host.info', {})).rejects.toMatchObject({ code: 'NOT_RUNNING' })
    last().events.frame({ t: 'welcome', version: '1' })
    const call = link.call('host.info', {})
    last().events.closed(false)
    await expect(call).rejects.toMatchObject({ code: 'NOT_RUNNING' })
  })

  it('are cancelled at the host when nobody wants the answer any more', async () => {
    const { link, last } = ends()
    link.start()
    last().events.frame({ t: 'welcome', version: '1' })
    const aborter = new AbortController()
    const call = link.call('host.info', {}, aborter.signal)
    aborter.abort()
    await expect(call).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(last().sent.at(-1)).toMatchObject({ t: 'cancel' })
  })
})

describe('the connection', () => {
  it('comes back by itself, slower each time, and asks for what came after the last event', () => {
    const { link, opened, last } = ends()
    const seen: unknown[] = []
    link.subscribe('runs', {
      event: (value, seq) => seen.push([seq, value]),
      reset: () => seen.push('reset'),
    })
    link.start()
    last().events.frame({ t: 'welcome', version: '1' })
    expect(last().sent).toEqual([{ t: 'subscribe', topic: 'runs' }])
    last().events.frame({ t: 'event', topic: 'runs', seq: 7, v: 'x' })
    last().events.closed(false)
    expect(link.status()).toMatchObject({ state: 'lost', attempts: 1 })
    vi.advanceTimersByTime(249)
    expect(opened).toHaveLength(1)
    vi.advanceTimersByTime(1)
    expect(opened).toHaveLength(2)
    last().events.closed(false)
    vi.advanceTimersByTime(499)
    expect(opened).toHaveLength(2)
    vi.advanceTimersByTime(1)
    last().events.frame({ t: 'welcome', version: '1' })
    expect(link.status()).toEqual({ state: 'open', attempts: 0, version: '1' })
    expect(last().sent).toEqual([{ t: 'subscribe', topic: 'runs', after: 7 }])
    expect(seen).toEqual([[7, 'x'], 'reset'])
  })

  it('stops trying when the token is refused', () => {
    const { link, opened, last } = ends()
    link.start()
    last().events.closed(true)
    vi.advanceTimersByTime(60_000)
    expect(link.status().state).toBe('refused')
    expect(opened).toHaveLength(1)
  })

  it('hears nothing from a connection that was replaced', () => {
    const { link, opened, last } = ends()
    link.start()
    last().events.closed(false)
    link.retry()
    opened[0]?.events.frame({ t: 'welcome', version: 'old' })
    expect(link.status().state).not.toBe('open')
    vi.advanceTimersByTime(10_000)
    expect(opened).toHaveLength(2)
  })
})

describe('topics', () => {
  it('are shared by listeners and given up with the last one', () => {
    const { link, last } = ends()
    link.start()
    last().events.frame({ t: 'welcome', version: '1' })
    const stops = [1, 2].map(() =>
      link.subscribe('vault', { event: () => undefined, reset: () => undefined }),
    )
    stops[0]?.()
    expect(last().sent.map((frame) => frame.t)).toEqual(['subscribe'])
    stops[1]?.()
    expect(last().sent.map((frame) => frame.t)).toEqual(['subscribe', 'unsubscribe'])
  })

  it('tell their listeners to read again after a reset of the host', () => {
    const { link, last } = ends()
    const reset = vi.fn()
    link.subscribe('runs', { event: () => undefined, reset })
    link.start()
    last().events.frame({ t: 'welcome', version: '1' })
    last().events.frame({ t: 'reset', topic: 'runs', seq: 3 })
    expect(reset).toHaveBeenCalledOnce()
  })
})
