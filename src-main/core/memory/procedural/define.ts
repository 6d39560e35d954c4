import { z } from 'zod'
import { AthenaError } from '../../../contract/errors.ts'
import { compact, defineOperation } from '../operation.ts'
import { name, shortText, tags, writeFields } from '../shared/fields.ts'
import { procedureBody, procedureFields } from './procedure.ts'

export const define = defineOperation({
  layer: 'procedural',
  name: 'define',
  description:
    'Stores how something is done: goal, steps, preconditions, typed parameters, success test, and code when it is a skill. ' +
    'Names are unique in a scope: CONFLICT for a known one (change it with procedural/revise). Parameters used as {{name}} in steps must be declared.',
  input: z.strictObject({
    name,
    ...procedureBody,
    tags: tags.optional(),
    source: shortText.optional(),
    ...writeFields,
  }),
  output: z.object({ id: z.string(), version: z.number(), opId: z.string() }),
  positional: ['name'],
  readOnly: false,
  handler(context, input) {
    return context.write(input, (write, scope) => {
      const [known] = context.store.select(
        "m.layer = 'procedural' AND m.kind = 'procedure' AND m.scope = ? AND m.name = ? AND m.endedAt IS NULL",
        [scope, input.name.toLowerCase()],
      )
      if (known)
        throw new AthenaError(
          'CONFLICT',
          `There is a procedure ${JSON.stringify(input.name)} already (${known.id}); change it with procedural/revise.`,
        )
      refuseUndeclared(input)
      const row = write.insert({
        layer: 'procedural',
        kind: 'procedure',
        scope,
        ...procedureFields(input.name, input, 1, { versions: [] }),
        tags: input.tags ?? [],
        occurredAt: context.now,
        source: compact({ ref: input.source }),
      })
      return { id: row.id, version: 1 }
    })
  },
})

/** BAD_ARGUMENTS when a step uses a parameter that is not declared. */
export function refuseUndeclared(body: {
  steps: (string | { action: string })[]
  parameters: { name: string }[]
}): void {
  const declared = new Set(body.parameters.map((one) => one.name))
  for (const step of body.steps) {
    for (const match of (typeof step === 'string' ? step : step.action).matchAll(/\{\{\s*(\w+)\s*\}\}/g)) {
      if (!declared.has(match[1] ?? ''))
        throw new AthenaError(
          'BAD_ARGUMENTS',
          `The step uses {{${match[1]}}}, which is not among the parameters.`,
        )
    }
  }
}
