import { z } from 'zod'
import { AthenaError } from '../../../contract/errors.ts'
import type { Json } from '../../../contract/json.ts'
import { asRecord, defineOperation } from '../operation.ts'
import { changeFields, name, shortText, tags } from '../shared/fields.ts'
import { refuseUndeclared } from './define.ts'
import {
  needProcedure,
  procedureBody,
  procedureFields,
  procedureView,
  type ProcedureBody,
} from './procedure.ts'

export const revise = defineOperation({
  layer: 'procedural',
  name: 'revise',
  description:
    'Makes a new version of a procedure, or goes back to the content of an earlier one (which becomes a new version too). What is not given stays. Run statistics stay with the version they were made with.',
  input: z.strictObject({
    procedure: name,
    goal: procedureBody.goal.optional(),
    steps: procedureBody.steps.optional(),
    preconditions: procedureBody.preconditions.unwrap().optional(),
    parameters: procedureBody.parameters.unwrap().optional(),
    successTest: procedureBody.successTest,
    code: procedureBody.code,
    tags: tags.optional(),
    toVersion: z.int().min(1).optional().describe('Take the content of this version.'),
    reason: shortText,
    ...changeFields,
  }),
  output: z.object({ id: z.string(), version: z.number(), opId: z.string() }),
  positional: ['procedure'],
  readOnly: false,
  handler(context, input) {
    const row = needProcedure(context, input.procedure, input)
    const view = procedureView(row)
    const present: ProcedureBody = {
      goal: view.goal,
      steps: view.steps,
      preconditions: view.preconditions,
      parameters: view.parameters,
      successTest: view.successTest,
      code: view.code,
    }
    const versions = (Array.isArray(row.data['versions']) ? row.data['versions'] : []).map((one) =>
      asRecord(one),
    )
    const base =
      input.toVersion === undefined
        ? present
        : (versions.find((one) => one['version'] === input.toVersion)?.['body'] as unknown as
            | ProcedureBody
            | undefined)
    if (!base) throw new AthenaError('NOT_FOUND', `${view.name} has no earlier version ${input.toVersion}.`)
    const body: ProcedureBody = {
      goal: input.goal ?? base.goal,
      steps: input.steps ?? base.steps,
      preconditions: input.preconditions ?? base.preconditions,
      parameters: input.parameters ?? base.parameters,
      successTest: input.successTest ?? base.successTest,
      code: input.code ?? base.code,
    }
    refuseUndeclared(body)
    return context.write({ ...input, scope: row.scope }, (write) => {
      const kept = [
        ...versions,
        {
          version: view.version,
          reason: row.data['reason'] ?? 'first version',
          body: JSON.parse(JSON.stringify(present)) as Json,
        },
      ]
      const more = { versions: kept as Json, tallies: row.data['tallies'] ?? {}, reason: input.reason }
      const after = write.update(row.id, {
        ...procedureFields(view.name, body, view.version + 1, more),
        ...(input.tags && { tags: input.tags }),
      })
      return { id: after.id, version: view.version + 1 }
    })
  },
})
