import { remembered, splitWords } from '../detect/words.ts'

/**
 * Names of fields whose whole value is withheld, words separated by spaces. A name counts when its last words are one of
 * these: `stripe_secret_key`, `X-Api-Key`, `dbPassword`.
 */
export const sensitiveFieldNames: readonly string[] = [
  'password',
  'passwd',
  'pwd',
  'passphrase',
  'passcode',
  'pass',
  'pin code',
  'pin',
  'otp',
  'one time password',
  'totp secret',
  'secret',
  'secret key',
  'client secret',
  'shared secret',
  'app secret',
  'consumer secret',
  'webhook secret',
  'signing secret',
  'signing key',
  'api key',
  'apikey',
  'api token',
  'api secret',
  'access key',
  'access key id',
  'secret access key',
  'access token',
  'refresh token',
  'id token',
  'auth token',
  'authentication token',
  'bearer token',
  'session token',
  'session key',
  'private key',
  'encryption key',
  'master key',
  'account key',
  'storage key',
  'license key',
  'authorization',
  'proxy authorization',
  'x api key',
  'x auth token',
  'cookie',
  'set cookie',
  'session cookie',
  'session id',
  'sessionid',
  'credential',
  'credentials',
  'connection string',
  'database url',
  'dsn',
  'security answer',
  'recovery code',
  'recovery codes',
  'backup codes',
  'mnemonic',
  'seed phrase',
  'token',
  'kennwort',
  'passwort',
  'contraseña',
  'mot de passe',
  'senha',
  'cvv',
  'cvc',
  'cvv2',
  'cvc2',
  'card verification value',
  'card security code',
  'security code',
]

/** Names that end like one of the above but hold something else. */
const harmless =
  /(?:^|[ ])(?:(?:next|previous|prev|page|pagination|continuation|sync|cursor|start|stop|end|max|min|input|output|total|prompt|completion|reasoning|cached|design|public|primary|foreign|partition|sort|object|cache|row|idempotency|translation|i18n|symbol) (?:token|tokens|key|pin|pass|secret)|(?:by)pass|(?:is|has|num|count|enable|enabled|requires?|show|hide|reset|forgot|change|allow|no|use) \w{0,20} ?(?:password|token|secret|pin|pass|cookie|credentials)|token (?:type|count|limit|usage|url|endpoint|expir\w{0,8}))$/

const sensitive = new Set(sensitiveFieldNames)

/** The sensitive name a key ends with, or undefined. */
export const sensitiveFieldName: (key: string) => string | undefined = remembered(findSensitiveName)

function findSensitiveName(key: string): string | undefined {
  const words = splitWords(key.slice(-80)).trim()
  if (words === '' || harmless.test(words)) return undefined
  const parts = words.split(' ')
  for (let count = Math.min(4, parts.length); count > 0; count--) {
    const tail = parts.slice(-count).join(' ')
    if (sensitive.has(tail)) return tail
  }
  return undefined
}
