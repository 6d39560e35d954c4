import type { Parsed } from './arguments.ts'
import { withHost } from './context.ts'
import { outcome, readSource } from './outcome.ts'
import type { Outcome } from './outcome.ts'
import { exitCodes, UsageError } from './usage.ts'

/** `skill list`: saved skills, how often they were used, and tools that changed since. */
export async function skillList(args: Parsed): Promise<Outcome> {
  args.positionals(0, 0)
  return withHost(async ({ client }) => {
    const result = await client.call('skills.list', {})
    const lines = result.skills.flatMap((skill) => [
      `${skill.name}  ${skill.description}  (${skill.uses} uses, ${skill.failures} failed)`,
      ...skill.drift.map(
        (drift) => `    ! ${drift.tool} is ${drift.reason === 'missing' ? 'gone' : 'not what it was'}`,
      ),
    ])
    return outcome(result, lines.length > 0 ? lines : ['No skill has been saved yet.'])
  })
}

/** `skill save NAME --from FILE|RUN --description TEXT [--input NAME]…`. */
export async function skillSave(args: Parsed): Promise<Outcome> {
  const [name = ''] = args.positionals(1, 1)
  const from = args.option('from')
  const description = args.option('description')
  if (from === undefined || description === undefined) {
    throw new UsageError(
      '"skill save" needs --from FILE or execution id, and --description with one sentence.',
    )
  }
  const origin = /^x_[a-z0-9]+$/.test(from) ? { run: from } : { code: readSource(from) }
  return withHost(async ({ client }) => {
    const result = await client.call('skills.save', {
      name,
      description,
      lift: args.list('input'),
      ...origin,
    })
    return outcome(result, [result.source])
  })
}

/** `skill test NAME`: against the recording it was made from. */
export async function skillTest(args: Parsed): Promise<Outcome> {
  const [name = ''] = args.positionals(1, 1)
  return withHost(async ({ client }) => {
    const result = await client.call('skills.test', { name })
    return outcome(result, [result.detail], result.ok ? exitCodes.ok : exitCodes.failed)
  })
}

/** `skill remove NAME`. */
export async function skillRemove(args: Parsed): Promise<Outcome> {
  const [name = ''] = args.positionals(1, 1)
  return withHost(async ({ client }) => {
    await client.call('skills.remove', { name })
    return outcome({ removed: name }, [`${name} was removed.`])
  })
}
