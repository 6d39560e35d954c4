import { AthenaError } from '../../contract/errors.ts'
import type { SandboxModule } from '../../contract/sandbox.ts'
import { parseSpecifier } from '../catalog/index.ts'
import type { Catalog } from '../catalog/api.ts'
import { completeImports } from '../execution/check/index.ts'
import { importedFiles } from './promote.ts'
import type { Skills } from './skills.ts'

/** What a run may import, and the skills among it. */
export interface ResolvedModules {
  modules: Record<string, SandboxModule>
  /** Names of skills that the code reaches, directly or through other skills. */
  skills: string[]
}

/**
 * The modules behind the imports of a script, those of skills included, each under the specifier it is written with.
 *
 * @throws UNKNOWN_IMPORT when a specifier names nothing.
 */
export function resolveModules(
  imports: readonly string[],
  catalog: Catalog,
  skills: Skills,
): ResolvedModules {
  const modules: Record<string, SandboxModule> = {}
  const reached = new Set<string>()
  const waiting = [...imports]
  for (let specifier = waiting.pop(); specifier !== undefined; specifier = waiting.pop()) {
    if (Object.hasOwn(modules, specifier)) continue
    const target = parseSpecifier(specifier)
    const saved = target?.kind === 'skill' ? skills.read(target.name) : undefined
    const source = saved === undefined ? undefined : completeImports(saved, catalog)
    const module: SandboxModule | undefined =
      source === undefined ? catalog.module(specifier) : { kind: 'code', source }
    if (!module) throw new AthenaError('UNKNOWN_IMPORT', `There is no file "${specifier}" in the tool tree.`)
    modules[specifier] = module
    if (target?.kind !== 'skill' || source === undefined) continue
    reached.add(target.name)
    waiting.push(...importedFiles(source))
  }
  return { modules, skills: [...reached] }
}
