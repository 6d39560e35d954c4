import { z } from 'zod'
import { AthenaError } from '../../../contract/errors.ts'
import { defineOperation } from '../operation.ts'
import { filledText, writeFields } from '../shared/fields.ts'
import { fullScope } from '../shared/scopes.ts'
import { defaultPolicy, type PolicySetting } from '../shared/policy.ts'

const patterns = z.array(filledText(500)).max(50)

export const policy = defineOperation({
  layer: 'meta',
  name: 'policy',
  description:
    'Tells or sets what may be stored in a scope ("*": all scopes without their own). ' +
    '`refuse` and `redact` are regular expressions on contents: refused with CONFLICT, or replaced by [redacted] before storing. Quotas count current memories and characters, 0 is none. ' +
    '`retentionDays` lets consolidation/decay move older memories to the cold tier. `autoCapture` tells clients whether to write unasked. Without a setting it only tells the policy.',
  input: z.strictObject({
    name: z.string().min(1).max(140).default('*').describe('The scope, or "*".'),
    refuse: patterns.optional(),
    redact: patterns.optional(),
    maximumMemories: z.int().min(0).optional(),
    maximumContent: z.int().min(0).optional(),
    retentionDays: z.int().min(0).max(36_500).optional(),
    autoCapture: z.boolean().optional(),
    idempotencyKey: writeFields.idempotencyKey,
  }),
  output: z.object({
    name: z.string(),
    refuse: z.array(z.string()),
    redact: z.array(z.string()),
    maximumMemories: z.number(),
    maximumContent: z.number(),
    retentionDays: z.number(),
    autoCapture: z.boolean(),
    opId: z.string().optional(),
  }),
  positional: ['name'],
  readOnly: false,
  handler(context, input) {
    const { name, idempotencyKey, ...wanted } = input
    const full = fullScope(name, context.caller)
    const before = context.store.setting<PolicySetting>(`policy:${full}`) ?? defaultPolicy
    const change = Object.fromEntries(
      Object.entries(wanted).filter(([, value]) => value !== undefined),
    ) as Partial<PolicySetting>
    if (Object.keys(change).length === 0) return { name: full, ...before }
    for (const pattern of [...(input.refuse ?? []), ...(input.redact ?? [])]) {
      try {
        new RegExp(pattern, 'giu')
      } catch (error) {
        throw new AthenaError(
          'BAD_ARGUMENTS',
          `meta/policy: ${JSON.stringify(pattern)} is not a regular expression: ${(error as Error).message}`,
        )
      }
    }
    const after = { ...before, ...change } as PolicySetting
    const { opId } = context.write({ idempotencyKey }, (write) => {
      write.setting(`policy:${full}`, after)
      return {}
    })
    return { name: full, ...after, opId }
  },
})
