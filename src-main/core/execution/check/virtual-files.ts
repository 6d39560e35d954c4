import { type Catalog, parseSpecifier } from '../../catalog/index.ts'
import { fileSystemDeclaration, globalsDeclaration } from './globals.ts'
import type { SkillSource } from './imports.ts'
import type { VirtualFiles } from './type-server.ts'

/** How a wrapper names the shape that calls have shown. */
const seenMark = /\bany \/\* (\w+Seen) \*\//g

/** Comments that stand on lines of their own; the compiler needs none of them. */
const comments = /^[ \t]*\/\*\*[^]*?\*\/\n/gm

/** The files of the compiler: the globals, the tree in every accepted spelling, the skills. */
export function createVirtualFiles(catalog: Catalog, skills: SkillSource | undefined): VirtualFiles {
  const indexes = new Map<string, { version: number; text: string | undefined }>()

  /** A server as one file: a large one would otherwise cost the compiler two questions for each of its tools. */
  function indexOf(path: string): string | undefined {
    const version = catalog.version()
    const known = indexes.get(path)
    if (known?.version === version) return known.text
    const server = catalog.servers().find(({ name }) => path === `/servers/${name}/index.ts`)
    const files = server?.tools
      .filter(({ enabled }) => enabled)
      .map(({ file }) => catalog.readFile(`/servers/${server.name}/${file}`) ?? '')
    const text = files && `${files.join('\n').replace(comments, '')}\nexport {}\n`
    indexes.set(path, { version, text })
    return text
  }

  function read(path: string, learned: boolean): string | undefined {
    if (path === '/athena.d.ts') return globalsDeclaration
    if (path === '/files.d.ts') return fileSystemDeclaration
    // Skills write `./servers/x` as code does, although they lie in a folder of their own.
    const plain = path.replace(/^\/skills\/(?=(?:servers|skills)\/)/, '/')
    if (!plain.endsWith('.ts') || plain.endsWith('.d.ts')) return undefined
    const isIndex = plain.endsWith('/index.ts')
    const own = plain === path ? (isIndex ? indexOf(plain) : catalog.readFile(plain)) : undefined
    if (own !== undefined) return learned ? own.replace(seenMark, '$1') : own
    const target = parseSpecifier(plain)
    if (target?.kind === 'skill') {
      const source = skills?.read(target.name)
      return plain === path || source === undefined ? source : alias(`/skills/${target.name}.ts`)
    }
    const canonical = catalog.canonicalPath(plain)
    if (canonical === undefined || (target?.kind === 'server' && !isIndex)) return undefined
    return alias(canonical)
  }

  return { read, version: () => catalog.version() }
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
