import { z } from 'zod'
import type { Json } from '../../../contract/json.ts'
import type { MemoryRow } from '../database/rows.ts'
import { asRecord, compact, type MemoryContext } from '../operation.ts'
import { filledText, name, shortText } from '../shared/fields.ts'

export const stepSchema = z.strictObject({
  action: filledText(5000).describe('What to do; {{parameter}} is filled in by procedural/execute.'),
  condition: shortText.optional().describe('Only when this holds.'),
  tool: name.optional().describe('Tool it uses, such as "github/create_issue".'),
  expect: shortText.optional().describe('What shows that it worked.'),
})
export type Step = z.infer<typeof stepSchema>

export const parameterSchema = z.strictObject({
  name: z.string().regex(/^[A-Za-z_]\w{0,63}$/),
  type: z.enum(['string', 'number', 'boolean']).default('string'),
  description: shortText.optional(),
  default: z.union([z.string(), z.number(), z.boolean()]).optional(),
})
export type Parameter = z.infer<typeof parameterSchema>

export const procedureBody = {
  goal: shortText.describe('What it achieves, in words that a situation would use.'),
  steps: z
    .array(z.union([filledText(5000), stepSchema]))
    .min(1)
    .max(200),
  preconditions: z.array(shortText).max(50).default([]).describe('What must hold before it begins.'),
  parameters: z.array(parameterSchema).max(50).default([]),
  successTest: shortText.optional().describe('How to tell that it succeeded.'),
  code: z
    .string()
    .max(100_000)
    .optional()
    .describe('TypeScript that does it, when the procedure is a skill to be run by execute_code.'),
}

export const procedureSchema = z.object({
  id: z.string(),
  name: z.string(),
  version: z.number(),
  goal: z.string(),
  steps: z.array(stepSchema),
  preconditions: z.array(z.string()),
  parameters: z.array(parameterSchema),
  successTest: z.string().optional(),
  code: z.string().optional(),
  tags: z.array(z.string()),
  runs: z.number(),
  successProbability: z
    .number()
    .describe('Mean of the Beta posterior with one success and one failure assumed.'),
  scope: z.string(),
})
export type ProcedureView = z.infer<typeof procedureSchema>

/** Successes and failures counted, for all versions or one. */
export interface Tally {
  successes: number
  failures: number
}

export function tallyOf(row: MemoryRow, version?: number): Tally {
  const tallies = asRecord(row.data['tallies'])
  const chosen = version === undefined ? Object.values(tallies) : [tallies[String(version)] ?? {}]
  return chosen
    .map((one) => asRecord(one))
    .reduce<Tally>(
      (sum, one) => ({
        successes: sum.successes + Number(one['successes'] ?? 0),
        failures: sum.failures + Number(one['failures'] ?? 0),
      }),
      { successes: 0, failures: 0 },
    )
}

/** Mean of Beta(1 + successes, 1 + failures). */
export function posterior({ successes, failures }: Tally): number {
  return (successes + 1) / (successes + failures + 2)
}

export function procedureView(row: MemoryRow): ProcedureView {
  const { data } = row
  const version = Number(data['version'] ?? 1)
  const tally = tallyOf(row, version)
  return compact({
    id: row.id,
    name: String(data['label'] ?? row.name ?? ''),
    version,
    goal: String(data['goal'] ?? ''),
    steps: (Array.isArray(data['steps']) ? data['steps'] : []) as unknown as Step[],
    preconditions: (Array.isArray(data['preconditions']) ? data['preconditions'] : []) as string[],
    parameters: (Array.isArray(data['parameters']) ? data['parameters'] : []) as unknown as Parameter[],
    successTest: typeof data['successTest'] === 'string' ? data['successTest'] : undefined,
    code: typeof data['code'] === 'string' ? data['code'] : undefined,
    tags: row.tags,
    runs: tally.successes + tally.failures,
    successProbability: Math.round(posterior(tally) * 1000) / 1000,
    scope: row.scope,
  })
}

export interface ProcedureBody {
  goal: string
  steps: (string | Step)[]
  preconditions: string[]
  parameters: Parameter[]
  successTest?: string | undefined
  code?: string | undefined
}

/** Row fields of a procedure. */
export function procedureFields(
  label: string,
  body: ProcedureBody,
  version: number,
  more: Record<string, Json>,
): Pick<MemoryRow, 'name' | 'content' | 'data'> {
  const steps = body.steps.map((step) => (typeof step === 'string' ? { action: step } : step))
  return {
    name: label.toLowerCase(),
    content: [
      label,
      body.goal,
      ...body.preconditions,
      ...steps.map((step, index) => `${index + 1}. ${step.action}`),
    ].join('\n'),
    data: compact({
      ...more,
      label,
      version,
      goal: body.goal,
      steps: steps as unknown as Json,
      preconditions: body.preconditions,
      parameters: body.parameters as unknown as Json,
      successTest: body.successTest,
      code: body.code,
    }) as Record<string, Json>,
  }
}

/** A procedure by id or name within the scopes; NOT_FOUND otherwise. */
export function needProcedure(
  context: MemoryContext,
  reference: string,
  input: { scope?: string | string[] | undefined },
): MemoryRow {
  const scopes = context.readScopes(input.scope)
  const { sql, parameters } = context.retrieval.where({
    scopes,
    layers: ['procedural'],
    kinds: ['procedure'],
    cold: true,
  })
  const [byName] = context.store.select(`${sql} AND (m.id = ? OR m.name = ?)`, [
    ...parameters,
    reference,
    reference.toLowerCase(),
  ])
  return byName ?? context.need(reference, input, { layer: 'procedural', kind: 'procedure' })
}
