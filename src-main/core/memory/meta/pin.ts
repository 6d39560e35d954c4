import { z } from 'zod'
import { defineOperation } from '../operation.ts'
import { changeFields, id } from '../shared/fields.ts'

export const pin = defineOperation({
  layer: 'meta',
  name: 'pin',
  description:
    'Pins a memory: "always" shows it in every working set (`athena://memory/context`), "session" in that of this session, "protect" only keeps decay away, "off" unpins. ' +
    'Pinned memories never go to the cold tier.',
  input: z.strictObject({
    id,
    level: z.enum(['always', 'session', 'protect', 'off']).default('always'),
    ...changeFields,
  }),
  output: z.object({ id: z.string(), level: z.string(), opId: z.string() }),
  positional: ['id', 'level'],
  readOnly: false,
  handler(context, input) {
    return context.write(input, (write) => {
      const row = context.need(input.id, input)
      const level = input.level === 'session' ? `session:${context.caller.session}` : input.level
      write.update(row.id, { pin: level === 'off' ? null : level, tier: 'hot' })
      return { id: row.id, level: input.level }
    })
  },
})
