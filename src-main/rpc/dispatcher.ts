import { AthenaError, toWireError, type WireError } from '../contract/errors.ts'
import { maxFrameBytes, type ClientFrame, type HostFrame } from '../contract/frames.ts'
import { methods, type Method } from '../contract/methods.ts'
import type { Handlers, Topics } from '../core/host-api.ts'

/** Puts a frame on the link: `text` is the frame as JSON, already measured against the frame limit. */
export type SendFrame = (frame: HostFrame, text: string) => void

/** Settings of one connection; every one has a default that fits a page. */
export interface DispatcherOptions {
  /** Calls at once; a further one fails with QUEUE_FULL. Default 64. */
  maxCalls?: number
  /** Topics at once; a further one is refused by a `reset` with sequence -1. Default 256. */
  maxTopics?: number
  /** Largest frame to send, bytes. Default {@link maxFrameBytes}. */
  maxBytes?: number
  /**
   * True while the other side reads too slowly. Events are left out meanwhile, and each topic that missed some gets a
   * `reset` afterwards; answers to calls are never left out.
   */
  congested?: () => boolean
}

/** One connection's end on the host side. */
export interface Dispatcher {
  /** Handles one parsed frame. Never throws; failures go to the other side as `fail`. */
  receive(frame: ClientFrame): void
  /** Calls that have not been answered yet. */
  readonly inFlight: number
  /** Cancels the calls and ends the subscriptions of this connection; nothing is sent any more. */
  close(): void
}

/** Milliseconds between looks at whether a slow reader has caught up. */
const congestionCheckMs = 250

/**
 * Frames to handlers and back, the same for every link: looks the method up by own property only, parses the parameters
 * by the contract, gives each call a signal of its own, and relays topics with their sequence numbers.
 */
export function createDispatcher(
  handlers: Handlers,
  topics: Topics,
  send: SendFrame,
  options: DispatcherOptions = {},
): Dispatcher {
  const maxCalls = options.maxCalls ?? 64
  const maxTopics = options.maxTopics ?? 256
  const maxBytes = options.maxBytes ?? maxFrameBytes
  const congested = options.congested ?? (() => false)
  const calls = new Map<number, AbortController>()
  const subscriptions = new Map<string, () => void>()
  /** Topics that missed events, with the last sequence number they missed. */
  const missed = new Map<string, number>()
  let missedTimer: NodeJS.Timeout | undefined
  let closed = false

  function put(frame: HostFrame): void {
    if (closed) return
    const text = JSON.stringify(frame)
    if (Buffer.byteLength(text) <= maxBytes) {
      send(frame, text)
    } else if (frame.t === 'done') {
      fail(frame.id, {
        code: 'TOO_LARGE',
        message: `The answer is larger than the limit of ${maxBytes} bytes. Ask for a smaller page, or read it as a blob.`,
      })
    } else if (frame.t === 'event') {
      put({ t: 'reset', topic: frame.topic, seq: frame.seq })
    } else if (frame.t === 'fail') {
      fail(frame.id, { code: frame.e.code, message: frame.e.message.slice(0, 1000) })
    }
  }

  function fail(id: number, e: WireError): void {
    put({ t: 'fail', id, e })
  }

  async function call(id: number, method: string, input: unknown): Promise<void> {
    if (calls.has(id)) return fail(id, { code: 'BAD_PARAMS', message: `Call ${id} is still in flight.` })
    if (calls.size >= maxCalls) {
      return fail(id, {
        code: 'QUEUE_FULL',
        message: `More than ${maxCalls} calls at once on one connection.`,
      })
    }
    if (!isMethod(method))
      return fail(id, { code: 'UNKNOWN_METHOD', message: `The host has no method ${method}.` })
    const parsed = methods[method].params.safeParse(input ?? {})
    if (!parsed.success) {
      const where = parsed.error.issues.map(
        (issue) => `${issue.path.join('.') || 'parameters'}: ${issue.message}`,
      )
      return fail(id, { code: 'BAD_PARAMS', message: `${method}: ${where.join('; ')}` })
    }
    const abort = new AbortController()
    calls.set(id, abort)
    try {
      // The table ties each method to its own parameters; a union of handlers cannot say so.
      const handler = handlers[method] as (params: unknown, signal: AbortSignal) => Promise<unknown>
      const result = await handler(parsed.data, abort.signal)
      if (abort.signal.aborted) throw new AthenaError('CANCELLED')
      put({ t: 'done', id, r: result })
    } catch (error) {
      fail(
        id,
        abort.signal.aborted
          ? { code: 'CANCELLED', message: 'The request was cancelled.' }
          : toWireError(error),
      )
    } finally {
      calls.delete(id)
    }
  }

  function subscribe(topic: string, after: number | undefined): void {
    subscriptions.get(topic)?.()
    subscriptions.delete(topic)
    if (subscriptions.size >= maxTopics) return put({ t: 'reset', topic, seq: -1 })
    const end = topics.subscribe(
      topic,
      (event) => {
        if (missed.has(topic) || congested()) return miss(topic, event.seq)
        put({ t: 'event', topic, seq: event.seq, v: event.value })
      },
      after,
      (seq) => put({ t: 'reset', topic, seq }),
    )
    subscriptions.set(topic, end)
  }

  function unsubscribe(topic: string): void {
    subscriptions.get(topic)?.()
    subscriptions.delete(topic)
    missed.delete(topic)
  }

  function miss(topic: string, seq: number): void {
    missed.set(topic, seq)
    missedTimer ??= setInterval(() => {
      if (congested()) return
      clearInterval(missedTimer)
      missedTimer = undefined
      for (const [name, last] of missed) put({ t: 'reset', topic: name, seq: last })
      missed.clear()
    }, congestionCheckMs).unref()
  }

  return {
    receive(frame) {
      if (closed) return
      if (frame.t === 'call') void call(frame.id, frame.m, frame.p)
      else if (frame.t === 'cancel') calls.get(frame.id)?.abort()
      else if (frame.t === 'subscribe') subscribe(frame.topic, frame.after)
      else if (frame.t === 'unsubscribe') unsubscribe(frame.topic)
      // A `hello` after the first has nothing to add.
    },
    get inFlight() {
      return calls.size
    },
    close() {
      closed = true
      clearInterval(missedTimer)
      for (const abort of calls.values()) abort.abort()
      for (const end of subscriptions.values()) end()
      subscriptions.clear()
      missed.clear()
    },
  }
}

/** True for a name in the method table; inherited names such as `constructor` are none. */
export function isMethod(name: string): name is Method {
  return Object.hasOwn(methods, name)
}
