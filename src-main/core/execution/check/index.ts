import type { Catalog } from '../../catalog/index.ts'
import type { Checker } from './api.ts'
import { checkCode } from './check-code.ts'
import { fileSystemDeclaration, globalsDeclaration } from './globals.ts'
import type { SkillSource } from './imports.ts'
import { addMissingImports } from './missing-imports.ts'
import { parseAgentCode } from './syntax.ts'
import { createLocator } from './syntax-tree.ts'
import { TypeServer } from './type-server.ts'
import { createVirtualFiles } from './virtual-files.ts'

export type * from './api.ts'
export type { SkillSource } from './imports.ts'
export { renderProblems } from './render-problems.ts'
export { isNode, nodes, walk } from './syntax-tree.ts'
export type { Node } from './syntax-tree.ts'

export interface CheckerOptions {
  catalog: Catalog
  skills?: SkillSource
  /** Milliseconds one type check may take; default 5,000. */
  timeoutMs?: number
}

/** Makes a checker. The type server starts with `warmUp` or the first check. */
export function createChecker(options: CheckerOptions): Checker {
  const { catalog, skills } = options
  const server = new TypeServer({
    files: createVirtualFiles(catalog, skills),
    timeoutMs: options.timeoutMs ?? 5_000,
  })

  return {
    check: (source) => checkCode(source, { catalog, skills, server }),
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
    rest: () => server.close(),
    close: () => server.close(),
  }
}

/** The text of a skill with the imports it left out (`fs`, whole servers) added after its last line; as it is, if it does not parse. */
export function completeImports(source: string, catalog: Catalog): string {
  const parsed = parseAgentCode(source)
  return 'problems' in parsed
    ? source
    : addMissingImports(source, parsed.program, catalog, createLocator(source)).source
}
