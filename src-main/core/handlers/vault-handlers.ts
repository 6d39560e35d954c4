import { AthenaError } from '../../contract/errors.ts'
import type { Handlers } from '../host-api.ts'
import type { KeyStore } from '../ports.ts'
import type { Privacy } from '../privacy/api.ts'
import { clearAfterMs } from './vault-timers.ts'
import type { VaultTimers } from './vault-timers.ts'

/** Milliseconds a revealed value stays on the page. */
const hideAfterMs = 20_000

type VaultMethods = Extract<keyof Handlers, `vault.${string}` | `flow.${string}` | `privacy.${string}`>

/** Vault, flow rules and detectors, as the window and the CLI see them. */
export function vaultHandlers(
  privacy: Privacy,
  keys: KeyStore,
  changed: () => void,
  timers: VaultTimers,
): Pick<Handlers, VaultMethods> {
  /** Runs a change and tells the pages that show the vault. */
  function change<T>(work: () => T): Promise<T> {
    return Promise.resolve().then(() => {
      const result = work()
      changed()
      return result
    })
  }
  const done = {}

  return {
    'vault.status': () =>
      Promise.resolve({
        ...privacy.status(),
        passphrase: keys.passphrase === undefined ? 'impossible' : keys.passphrase.isSet() ? 'set' : 'unset',
      }),
    'vault.lock': () => change(() => (privacy.lock(), timers.rest(), done)),
    'vault.unlock': async ({ passphrase }) => {
      await keys.passphrase?.verify(passphrase)
      privacy.unlock()
      timers.touch()
      changed()
      return done
    },
    'vault.passphrase': async ({ current, next }) => {
      if (keys.passphrase === undefined) {
        throw new AthenaError('BAD_PARAMS', 'The keys of this Athena cannot be protected by a passphrase.')
      }
      await keys.passphrase.set(current, next ?? undefined)
      changed()
      return { protection: keys.describe().sentence }
    },
    'vault.counts': () => Promise.resolve(privacy.counts()),
    'vault.reveal': async ({ token }) => {
      const value = await privacy.reveal(token, 'window')
      timers.touch()
      return { value, hideAfterMs }
    },
    'vault.copy': async ({ token }) => {
      await timers.copy(await privacy.reveal(token, 'clipboard'))
      timers.touch()
      return { clearAfterMs }
    },
    'vault.keep': ({ token }) => change(() => (privacy.keep(token), done)),
    'vault.forget': async ({ token, session }) => {
      const forgotten = await privacy.forget({
        ...(token === undefined ? {} : { token }),
        ...(session === undefined ? {} : { session }),
      })
      changed()
      return { forgotten }
    },
    'vault.audit': ({ token, session, before, limit }) =>
      Promise.resolve({
        entries: privacy.audit({
          limit,
          ...(token === undefined ? {} : { token }),
          ...(session === undefined ? {} : { session }),
          ...(before === undefined ? {} : { before }),
        }),
      }),
    'vault.page': ({ session, kind, before, limit }) =>
      Promise.resolve({
        entries: privacy.entries({
          limit,
          ...(session === undefined ? {} : { session }),
          ...(kind === undefined ? {} : { kind }),
          ...(before === undefined ? {} : { before }),
        }),
      }),
    'flow.rules': () => Promise.resolve({ rules: privacy.flowRules() }),
    'flow.add': (rule) => change(() => ({ id: privacy.addFlowRule(rule).id })),
    'flow.preview': (rule) => Promise.resolve(privacy.previewFlowRule(rule)),
    'flow.remove': ({ id }) => change(() => (privacy.removeFlowRule(id), done)),
    'privacy.scan': ({ text, mode }) => privacy.scan(text, mode),
    'privacy.kinds': () => Promise.resolve({ kinds: privacy.kinds() }),
    'privacy.setKind': ({ kind, off }) => change(() => (privacy.setKindOff(kind, off), done)),
    'privacy.setMode': ({ server, mode }) => change(() => (privacy.setMode(server, mode), done)),
    'privacy.setRaw': ({ server, on }) => change(() => (privacy.setRawInSandbox(server, on), done)),
    'privacy.setReview': ({ server, client, on }) =>
      change(() => {
        if ((server === undefined) === (client === undefined))
          throw new AthenaError('BAD_PARAMS', 'Name a server or a client, one of the two.')
        privacy.setReview(server === undefined ? { client: client ?? '' } : { server }, on)
        return done
      }),
    'privacy.customKinds': () => Promise.resolve({ kinds: privacy.customKinds() }),
    'privacy.addKind': ({ name, pattern, words, ignoreCase, near }) =>
      change(() => {
        privacy.addCustomKind({
          name,
          ...(pattern === undefined ? {} : { pattern }),
          ...(words === undefined ? {} : { words }),
          ...(ignoreCase === undefined ? {} : { ignoreCase }),
          ...(near === undefined ? {} : { near }),
        })
        return done
      }),
    'privacy.removeKind': ({ name }) => change(() => (privacy.removeCustomKind(name), done)),
    'privacy.own': () => Promise.resolve({ values: privacy.ownData() }),
    'privacy.addOwn': ({ value, kind }) => change(() => ({ id: privacy.addOwnData(value, kind) })),
    'privacy.removeOwn': ({ id }) => change(() => (privacy.removeOwnData(id), done)),
    'privacy.restore': ({ text, session }) => privacy.restore(text, 'window', session),
  }
}
