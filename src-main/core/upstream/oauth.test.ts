import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startOAuthServer, type OAuthFixture } from '../../../e2e/fixtures/servers/oauth-server.ts'
import { metadataFetch } from './guarded-fetch.ts'
import { callContext, openUpstream } from './test-support.ts'

let space: ReturnType<typeof openUpstream>
let server: OAuthFixture
beforeEach(async () => {
  space = openUpstream()
  server = await startOAuthServer()
})
afterEach(async () => {
  await space.close()
  await server.close()
})

/** A browser whose user says yes: follows the redirect back to Athena. */
async function browser(url: string): Promise<void> {
  const page = await fetch(url)
  await page.text()
}

const config = () => ({ name: 'guarded', url: server.url, trusted: true, enabled: true })
const whoami = (upstream = space.upstream) =>
  upstream.provider('guarded')?.callTool('whoami', {}, callContext())

async function signedIn() {
  await space.upstream.add(config())
  return space.upstream.signIn('guarded', browser)
}

describe('a server that asks for OAuth', () => {
  it('is kept as "needs sign-in", and runs after the user signed in', async () => {
    const before = await space.upstream.add(config())
    expect(before.state).toBe('needs-sign-in')
    expect(before.detail).toContain('athena server sign-in guarded')
    // Nothing is registered and no page opened before the user asks for it.
    expect(server.counts).toEqual({ register: 0, authorize: 0, token: 0, refresh: 0 })
    await expect(whoami()).rejects.toMatchObject({ code: 'SERVER_UNAVAILABLE' })
    const after = await space.upstream.signIn('guarded', browser)
    expect(after).toMatchObject({ state: 'running', tools: 1 })
    expect(await whoami()).toBe('the user')
  })

  it('stays signed in over a restart, with the tokens in the key store alone', async () => {
    await signedIn()
    await space.upstream.close()
    const again = space.again()
    await again.start()
    expect(await whoami(again)).toBe('the user')
    expect(server.counts).toMatchObject({ register: 1, authorize: 1, token: 1 })
    expect([...space.keys.entries.keys()]).toEqual(['oauth.guarded'])
    await again.remove('guarded')
    expect(space.keys.entries.size).toBe(0)
  })

  it('whose token expired is refreshed once, however many calls notice it', async () => {
    await signedIn()
    server.expireAccessTokens()
    expect(await Promise.all([whoami(), whoami(), whoami(), whoami(), whoami()])).toEqual(
      Array.from({ length: 5 }, () => 'the user'),
    )
    expect(server.counts.refresh).toBe(1)
  })

  it('whose sign-in was withdrawn says so, and the user can sign in again', async () => {
    await signedIn()
    server.expireAccessTokens()
    server.revokeRefreshTokens()
    await expect(whoami()).rejects.toMatchObject({
      code: 'SERVER_UNAVAILABLE',
      message: expect.stringContaining('sign in again') as string,
    })
    expect(space.upstream.status('guarded')[0]?.state).toBe('needs-sign-in')
    expect(server.counts.authorize).toBe(1)
    expect(await space.upstream.signIn('guarded', browser)).toMatchObject({ state: 'running' })
    expect(await whoami()).toBe('the user')
  })

  it('whose answer names another issuer is not signed in to', async () => {
    await space.upstream.add(config())
    server.lieAboutIssuer('https://evil.example')
    await expect(space.upstream.signIn('guarded', browser)).rejects.toThrow(/issuer/i)
    expect(server.counts.token).toBe(0)
    expect(space.upstream.status('guarded')[0]?.state).toBe('needs-sign-in')
  })

  it('accepts no answer with a foreign state', async () => {
    await space.upstream.add(config())
    let refused = 0
    const status = await space.upstream.signIn('guarded', async (url) => {
      const redirect = new URL(new URL(url).searchParams.get('redirect_uri') ?? '')
      redirect.search = '?code=stolen&state=guessed'
      refused = (await fetch(redirect)).status
      await browser(url)
    })
    expect(refused).toBe(400)
    expect(status.state).toBe('running')
  })

  it('can be left alone in the middle of the sign-in', async () => {
    await space.upstream.add(config())
    const controller = new AbortController()
    const pending = space.upstream.signIn('guarded', async () => controller.abort(), controller.signal)
    await expect(pending).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(space.upstream.status('guarded')[0]?.state).toBe('needs-sign-in')
  })
})

describe('addresses that a server names for signing in', () => {
  it('of a public server must be public and https', async () => {
    const reached: string[] = []
    const fetchPublic = metadataFetch('https://93.184.215.14/mcp', async (input) => {
      reached.push(String(input))
      return new Response('{}')
    })
    for (const url of [
      'http://93.184.215.14/a',
      'https://127.0.0.1/a',
      'https://localhost/a',
      'https://169.254.169.254/latest/meta-data',
      'https://10.0.0.7/a',
      'https://[::1]/a',
      'https://[fe80::1]/a',
      'https://[::ffff:192.168.1.1]/a',
    ]) {
      await expect(fetchPublic(url)).rejects.toMatchObject({ code: 'BAD_SERVER' })
    }
    await fetchPublic('https://93.184.215.14/.well-known/oauth-authorization-server')
    expect(reached).toEqual(['https://93.184.215.14/.well-known/oauth-authorization-server'])
  })
})
