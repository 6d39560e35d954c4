import { AthenaError } from '../../contract/errors.ts'
import type { Clock } from '../ports.ts'

export interface QueueOptions {
  /** Runs at once. */
  concurrency: number
  /** Runs that may wait. */
  depth: number
  /** Executions a minute for each rate-limited client, asked anew each time; a bucket of the same size. */
  perMinute: () => number
  clock: Clock
}

/**
 * Admits runs: so many at once, so many waiting, clients served in turn, runs of one session one after another, a token bucket
 * for each client that asks to be limited. Waiting is not counted in the run's time.
 */
export interface RunQueue {
  /**
   * Runs `work` when its turn comes.
   * @throws QUEUE_FULL at once when too many wait; CANCELLED when `signal` fires before the turn.
   */
  enter<T>(
    ticket: { client: string; session: string; limited: boolean; signal: AbortSignal },
    work: () => Promise<T>,
  ): Promise<T>
  waiting(): number
  running(): number
}

interface Waiting {
  client: string
  session: string
  limited: boolean
  start: () => void
}

/** Makes a queue. */
export function createRunQueue(options: QueueOptions): RunQueue {
  const waiting: Waiting[] = []
  const busySessions = new Set<string>()
  const buckets = new Map<string, { tokens: number; at: number }>()
  const lastServed = new Map<string, number>()
  let running = 0
  let served = 0
  let timer: NodeJS.Timeout | undefined

  function refill(client: string): { tokens: number; at: number } {
    const now = options.clock.monotonic()
    const perMinute = options.perMinute()
    const bucket = buckets.get(client) ?? { tokens: perMinute, at: now }
    bucket.tokens = Math.min(perMinute, bucket.tokens + ((now - bucket.at) / 60_000) * perMinute)
    bucket.at = now
    buckets.set(client, bucket)
    return bucket
  }

  /** The first waiting run of the client served longest ago that may start now. */
  function pick(): number {
    let best = -1
    let bestServed = Infinity
    for (const [index, entry] of waiting.entries()) {
      if (busySessions.has(entry.session)) continue
      if (entry.limited && refill(entry.client).tokens < 1) continue
      const last = lastServed.get(entry.client) ?? -1
      if (last < bestServed) {
        best = index
        bestServed = last
      }
    }
    return best
  }

  function pump(): void {
    clearTimeout(timer)
    while (running < options.concurrency) {
      const index = pick()
      if (index < 0) break
      const [entry] = waiting.splice(index, 1)
      if (!entry) break
      running += 1
      busySessions.add(entry.session)
      if (entry.limited) refill(entry.client).tokens -= 1
      lastServed.set(entry.client, (served += 1))
      entry.start()
    }
    // Somebody may be waiting for the bucket alone; look again when a token has dripped in.
    if (waiting.some((entry) => entry.limited))
      timer = setTimeout(pump, Math.ceil(60_000 / options.perMinute())).unref()
  }

  return {
    waiting: () => waiting.length,
    running: () => running,
    async enter(ticket, work) {
      if (waiting.length >= options.depth) {
        throw new AthenaError(
          'QUEUE_FULL',
          `${waiting.length} runs are already waiting. Try again in a few seconds; nothing was run.`,
        )
      }
      await new Promise<void>((resolve, reject) => {
        const entry: Waiting = { ...ticket, start: resolve }
        waiting.push(entry)
        ticket.signal.addEventListener('abort', () => {
          const index = waiting.indexOf(entry)
          if (index < 0) return
          waiting.splice(index, 1)
          reject(new AthenaError('CANCELLED', 'The run was cancelled while it waited; nothing was run.'))
        })
        pump()
      })
      try {
        return await work()
      } finally {
        running -= 1
        busySessions.delete(ticket.session)
        pump()
      }
    },
  }
}
