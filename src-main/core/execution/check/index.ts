import type { Problem } from '../../../contract/events.ts'
import { type Catalog, parseSpecifier } from '../../catalog/index.ts'
import type { CheckResult, Checker } from './api.ts'
import { explainDiagnostics } from './diagnostics.ts'
import { fileSystemDeclaration, globalsDeclaration } from './globals.ts'
import { type SkillSource, findGrants, readImports } from './imports.ts'
import { returnsAsThrows, stripFences } from './normalise.ts'
import { runRules } from './rules.ts'
import { parseAgentCode } from './syntax.ts'
import { createLocator } from './syntax-tree.ts'
import { CheckTimeout, TypeServer } from './type-server.ts'

export type * from './api.ts'
export type { SkillSource } from './imports.ts'
export { renderProblems } from './render-problems.ts'

export interface CheckerOptions {
  catalog: Catalog
  skills?: SkillSource
  /** Milliseconds one type check may take; default 5,000. */
  timeoutMs?: number
}

/** Notes shown at most. */
const maxNotes = 5
const maxErrors = 5

/** Makes a checker. The type server starts with `warmUp` or the first check. */
export function createChecker(options: CheckerOptions): Checker {
  const { catalog, skills } = options
  const server = new TypeServer({
    files: { read: (path) => readVirtual(path, catalog, skills) },
    timeoutMs: options.timeoutMs ?? 5_000,
  })

  return {
    check: (source) => checkCode(source, catalog, skills, server),
    types: () => [
      { path: '/athena.d.ts', text: globalsDeclaration },
      { path: '/files.d.ts', text: fileSystemDeclaration },
      ...catalog
        .listFiles()
        .filter((path) => path.endsWith('.ts'))
        .flatMap((path) => {
          const text = catalog.readFile(path)
          return text === undefined ? [] : [{ path, text }]
        }),
      ...(skills?.names() ?? []).flatMap((name) => {
        const text = skills?.read(name)
        return text === undefined ? [] : [{ path: `/skills/${name}.ts`, text }]
      }),
    ],
    warmUp: async () => {
      await server.check('export {}\n', async () => undefined)
    },
    typeServerPid: () => server.pid,
    close: () => server.close(),
  }
}

async function checkCode(
  original: string,
  catalog: Catalog,
  skills: SkillSource | undefined,
  server: TypeServer,
): Promise<CheckResult> {
  const started = performance.now()
  const source = stripFences(original)
  const done = (problems: Problem[], rest: Partial<CheckResult> = {}): CheckResult => {
    const errors = problems.filter(({ severity }) => severity === 'error').slice(0, maxErrors)
    const notes = problems.filter(({ severity }) => severity === 'note').slice(0, maxNotes)
    return {
      ok: errors.length === 0,
      problems: [...errors, ...notes],
      source,
      imports: [],
      grants: [],
      unchecked: false,
      ...rest,
      ms: Math.round((performance.now() - started) * 10) / 10,
    }
  }
  const parsed = parseAgentCode(source)
  if ('problems' in parsed) return done(parsed.problems)
  const { program, comments } = parsed
  const locate = createLocator(source)
  const imports = readImports(program, catalog, skills, locate)
  const context = { program, source, locate, toolNames: imports.toolNames, namespaces: imports.namespaces }
  const found = [...runRules(context), ...imports.problems]
  const grants = findGrants(program, imports, catalog, skills, (skill) =>
    grantsOfSkill(skill, catalog, skills, 0),
  )
  const rest = { imports: imports.specifiers, grants }
  const unchecked = comments.some(({ value }) => /^\s*@ts-nocheck\b/.test(value))
  if (unchecked) return done(found, { ...rest, unchecked })

  const exportsOf = (specifier: string): string[] => {
    const module = catalog.module(specifier)
    return module?.kind === 'server' ? Object.keys(module.exports) : []
  }
  const importOf = (name: string): string | undefined => {
    const server = catalog
      .servers()
      .find(({ tools }) => tools.some((tool) => tool.exportName === name && tool.enabled))
    return server && `Import it: import { ${name} } from './servers/${server.name}'.`
  }
  const checked = returnsAsThrows(source, program)
  try {
    const types = await server.check(checked.text, ({ diagnostics, typeAt }) =>
      explainDiagnostics(
        diagnostics.map((found) => ({
          ...found,
          pos: checked.originalOffset(found.pos),
          end: checked.originalOffset(found.end),
        })),
        { ...context, exportsOf, importOf },
        (offset, isCalled) => typeAt(checked.checkedOffset(offset), isCalled),
      ),
    )
    // A rule that names the same place says it better than the compiler.
    const told = new Set(
      found.filter(({ severity }) => severity === 'error').map(({ line, column }) => `${line}:${column}`),
    )
    return done([...found, ...types.filter(({ line, column }) => !told.has(`${line}:${column}`))], rest)
  } catch (error) {
    const why = error instanceof CheckTimeout ? 'they took too long' : 'the type checker did not answer'
    const note: Problem = {
      severity: 'note',
      code: 'TYPE',
      rule: 'types-unchecked',
      message: `Types were not checked: ${why}.`,
      line: 1,
      column: 1,
    }
    return done([...found, note], { ...rest, unchecked: true })
  }
}

function grantsOfSkill(
  source: string,
  catalog: Catalog,
  skills: SkillSource | undefined,
  depth: number,
): string[] {
  const parsed = parseAgentCode(source)
  if ('problems' in parsed || depth > 5) return []
  const imports = readImports(parsed.program, catalog, skills, () => ({ line: 1, column: 1 }))
  return findGrants(parsed.program, imports, catalog, skills, (inner) =>
    grantsOfSkill(inner, catalog, skills, depth + 1),
  )
}

/** The files of the compiler: the globals, the tree in every accepted spelling, the skills. */
function readVirtual(path: string, catalog: Catalog, skills: SkillSource | undefined): string | undefined {
  if (path === '/athena.d.ts') return globalsDeclaration
  if (path === '/files.d.ts') return fileSystemDeclaration
  // Skills write `./servers/x` as code does, although they lie in a folder of their own.
  const plain = path.replace(/^\/skills\/(?=(?:servers|skills)\/)/, '/')
  if (!plain.endsWith('.ts') || plain.endsWith('.d.ts')) return undefined
  const own = plain === path ? catalog.readFile(plain) : undefined
  if (own !== undefined) return own
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
