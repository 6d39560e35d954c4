import { AthenaError } from '../../../contract/errors.ts'
import type { Caller } from '../../gateway/api.ts'
import type { MemoryStore } from '../database/store.ts'

/** Setting of a scope under `scope:<name>`. */
export interface ScopeSetting {
  [key: string]: string | boolean | string[]
  description: string
  /** Sealed scopes may be read, not written. */
  sealed: boolean
  /** Other scopes whose readers also see this one. */
  sharedWith: string[]
}

/** `session` and `agent` stand for the caller's own. */
export function fullScope(scope: string, caller: Caller): string {
  if (scope === 'session') return `session:${caller.session}`
  if (scope === 'agent') return `agent:${caller.client}`
  return scope
}

/** The scopes a read sees: those named, and those shared with them. */
export function readableScopes(
  store: MemoryStore,
  scope: string | string[] | undefined,
  caller: Caller,
): string[] {
  const named = (scope === undefined ? ['user'] : Array.isArray(scope) ? scope : [scope]).map((one) =>
    fullScope(one, caller),
  )
  const result = new Set(named)
  for (const { id, value } of store.settings('scope:')) {
    const setting = value as unknown as ScopeSetting
    if (setting.sharedWith.some((other) => named.includes(other))) result.add(id.slice('scope:'.length))
  }
  return [...result]
}

/** The scope a write goes to; CONFLICT when it is sealed. */
export function writableScope(
  store: MemoryStore,
  scope: string | string[] | undefined,
  caller: Caller,
): string {
  if (Array.isArray(scope) && scope.length > 1) {
    throw new AthenaError('BAD_ARGUMENTS', 'A write goes to one scope; name a single one in `scope`.')
  }
  const one = Array.isArray(scope) ? scope[0] : scope
  const full = fullScope(one ?? 'user', caller)
  refuseSealed(store, full)
  return full
}

/** CONFLICT when a scope may not be written to. */
export function refuseSealed(store: MemoryStore, scope: string): void {
  const setting = store.setting<ScopeSetting>(`scope:${scope}`)
  if (setting?.sealed === true) {
    throw new AthenaError(
      'CONFLICT',
      `The scope ${scope} is sealed: it can be read, not changed. Unseal it with meta/scope first.`,
    )
  }
}
