import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'
import { AthenaError } from '../../contract/errors.ts'

/** The part of `fetch` that the SDK uses. */
export type Fetch = (input: string | URL, init?: RequestInit) => Promise<Response>

/** Largest answer of an HTTP server, and largest single event of a stream. */
const maxBytes = 16 * 1024 * 1024

/** Cuts off a body that is too large: a plain one as a whole, an event stream by the event. */
export function limitBody(response: Response): Response {
  if (response.body === null) return response
  const isStream = response.headers.get('content-type')?.includes('text/event-stream') === true
  let bytes = 0
  let last = 0
  const limited = response.body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        if (isStream) {
          // An empty line ends an event; looking at line feeds alone is enough to bound it.
          for (const byte of chunk) {
            if (byte === 10 && last === 10) bytes = 0
            if (byte !== 13) last = byte
            bytes += 1
          }
        } else {
          bytes += chunk.length
        }
        if (bytes > maxBytes) {
          controller.error(
            new AthenaError(
              'TOOL_FAILED',
              `the server answered with more than ${maxBytes / 1024 / 1024} MB. Ask for less, such as a page or a filter`,
            ),
          )
        } else controller.enqueue(chunk)
      },
    }),
  )
  const copy = new Response(limited, response)
  Object.defineProperty(copy, 'url', { value: response.url })
  return copy
}

/**
 * A fetch for the addresses that a server names during sign-in. A public server must not make Athena call into the local network, so
 * there only https: to public addresses is allowed; a server on this computer or in the local network may name its like. Redirects are
 * never followed.
 */
export function metadataFetch(serverUrl: string, fetch: Fetch): Fetch {
  const server = new URL(serverUrl)
  return async (input, init) => {
    const url = new URL(input)
    if (!(await isLocal(server.hostname))) {
      if (url.protocol !== 'https:' || (await isLocal(url.hostname))) {
        throw new AthenaError(
          'BAD_SERVER',
          `${server.origin} names ${url.origin} for signing in, which is not a public https: address. Sign-in was stopped.`,
        )
      }
    }
    return fetch(url, { ...init, redirect: init?.redirect ?? 'manual' })
  }
}

/** True for loopback, private, link-local and other addresses that are not on the public internet. */
async function isLocal(hostname: string): Promise<boolean> {
  const host = hostname.replace(/^\[|\]$/g, '')
  if (host === 'localhost' || host.endsWith('.localhost') || host.endsWith('.local')) return true
  const addresses = isIP(host) === 0 ? await resolve(host) : [host]
  return addresses.some((address) => ipaddr.process(address).range() !== 'unicast')
}

async function resolve(host: string): Promise<string[]> {
  try {
    return (await lookup(host, { all: true })).map((entry) => entry.address)
  } catch {
    // A name that does not resolve cannot be reached either; the request itself reports it.
    return []
  }
}
