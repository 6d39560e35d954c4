import { text as readAll } from 'node:stream/consumers'
import type { Parsed } from './arguments.ts'
import { askHidden } from './ask-hidden.ts'
import { withHost } from './context.ts'
import { outcome, type Outcome } from './outcome.ts'
import { UsageError } from './usage.ts'

/**
 * `vault passphrase [--remove]`: sets, changes or takes away the passphrase of the keys. On a terminal it asks; otherwise the lines of
 * the input are the present passphrase, if one is set, and the new one.
 */
export async function vaultPassphrase(args: Parsed): Promise<Outcome> {
  args.positionals(0, 0)
  const isRemoval = args.flag('remove')
  return withHost(async ({ client }) => {
    const { passphrase } = await client.call('vault.status', {})
    const answers = createAnswers()
    const current = passphrase === 'set' ? await answers.next('Present passphrase: ') : undefined
    const next = isRemoval ? null : await answers.next('New passphrase: ')
    if (next !== null && process.stdin.isTTY && (await answers.next('The same again: ')) !== next) {
      throw new UsageError('The two are not the same; nothing was changed.')
    }
    const result = await client.call('vault.passphrase', {
      next,
      ...(current === undefined ? {} : { current }),
    })
    return outcome(result, [result.protection])
  })
}

/** `vault lock`: real values are shown nowhere until it is unlocked; runs go on. */
export async function vaultLock(args: Parsed): Promise<Outcome> {
  args.positionals(0, 0)
  return withHost(async ({ client }) => {
    await client.call('vault.lock', {})
    return outcome({ locked: true }, ['The vault is locked: real values are not shown.'])
  })
}

/** `vault unlock`: asks for the passphrase if one is set. */
export async function vaultUnlock(args: Parsed): Promise<Outcome> {
  args.positionals(0, 0)
  return withHost(async ({ client }) => {
    const { passphrase } = await client.call('vault.status', {})
    await client.call(
      'vault.unlock',
      passphrase === 'set' ? { passphrase: await createAnswers().next('Passphrase: ') } : {},
    )
    return outcome({ locked: false }, ['The vault is unlocked.'])
  })
}

/** Answers from the terminal, or the lines of the input. */
function createAnswers(): { next: (question: string) => Promise<string> } {
  let lines: string[] | undefined
  return {
    async next(question) {
      if (process.stdin.isTTY) return askHidden(question)
      lines ??= (await readAll(process.stdin)).split(/\r?\n/)
      const line = lines.shift()
      if (line === undefined || line === '')
        throw new UsageError(`The input has no line for "${question.trim()}"`)
      return line
    },
  }
}
