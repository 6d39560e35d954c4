import type { Parsed } from './arguments.ts'
import { withHost } from './context.ts'
import { outcome, type Outcome } from './outcome.ts'
import { UsageError } from './usage.ts'

/** `memory embedder [on|off]`: switches recall by meaning, and tells how far its vectors are. */
export async function memoryEmbedder(args: Parsed): Promise<Outcome> {
  const [wanted] = args.positionals(0, 1)
  if (wanted !== undefined && wanted !== 'on' && wanted !== 'off')
    throw new UsageError(`It is switched on or off, not "${wanted}".`)
  return withHost(async ({ client }) => {
    if (wanted !== undefined)
      await client.call('settings.set', { name: 'memory.embedder', value: wanted === 'on' })
    const status = await client.call('memory.embedder', {})
    return outcome(status, [
      `Embedder  ${status.on ? 'on' : 'off'}`,
      `Vectors   ${status.vectors}${status.waiting > 0 ? `, ${status.waiting} to come` : ''}`,
      ...(status.problem === undefined ? [] : [`Problem   ${status.problem}`]),
    ])
  })
}
