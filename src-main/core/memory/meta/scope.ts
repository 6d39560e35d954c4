import { z } from 'zod'
import { AthenaError } from '../../../contract/errors.ts'
import { defineOperation, type MemoryContext } from '../operation.ts'
import { id, shortText, writeFields } from '../shared/fields.ts'
import { fullScope, type ScopeSetting } from '../shared/scopes.ts'

const scopeName = z
  .string()
  .regex(/^(?:user|session|agent|(?:user|project|session|agent):[^\s\u0000-\u001f]{1,120})$/u)

export const scope = defineOperation({
  layer: 'meta',
  name: 'scope',
  description:
    'Lists, describes, seals, shares or moves between scopes. ' +
    'list: all scopes with counts. create: gives one a description (a scope exists as soon as something is in it). seal/unseal: reads only. share/unshare: readers of `with` also see `name`. ' +
    'move: takes the memories `ids`, or all, from `name` to `to`; moving all needs `expect`, their number.',
  input: z.strictObject({
    action: z.enum(['list', 'create', 'seal', 'unseal', 'share', 'unshare', 'move']).default('list'),
    name: scopeName.optional(),
    description: shortText.optional(),
    with: scopeName.optional(),
    to: scopeName.optional(),
    ids: z.array(id).min(1).max(10_000).optional(),
    expect: z.int().min(0).optional(),
    idempotencyKey: writeFields.idempotencyKey,
  }),
  output: z.object({
    scopes: z.array(
      z.object({
        name: z.string(),
        memories: z.number(),
        description: z.string(),
        sealed: z.boolean(),
        sharedWith: z.array(z.string()),
      }),
    ),
    moved: z.number().optional(),
    opId: z.string().optional(),
  }),
  positional: ['action', 'name'],
  readOnly: false,
  handler(context, input) {
    if (input.action === 'list') return { scopes: listScopes(context) }
    if (input.name === undefined)
      throw new AthenaError('BAD_ARGUMENTS', `meta/scope: ${input.action} needs a name.`)
    const full = fullScope(input.name, context.caller)
    const { opId, moved } = context.write(
      { idempotencyKey: input.idempotencyKey },
      (write): { moved?: number } => {
        const setting: ScopeSetting = context.store.setting<ScopeSetting>(`scope:${full}`) ?? {
          description: '',
          sealed: false,
          sharedWith: [],
        }
        const save = (change: Partial<ScopeSetting>): object => {
          write.setting(`scope:${full}`, { ...setting, ...change } as ScopeSetting)
          return {}
        }
        if (input.action === 'create') return save({ description: input.description ?? setting.description })
        if (input.action === 'seal') return save({ sealed: true })
        if (input.action === 'unseal') return save({ sealed: false })
        if (input.action === 'share' || input.action === 'unshare') {
          if (input.with === undefined)
            throw new AthenaError('BAD_ARGUMENTS', `meta/scope: ${input.action} needs \`with\`.`)
          const other = fullScope(input.with, context.caller)
          const rest = setting.sharedWith.filter((one) => one !== other)
          return save({ sharedWith: input.action === 'share' ? [...rest, other] : rest })
        }
        if (input.to === undefined) throw new AthenaError('BAD_ARGUMENTS', 'meta/scope: move needs `to`.')
        const target = fullScope(input.to, context.caller)
        const rows = input.ids
          ? input.ids.map((one) => context.store.need(one, [full]))
          : context.store.select('m.scope = ?', [full])
        if (!input.ids && input.expect !== rows.length) {
          throw new AthenaError(
            'CONFLICT',
            `meta/scope: ${full} has ${rows.length} memories; repeat the move with expect: ${rows.length}.`,
          )
        }
        for (const row of rows) write.update(row.id, { scope: target })
        return { moved: rows.length }
      },
    )
    return { scopes: listScopes(context), ...(moved !== undefined && { moved }), opId }
  },
})

function listScopes(context: MemoryContext) {
  const counts = context.store.database
    .prepare('SELECT scope, count(*) AS count FROM memories WHERE endedAt IS NULL GROUP BY scope')
    .all() as { scope: string; count: number }[]
  const names = new Map(counts.map((one) => [one.scope, one.count]))
  const settings = new Map(
    context.store
      .settings('scope:')
      .map((one) => [one.id.slice('scope:'.length), one.value as unknown as ScopeSetting]),
  )
  for (const name of settings.keys()) if (!names.has(name)) names.set(name, 0)
  if (!names.has('user')) names.set('user', 0)
  return [...names]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, memories]) => ({
      name,
      memories,
      description: settings.get(name)?.description ?? '',
      sealed: settings.get(name)?.sealed ?? false,
      sharedWith: settings.get(name)?.sharedWith ?? [],
    }))
}
