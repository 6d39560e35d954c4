import type { HostFrame } from '../../src-main/contract/frames.ts'
import { AthenaError } from '../../src-main/contract/errors.ts'
import type { Method, Params, Result } from '../../src-main/contract/methods.ts'
import type { Transport, TransportEvents } from './transport.ts'

/** `lost`: the host was there and went away; the link keeps trying. `refused`: the token is not (or no longer) good. */
export type LinkState = 'connecting' | 'open' | 'lost' | 'refused'

export interface LinkStatus {
  state: LinkState
  /** Tries since the host was last there. */
  attempts: number
  /** When the host went away, epoch milliseconds. */
  lostAt?: number
  version?: string
}

/** Events of a topic; `reset` says that events may have been missed and the whole state must be read again. */
export interface TopicListener {
  /** `seq` is the number of the event in its topic; of a run's topic, the number in the run's log. */
  event(value: unknown, seq: number): void
  reset(): void
}

/** Typed calls and topics over one connection that comes back by itself. */
export interface Link {
  /** Rejects with AthenaError: the host's own failure, NOT_RUNNING while the host is away, CANCELLED. */
  call<M extends Method>(method: M, params: Params<M>, signal?: AbortSignal): Promise<Result<M>>
  subscribe(topic: string, listener: TopicListener): () => void
  status(): LinkStatus
  onStatus(listener: (status: LinkStatus) => void): () => void
  start(): void
  /** Tries now instead of at the end of the pause. */
  retry(): void
}

interface Pending {
  resolve(value: unknown): void
  reject(error: AthenaError): void
}

interface Topic {
  listeners: Set<TopicListener>
  /** Last event seen; undefined before the first. */
  seq?: number
}

/** Pauses between tries, milliseconds; the last repeats. */
const pauses = [250, 500, 1000, 2000, 3000, 5000]

/** Creates a link. `open` makes one connection each time it is called. */
export function createLink(open: (events: TransportEvents) => Transport): Link {
  let transport: Transport | undefined
  let generation = 0
  let nextId = 1
  let timer: ReturnType<typeof setTimeout> | undefined
  let status: LinkStatus = { state: 'connecting', attempts: 0 }
  const pending = new Map<number, Pending>()
  const topics = new Map<string, Topic>()
  const statusListeners = new Set<(status: LinkStatus) => void>()

  function setStatus(next: LinkStatus): void {
    status = next
    for (const listener of statusListeners) listener(status)
  }

  function connect(): void {
    clearTimeout(timer)
    const mine = ++generation
    transport?.close()
    transport = open({
      frame: (frame) => {
        if (mine === generation) receive(frame)
      },
      closed: (refused) => {
        if (mine === generation) lost(refused)
      },
    })
  }

  function lost(refused: boolean): void {
    transport = undefined
    const failed = [...pending.values()]
    pending.clear()
    setStatus({
      ...status,
      state: refused ? 'refused' : status.version === undefined ? 'connecting' : 'lost',
      attempts: status.attempts + 1,
      lostAt: status.lostAt ?? Date.now(),
    })
    for (const call of failed)
      call.reject(new AthenaError('NOT_RUNNING', 'Athena stopped while it was answering.'))
    if (!refused) timer = setTimeout(connect, pauses[Math.min(status.attempts, pauses.length) - 1] ?? 250)
  }

  function receive(frame: HostFrame): void {
    switch (frame.t) {
      case 'welcome': {
        const again = status.version !== undefined
        setStatus({ state: 'open', attempts: 0, version: frame.version })
        for (const [name, topic] of topics) {
          transport?.send({
            t: 'subscribe',
            topic: name,
            ...(topic.seq === undefined ? {} : { after: topic.seq }),
          })
          // A restarted host counts from the start again, so what was missed cannot be told by numbers alone.
          if (again) for (const listener of topic.listeners) listener.reset()
        }
        return
      }
      case 'done':
      case 'fail': {
        const call = pending.get(frame.id)
        pending.delete(frame.id)
        if (frame.t === 'done') call?.resolve(frame.r)
        else call?.reject(new AthenaError(frame.e.code, frame.e.message, frame.e.data))
        return
      }
      case 'event': {
        const topic = topics.get(frame.topic)
        if (topic === undefined) return
        topic.seq = frame.seq
        for (const listener of topic.listeners) listener.event(frame.v, frame.seq)
        return
      }
      case 'reset': {
        const topic = topics.get(frame.topic)
        if (topic === undefined) return
        topic.seq = frame.seq
        for (const listener of topic.listeners) listener.reset()
      }
    }
  }

  return {
    call: <M extends Method>(method: M, params: Params<M>, signal?: AbortSignal) =>
      new Promise<Result<M>>((resolve, reject) => {
        if (status.state !== 'open' || transport === undefined) {
          reject(
            new AthenaError(
              'NOT_RUNNING',
              'Athena is not running; this page is waiting for it to come back.',
            ),
          )
          return
        }
        const id = nextId++
        pending.set(id, { resolve: (value) => resolve(value as Result<M>), reject })
        signal?.addEventListener('abort', () => {
          if (!pending.delete(id)) return
          transport?.send({ t: 'cancel', id })
          reject(new AthenaError('CANCELLED'))
        })
        transport.send({ t: 'call', id, m: method, p: params })
      }),
    subscribe: (name, listener) => {
      let topic = topics.get(name)
      if (topic === undefined) {
        topic = { listeners: new Set() }
        topics.set(name, topic)
        if (status.state === 'open') transport?.send({ t: 'subscribe', topic: name })
      }
      topic.listeners.add(listener)
      return () => {
        topic.listeners.delete(listener)
        if (topic.listeners.size > 0 || topics.get(name) !== topic) return
        topics.delete(name)
        if (status.state === 'open') transport?.send({ t: 'unsubscribe', topic: name })
      }
    },
    status: () => status,
    onStatus: (listener) => {
      statusListeners.add(listener)
      return () => statusListeners.delete(listener)
    },
    start: connect,
    retry: () => {
      if (status.state !== 'open') connect()
    },
  }
}
