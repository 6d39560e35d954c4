import { z } from 'zod'
import { AthenaError } from '../../../contract/errors.ts'
import type { Json } from '../../../contract/json.ts'
import { asRecord, defineOperation } from '../operation.ts'
import { name, readFields } from '../shared/fields.ts'
import {
  needProcedure,
  procedureFields,
  procedureSchema,
  procedureView,
  type ProcedureBody,
} from './procedure.ts'

export const getProcedure = defineOperation({
  layer: 'procedural',
  name: 'get_procedure',
  description: 'Gives a procedure by id or name, as it is, as it was at `asOf`, or in an earlier `version`.',
  input: z.strictObject({
    procedure: name,
    version: z.int().min(1).optional(),
    scope: readFields.scope,
    asOf: readFields.asOf,
  }),
  output: procedureSchema.extend({
    versions: z.array(z.object({ version: z.number(), reason: z.string() })),
  }),
  positional: ['procedure'],
  readOnly: true,
  handler(context, input) {
    const now = needProcedure(context, input.procedure, input)
    const row = input.asOf === undefined ? now : context.store.at(now.id, input.asOf)
    if (!row || row.endedAt !== null)
      throw new AthenaError(
        'NOT_FOUND',
        `The procedure ${input.procedure} is not there${input.asOf === undefined ? '' : ' at that time'}.`,
      )
    const earlier = (Array.isArray(row.data['versions']) ? row.data['versions'] : []).map((one) =>
      asRecord(one),
    )
    const versions = [
      ...earlier.map((one) => ({ version: Number(one['version']), reason: String(one['reason'] ?? '') })),
      { version: procedureView(row).version, reason: String(row.data['reason'] ?? 'first version') },
    ]
    if (input.version === undefined || input.version === procedureView(row).version)
      return { ...procedureView(row), versions }
    const chosen = earlier.find((one) => one['version'] === input.version)
    if (!chosen)
      throw new AthenaError(
        'NOT_FOUND',
        `${input.procedure} has no version ${input.version}; it has ${versions.map((one) => one.version).join(', ')}.`,
      )
    const body = asRecord(chosen['body']) as unknown as ProcedureBody
    const fields = procedureFields(procedureView(row).name, body, input.version, {
      tallies: row.data['tallies'] ?? ({} as Json),
    })
    return { ...procedureView({ ...row, ...fields }), versions }
  },
})
