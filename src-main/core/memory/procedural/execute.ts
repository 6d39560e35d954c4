import { z } from 'zod'
import { AthenaError } from '../../../contract/errors.ts'
import { compact, defineOperation } from '../operation.ts'
import { changeFields, name } from '../shared/fields.ts'
import { findPitfalls, warningSchema } from './pitfall.ts'
import { needProcedure, procedureView, stepSchema } from './procedure.ts'

export const execute = defineOperation({
  layer: 'procedural',
  name: 'execute',
  description:
    'Begins a run of a procedure: fills the parameters into its steps, opens a run and hands the steps back, with the code when it is a skill (run it with execute_code as it is: it begins with `const parameters = {…}`) and warnings from pitfalls. ' +
    'It does not act by itself; report the outcome with procedural/record_run. BAD_ARGUMENTS for a missing, unknown or wrongly typed parameter.',
  input: z.strictObject({
    procedure: name,
    parameters: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
    ...changeFields,
  }),
  output: z.object({
    runId: z.string(),
    procedureId: z.string(),
    version: z.number(),
    steps: z.array(stepSchema),
    preconditions: z.array(z.string()),
    successTest: z.string().optional(),
    code: z.string().optional(),
    parameters: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    warnings: z.array(warningSchema),
    opId: z.string(),
  }),
  positional: ['procedure'],
  readOnly: false,
  handler(context, input) {
    const row = needProcedure(context, input.procedure, input)
    const view = procedureView(row)
    const known = new Set(view.parameters.map((one) => one.name))
    for (const key of Object.keys(input.parameters)) {
      if (!known.has(key))
        throw new AthenaError(
          'BAD_ARGUMENTS',
          `${view.name} has no parameter ${key}; it has ${[...known].join(', ') || 'none'}.`,
        )
    }
    const values: Record<string, string | number | boolean> = {}
    for (const parameter of view.parameters) {
      const value = input.parameters[parameter.name] ?? parameter.default
      if (value === undefined)
        throw new AthenaError(
          'BAD_ARGUMENTS',
          `${view.name} needs the parameter ${parameter.name} (${parameter.type}).`,
        )
      if (typeof value !== parameter.type)
        throw new AthenaError(
          'BAD_ARGUMENTS',
          `${view.name}: ${parameter.name} must be a ${parameter.type}, not a ${typeof value}.`,
        )
      values[parameter.name] = value
    }
    const fill = (text: string): string =>
      text.replace(/\{\{\s*(\w+)\s*\}\}/g, (whole, key: string) => String(values[key] ?? whole))
    const steps = view.steps.map((step) =>
      compact({
        ...step,
        action: fill(step.action),
        condition: step.condition && fill(step.condition),
        expect: step.expect && fill(step.expect),
      }),
    )
    const warnings = findPitfalls(
      context,
      `${view.name} ${view.goal} ${steps.map((step) => step.action).join(' ')}`.slice(0, 2000),
      input.scope,
      3,
    )
    return context.write({ ...input, scope: row.scope }, (write) => {
      const run = write.insert({
        layer: 'procedural',
        kind: 'run',
        scope: row.scope,
        content: `Run of ${view.name}`,
        status: 'open',
        parent: row.id,
        occurredAt: context.now,
        data: { version: view.version, parameters: values },
      })
      return compact({
        runId: run.id,
        procedureId: row.id,
        version: view.version,
        steps,
        preconditions: view.preconditions.map(fill),
        successTest: view.successTest === undefined ? undefined : fill(view.successTest),
        code:
          view.code === undefined ? undefined : `const parameters = ${JSON.stringify(values)}\n${view.code}`,
        parameters: values,
        warnings,
      })
    })
  },
})
