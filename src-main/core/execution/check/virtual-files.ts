import { type Catalog, parseSpecifier } from '../../catalog/index.ts'
import { fileSystemDeclaration, globalsDeclaration } from './globals.ts'
import type { SkillSource } from './imports.ts'

/** How a wrapper names the shape that calls have shown. */
const seenMark = /\bany \/\* (\w+Seen) \*\//g

/** The files of the compiler: the globals, the tree in every accepted spelling, the skills. */
export function readVirtual(
  path: string,
  catalog: Catalog,
  skills: SkillSource | undefined,
  learned: boolean,
): string | undefined {
  if (path === '/athena.d.ts') return globalsDeclaration
  if (path === '/files.d.ts') return fileSystemDeclaration
  // Skills write `./servers/x` as code does, although they lie in a folder of their own.
  const plain = path.replace(/^\/skills\/(?=(?:servers|skills)\/)/, '/')
  if (!plain.endsWith('.ts') || plain.endsWith('.d.ts')) return undefined
  const own = plain === path ? catalog.readFile(plain) : undefined
  if (own !== undefined) return learned ? own.replace(seenMark, '$1') : own
  const target = parseSpecifier(plain)
  if (target?.kind === 'skill') {
    return plain === path
      ? skills?.read(target.name)
      : skills?.read(target.name) === undefined
        ? undefined
        : alias(`/skills/${target.name}.ts`)
  }
  const canonical = catalog.canonicalPath(plain)
  if (canonical === undefined || (target?.kind === 'server' && !plain.endsWith('/index.ts'))) return undefined
  return alias(canonical)
}

function alias(path: string): string {
  return `export * from '${path}'\n`
}

/** True if a module has a tool whose results have shown a shape that its server does not declare. */
export function namesLearnedShape(specifier: string, catalog: Catalog): boolean {
  const module = catalog.module(specifier)
  if (module?.kind !== 'server') return false
  const learned = new Set(catalog.learned().map(([tool]) => tool))
  return Object.values(module.exports).some(({ tool }) => learned.has(tool))
}
