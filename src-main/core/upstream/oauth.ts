import { randomBytes } from 'node:crypto'
import {
  auth,
  computeScopeUnion,
  extractWWWAuthenticateParams,
  isStrictScopeSuperset,
} from '@modelcontextprotocol/client'
import type {
  OAuthClientMetadata,
  OAuthClientProvider,
  OAuthDiscoveryState,
  StoredOAuthClientInformation,
  StoredOAuthTokens,
} from '@modelcontextprotocol/client'
import { AthenaError } from '../../contract/errors.ts'
import type { KeyStore } from '../ports.ts'
import { oauthKeyName } from './store.ts'
import { metadataFetch, type Fetch } from './guarded-fetch.ts'

/** Takes the user to a sign-in page and brings back the parameters of the answer. */
export interface Authorizer {
  redirectUrl: string
  authorize(url: URL, state: string): Promise<URLSearchParams>
}

/** Credentials of one server, in the key store. Clients and tokens are kept by the issuer that gave them. */
interface Stored {
  clients: Record<string, StoredOAuthClientInformation>
  tokens: Record<string, StoredOAuthTokens>
  /** Issuer of the newest tokens. */
  current?: string
  /** Redirect address that the registered clients know. */
  redirectUrl?: string
}

/** What {@link OAuthSession} needs. */
export interface OAuthOptions {
  server: string
  url: string
  keys: KeyStore
  fetch: Fetch
  /** Address of a client metadata document; used before dynamic registration where the server understands it. */
  clientMetadataUrl?: string
  /** A client that was registered beforehand. */
  client?: { clientId: string; clientSecret?: string }
  /** Signs in by itself whenever a server asks; without it, signing in is left to {@link OAuthSession.signIn}. */
  authorizer?: Authorizer
}

/**
 * OAuth of one HTTP server as MCP 2025-11-25 and 2026-07-28 ask: discovery, PKCE, `resource`, `state`, `iss` (the last three checked by
 * the SDK and here), refresh in single flight, step-up. Give {@link OAuthSession.fetch} to the transport.
 */
export class OAuthSession {
  /** Why the user has to sign in, once a server asked and nothing could be refreshed. */
  needed: string | undefined
  readonly #options: OAuthOptions
  #stored: Stored | undefined
  #authorizer: Authorizer | undefined
  #renewing: Promise<void> | undefined
  #discovery: OAuthDiscoveryState | undefined
  #verifier: string | undefined
  #state = ''
  #answer: URLSearchParams | undefined
  /** Rights the server asked for when it refused. */
  #challenged: { scope?: string; metadata?: URL } = {}

  constructor(options: OAuthOptions) {
    this.#options = options
    this.#authorizer = options.authorizer
  }

  /** A fetch with the access token; a refusal (401, or 403 for missing rights) renews it once and tries again. */
  readonly fetch: Fetch = async (input, init) => {
    let response = await this.#send(input, init)
    const tried = new Set<number>()
    while (isChallenge(response.response) && !tried.has(response.response.status)) {
      tried.add(response.response.status)
      await response.response.body?.cancel()
      await this.#renew(response.response, response.token)
      response = await this.#send(input, init)
    }
    if (response.response.ok) this.needed = undefined
    return response.response
  }

  /** Signs in with the user's help; whatever was kept of an earlier sign-in is replaced. */
  async signIn(authorizer: Authorizer): Promise<void> {
    const stored = await this.#load()
    if (stored.redirectUrl !== authorizer.redirectUrl) {
      // Clients registered for another address would be refused.
      stored.clients = {}
      stored.redirectUrl = authorizer.redirectUrl
    }
    this.#authorizer = authorizer
    this.#discovery = undefined
    try {
      await this.#run(computeScopeUnion((await this.#tokens())?.scope, this.#challenged.scope), true)
      this.needed = undefined
    } finally {
      this.#authorizer = this.#options.authorizer
    }
  }

  /** Port the registered client knows, if it is on this computer. */
  async redirectPort(): Promise<number | undefined> {
    const { redirectUrl } = await this.#load()
    return redirectUrl === undefined ? undefined : Number(new URL(redirectUrl).port) || undefined
  }

  async #send(
    input: string | URL,
    init?: RequestInit,
  ): Promise<{ response: Response; token: string | undefined }> {
    const token = (await this.#tokens())?.access_token
    const headers = new Headers(init?.headers)
    if (token !== undefined) headers.set('authorization', `Bearer ${token}`)
    return { response: await this.#options.fetch(input, { ...init, headers }), token }
  }

  async #renew(response: Response, used: string | undefined): Promise<void> {
    const current = (await this.#tokens())?.access_token
    // Another request was faster; its token is worth a try.
    if (current !== undefined && current !== used && response.status === 401) return
    this.#renewing ??= this.#renewOnce(response).finally(() => {
      this.#renewing = undefined
    })
    await this.#renewing
  }

  async #renewOnce(response: Response): Promise<void> {
    const { resourceMetadataUrl, scope } = extractWWWAuthenticateParams(response)
    const previous = await this.#tokens()
    this.#challenged = {
      ...(scope === undefined ? {} : { scope }),
      ...(resourceMetadataUrl === undefined ? {} : { metadata: resourceMetadataUrl }),
    }
    // The server may have moved to another authorization server; a step-up stays where it was.
    if (response.status === 401) this.#discovery = undefined
    const wanted = response.status === 403 ? computeScopeUnion(previous?.scope, scope) : scope
    const wider = response.status === 403 && isStrictScopeSuperset(wanted, previous?.scope)
    if (this.#authorizer === undefined && (wider || previous?.refresh_token === undefined)) {
      throw this.#signInNeeded(
        wider ? `The server asks for more rights (${scope ?? 'unnamed'})` : 'The server asks to sign in',
      )
    }
    await this.#run(wanted, wider)
  }

  async #run(scope: string | undefined, fresh: boolean): Promise<void> {
    const { server, url } = this.#options
    const provider = await this.#provider()
    const options = {
      serverUrl: url,
      fetchFn: metadataFetch(url, this.#options.fetch),
      ...(scope === undefined ? {} : { scope }),
      ...(this.#challenged.metadata === undefined ? {} : { resourceMetadataUrl: this.#challenged.metadata }),
    }
    const result = await auth(provider, { ...options, forceReauthorization: fresh })
    if (result === 'AUTHORIZED') return
    const answer = this.#answer
    this.#answer = undefined
    const error = answer?.get('error')
    if (error) {
      throw new AthenaError(
        'SERVER_UNAVAILABLE',
        `Signing in to "${server}" was refused: ${error.slice(0, 100)}.`,
      )
    }
    const code = answer?.get('code')
    if (!answer || !code || answer.get('state') !== this.#state) {
      throw new AthenaError(
        'SERVER_UNAVAILABLE',
        `Signing in to "${server}" failed: the answer did not belong to the request.`,
      )
    }
    const iss = answer.get('iss')
    await auth(provider, { ...options, authorizationCode: code, ...(iss === null ? {} : { iss }) })
  }

  #signInNeeded(why: string): AthenaError {
    this.needed = why
    return new AthenaError(
      'SERVER_UNAVAILABLE',
      `${why}. Sign in: athena server sign-in ${this.#options.server}, or the button in the window.`,
    )
  }

  async #provider(): Promise<OAuthClientProvider> {
    const { client, clientMetadataUrl, server } = this.#options
    const stored = await this.#load()
    const authorizer = this.#authorizer
    const redirectUrl = authorizer?.redirectUrl ?? stored.redirectUrl ?? 'http://127.0.0.1/callback'
    const clientMetadata: OAuthClientMetadata = {
      client_name: 'Athena',
      redirect_uris: [redirectUrl],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      application_type: 'native',
    }
    return {
      redirectUrl,
      clientMetadata,
      ...(clientMetadataUrl === undefined ? {} : { clientMetadataUrl }),
      state: () => {
        this.#state = randomBytes(24).toString('base64url')
        return this.#state
      },
      clientInformation: (context) => {
        if (client) {
          return {
            client_id: client.clientId,
            ...(client.clientSecret === undefined ? {} : { client_secret: client.clientSecret }),
          }
        }
        return context === undefined ? undefined : stored.clients[context.issuer]
      },
      saveClientInformation: async (information, context) => {
        const issuer = context?.issuer ?? information.issuer
        if (client || issuer === undefined) return
        stored.clients[issuer] = information
        stored.redirectUrl = redirectUrl
        await this.#save()
      },
      tokens: (context) => stored.tokens[context?.issuer ?? stored.current ?? ''],
      saveTokens: async (tokens, context) => {
        const issuer = context?.issuer ?? tokens.issuer ?? ''
        const before = stored.tokens[issuer]
        // A refresh may leave out what stays the same.
        stored.tokens[issuer] = {
          ...tokens,
          ...(tokens.refresh_token === undefined && before?.refresh_token !== undefined
            ? { refresh_token: before.refresh_token }
            : {}),
          ...(tokens.scope === undefined && before?.scope !== undefined ? { scope: before.scope } : {}),
        }
        stored.current = issuer
        await this.#save()
      },
      redirectToAuthorization: async (url) => {
        if (!authorizer) throw this.#signInNeeded('The sign-in has expired')
        if (url.protocol !== 'https:' && url.protocol !== 'http:') {
          throw new AthenaError(
            'BAD_SERVER',
            `"${server}" names an address for signing in that is no web page.`,
          )
        }
        this.#answer = await authorizer.authorize(url, this.#state)
      },
      saveCodeVerifier: (verifier) => {
        this.#verifier = verifier
      },
      codeVerifier: () => {
        if (this.#verifier === undefined)
          throw new AthenaError('INTERNAL', 'A sign-in was answered that had not begun.')
        return this.#verifier
      },
      saveDiscoveryState: (state) => {
        this.#discovery = state
      },
      discoveryState: () => this.#discovery,
      invalidateCredentials: async (scope) => {
        if (scope === 'all' || scope === 'client') stored.clients = {}
        if (scope === 'all' || scope === 'tokens') stored.tokens = {}
        if (scope === 'all' || scope === 'discovery') this.#discovery = undefined
        if (scope === 'all' || scope === 'verifier') this.#verifier = undefined
        await this.#save()
      },
    }
  }

  async #tokens(): Promise<StoredOAuthTokens | undefined> {
    const stored = await this.#load()
    return stored.tokens[stored.current ?? '']
  }

  async #load(): Promise<Stored> {
    if (!this.#stored) {
      const bytes = await this.#options.keys.get(this.#keyName())
      const empty: Stored = { clients: {}, tokens: {} }
      this.#stored ??= bytes ? (JSON.parse(new TextDecoder().decode(bytes)) as Stored) : empty
    }
    return this.#stored
  }

  async #save(): Promise<void> {
    await this.#options.keys.set(this.#keyName(), new TextEncoder().encode(JSON.stringify(this.#stored)))
  }

  #keyName(): string {
    return oauthKeyName(this.#options.server)
  }
}

function isChallenge(response: Response): boolean {
  if (response.status === 401) return true
  return response.status === 403 && extractWWWAuthenticateParams(response).error === 'insufficient_scope'
}
