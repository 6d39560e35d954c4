import { AthenaError } from '../contract/errors.ts'
import type { ClientFrame, HostFrame } from '../contract/frames.ts'
import type { Method, Params, Result } from '../contract/methods.ts'

/** The other end of a dispatcher, typed by the same table. */
export interface RpcClient {
  /** Makes one call. Rejects with the AthenaError of the other side; aborting the signal cancels it there. */
  call<M extends Method>(method: M, params: Params<M>, signal?: AbortSignal): Promise<Result<M>>
  /** As `call`, for methods outside the table (the shell's own). The result is not typed. */
  raw(method: string, params: unknown, signal?: AbortSignal): Promise<unknown>
  /** Listens to a topic until the returned function is called. */
  subscribe(topic: string, listener: (value: unknown, seq: number) => void, reset?: () => void): () => void
  /** Feeds a frame that came in. */
  receive(frame: HostFrame): void
  /** Rejects everything in flight: the link is gone. */
  close(reason: AthenaError): void
}

/** A client over any link that can put a frame. */
export function createRpcClient(put: (frame: ClientFrame) => void): RpcClient {
  const pending = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>()
  const listeners = new Map<string, { listener: (value: unknown, seq: number) => void; reset?: () => void }>()
  let last = 0
  let closed: AthenaError | undefined

  async function raw(method: string, params: unknown, signal?: AbortSignal): Promise<unknown> {
    if (closed) throw closed
    if (signal?.aborted) throw new AthenaError('CANCELLED')
    const id = ++last
    const abort = (): void => put({ t: 'cancel', id })
    try {
      return await new Promise((resolve, reject) => {
        pending.set(id, { resolve, reject })
        signal?.addEventListener('abort', abort, { once: true })
        put({ t: 'call', id, m: method, p: params })
      })
    } finally {
      pending.delete(id)
      signal?.removeEventListener('abort', abort)
    }
  }

  return {
    raw,
    call: async <M extends Method>(method: M, params: Params<M>, signal?: AbortSignal) =>
      (await raw(method, params, signal)) as Result<M>,
    subscribe(topic, listener, reset) {
      listeners.set(topic, reset ? { listener, reset } : { listener })
      put({ t: 'subscribe', topic })
      return () => {
        listeners.delete(topic)
        if (!closed) put({ t: 'unsubscribe', topic })
      }
    },
    receive(frame) {
      if (frame.t === 'done') pending.get(frame.id)?.resolve(frame.r)
      else if (frame.t === 'fail') {
        pending.get(frame.id)?.reject(new AthenaError(frame.e.code, frame.e.message, frame.e.data))
      } else if (frame.t === 'event') listeners.get(frame.topic)?.listener(frame.v, frame.seq)
      else if (frame.t === 'reset') listeners.get(frame.topic)?.reset?.()
    },
    close(reason) {
      closed = reason
      for (const { reject } of pending.values()) reject(reason)
      pending.clear()
      listeners.clear()
    },
  }
}
