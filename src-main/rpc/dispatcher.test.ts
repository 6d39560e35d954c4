import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { maxFrameBytes, type HostFrame } from '../contract/frames.ts'
import { createSampleHost } from './testing/sample-host.ts'
import { createRpcClient } from './client.ts'
import { createDispatcher, type DispatcherOptions } from './dispatcher.ts'
import { parseFrame } from './parse-frame.ts'

function connect(options: DispatcherOptions = {}) {
  const host = createSampleHost()
  const frames: HostFrame[] = []
  const dispatcher = createDispatcher(
    host.handlers,
    host.topics,
    (frame) => {
      frames.push(frame)
      client.receive(frame)
    },
    options,
  )
  const client = createRpcClient((frame) => dispatcher.receive(frame))
  return { host, frames, dispatcher, client }
}

describe('calls', () => {
  it('answers a call by its handler, typed by the table', async () => {
    const { client } = connect()
    const found = await client.call('catalog.search', { query: 'mail', limit: 3 })
    expect(found).toEqual({ hits: [{ tool: 'found/mail', score: 3 }], of: 1 })
  })

  it.each(['nothing.here', '__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    'refuses the method %s',
    async (name) => {
      await expect(connect().client.raw(name, {})).rejects.toMatchObject({ code: 'UNKNOWN_METHOD' })
    },
  )

  it('names the parameter that does not fit', async () => {
    const { client } = connect()
    await expect(client.raw('catalog.search', { query: 'a', limit: 'many' })).rejects.toMatchObject({
      code: 'BAD_PARAMS',
      message: expect.stringContaining('limit'),
    })
  })

  it('tells the handler of a cancelled call and answers it as cancelled', async () => {
    const { client, host } = connect()
    const abort = new AbortController()
    const call = client.call('runs.stop', { id: 'x_1' }, abort.signal)
    abort.abort()
    await expect(call).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(host.cancelled).toEqual(['x_1'])
  })

  it('cancels what is open when the connection closes, and sends nothing more', async () => {
    const { client, host, dispatcher, frames } = connect()
    client.call('runs.stop', { id: 'x_1' }).catch(() => undefined)
    dispatcher.close()
    await sleep(5)
    expect(host.cancelled).toEqual(['x_1'])
    expect(frames).toEqual([])
  })

  it('refuses one call too many', async () => {
    const { client, dispatcher } = connect({ maxCalls: 2 })
    client.call('runs.stop', { id: '1' }).catch(() => undefined)
    client.call('runs.stop', { id: '2' }).catch(() => undefined)
    expect(dispatcher.inFlight).toBe(2)
    await expect(client.call('catalog.search', { query: 'a', limit: 1 })).rejects.toMatchObject({
      code: 'QUEUE_FULL',
    })
    dispatcher.close()
  })

  it('turns an answer over the frame limit into a failure that says so', async () => {
    const { client } = connect()
    await expect(client.call('blobs.read', { ref: 'a', length: 262_144 })).rejects.toMatchObject({
      code: 'TOO_LARGE',
    })
  })
})

describe('topics', () => {
  it('delivers events with their numbers until unsubscribed', () => {
    const { client, host } = connect()
    const seen: unknown[] = []
    const end = client.subscribe('runs', (value, seq) => seen.push([seq, value]))
    host.publish('runs', 'a')
    host.publish('vault', 'other')
    end()
    host.publish('runs', 'b')
    expect(seen).toEqual([[1, 'a']])
  })

  it('replays what came after the number the page has, or resets when that is too long ago', () => {
    const { dispatcher, frames, host } = connect()
    for (const value of ['a', 'b', 'c', 'd']) host.publish('runs', value)
    dispatcher.receive({ t: 'subscribe', topic: 'runs', after: 2 })
    expect(frames).toEqual([
      { t: 'event', topic: 'runs', seq: 3, v: 'c' },
      { t: 'event', topic: 'runs', seq: 4, v: 'd' },
    ])
    frames.length = 0
    dispatcher.receive({ t: 'subscribe', topic: 'runs', after: 0 })
    expect(frames).toEqual([{ t: 'reset', topic: 'runs', seq: 4 }])
  })

  it('leaves events out for a slow page and resets it when it has caught up', async () => {
    let slow = false
    const { dispatcher, frames, host, client } = connect({ congested: () => slow })
    dispatcher.receive({ t: 'subscribe', topic: 'runs' })
    host.publish('runs', 1)
    slow = true
    host.publish('runs', 2)
    host.publish('runs', 3)
    await client.call('catalog.search', { query: 'a', limit: 1 })
    slow = false
    await expect.poll(() => frames.at(-1)).toEqual({ t: 'reset', topic: 'runs', seq: 3 })
    host.publish('runs', 4)
    expect(frames.map((frame) => (frame.t === 'event' ? frame.seq : frame.t))).toEqual([
      1,
      'done',
      'reset',
      4,
    ])
    dispatcher.close()
  })
})

describe('frames', () => {
  it('takes a frame of the contract and nothing else', () => {
    expect(parseFrame('{"t":"cancel","id":1}')).toEqual({ t: 'cancel', id: 1 })
    for (const text of ['', 'no', '[]', '{"t":"cancel"}', '{"t":"other"}', '{"t":"call","id":1.5,"m":"a"}']) {
      expect(parseFrame(text), text).toBeUndefined()
    }
  })

  it('refuses a frame over the limit, counted in bytes', () => {
    const text = JSON.stringify({ t: 'hello', token: 'ä'.repeat(150) })
    expect(parseFrame(text, Buffer.byteLength(text))).toBeDefined()
    expect(parseFrame(text, Buffer.byteLength(text) - 1)).toBeUndefined()
    expect(
      parseFrame(JSON.stringify({ t: 'call', id: 1, m: 'a', p: 'x'.repeat(maxFrameBytes) })),
    ).toBeUndefined()
  })
})
