import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { AthenaError } from '../../contract/errors.ts'

/** Waits on this computer for the browser to come back from a sign-in page. */
export interface Receiver {
  /** `http://127.0.0.1:PORT/callback` */
  redirectUrl: string
  port: number
  /** The parameters of the first request that carries this state. Throws CANCELLED after five minutes or on abort. */
  wait(state: string, signal: AbortSignal): Promise<URLSearchParams>
  close(): Promise<void>
}

const waitMs = 5 * 60_000

const page = (text: string) => `<!doctype html><meta charset="utf-8"><title>Athena</title>
<body style="font: 16px system-ui; margin: 4rem auto; max-width: 32rem"><h1>Athena</h1><p>${text}</p>`

/** Opens a receiver on 127.0.0.1 (RFC 8252); on the wanted port if it is free, since some servers compare it. */
export async function openReceiver(wantedPort: number | undefined): Promise<Receiver> {
  let expected: { state: string; settle: (parameters: URLSearchParams) => void } | undefined
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1')
    const headers = {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    }
    if (url.pathname !== '/callback' || request.method !== 'GET') {
      response.writeHead(404, headers).end(page('There is nothing here.'))
      return
    }
    // The state is the proof that this answer belongs to the request Athena made (RFC 6749, 10.12).
    if (!expected || url.searchParams.get('state') !== expected.state) {
      response
        .writeHead(400, headers)
        .end(page('This answer belongs to no sign-in that is going on. Begin again in Athena.'))
      return
    }
    response.writeHead(200, headers).end(page('You can close this page and go back to Athena.'))
    expected.settle(url.searchParams)
    expected = undefined
  })
  await listen(server, wantedPort)
  const port = (server.address() as AddressInfo).port
  return {
    redirectUrl: `http://127.0.0.1:${port}/callback`,
    port,
    wait(state, signal) {
      return new Promise((resolve, reject) => {
        const stop = (why: string) => reject(new AthenaError('CANCELLED', why))
        const timer = setTimeout(
          () => stop('The sign-in was not finished within five minutes. Begin again.'),
          waitMs,
        )
        const onAbort = () => stop('The sign-in was cancelled.')
        signal.addEventListener('abort', onAbort, { once: true })
        expected = {
          state,
          settle(parameters) {
            clearTimeout(timer)
            signal.removeEventListener('abort', onAbort)
            resolve(parameters)
          },
        }
      })
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function listen(server: Server, wantedPort: number | undefined): Promise<void> {
  const attempt = (port: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, '127.0.0.1', () => {
        server.off('error', reject)
        resolve()
      })
    })
  if (wantedPort !== undefined) {
    try {
      await attempt(wantedPort)
      return
    } catch {
      // Somebody else has the port now.
    }
  }
  await attempt(0)
}
