import type { Problem } from '../../../contract/events.ts'
import type { Catalog } from '../../catalog/index.ts'
import { type Node, bare, boundNames, nameOf, nodes, walk } from './syntax-tree.ts'

/** Text with the imports that were left out, and a note for each. */
export interface CompletedSource {
  source: string
  notes: Problem[]
}

/**
 * Adds imports that models leave out because an earlier piece of code had them: `fs.…` and whole servers under their own name
 * (`slack.…`) or initials (`gdrive.…` for google-drive). They go after the last line, so that no line or column moves; imports hold
 * for the whole module wherever they stand.
 */
export function addMissingImports(
  source: string,
  program: Node,
  catalog: Catalog,
  locate: (offset: number) => { line: number; column: number },
): CompletedSource {
  const declared = new Set<string>()
  const used = new Map<string, Node>()
  walk(program, (node) => {
    for (const name of declaredNames(node)) declared.add(name)
    if (node.type !== 'MemberExpression') return
    const object = bare(node['object'])
    const name = nameOf(object)
    if (object && name !== '' && !used.has(name)) used.set(name, object)
  })
  const added: string[] = []
  const notes: Problem[] = []
  for (const [name, at] of used) {
    if (declared.has(name)) continue
    const statement = name === 'fs' ? "import fs from 'fs/promises'" : importOfServer(name, catalog)
    if (statement === undefined) continue
    added.push(statement)
    const start = locate(at.start)
    notes.push({
      severity: 'note',
      code: 'UNKNOWN_IMPORT',
      rule: 'added-import',
      message: `\`${name}\` was not imported; the import was added.`,
      ...start,
      endColumn: start.column + name.length,
      suggestion: `Begin with: ${statement}`,
    })
  }
  return { source: added.length === 0 ? source : `${source}\n${added.join('; ')}`, notes }
}

function importOfServer(name: string, catalog: Catalog): string | undefined {
  if (name in globalThis) return undefined
  const wanted = name.toLowerCase()
  const found = catalog.servers().filter((server) => {
    const words = server.name.split(/[-_]/)
    const last = words.at(-1) ?? ''
    const initials = words
      .slice(0, -1)
      .map((word) => word.charAt(0))
      .join('')
    return (
      words.join('') === wanted.replaceAll('_', '') || (words.length > 1 && `${initials}${last}` === wanted)
    )
  })
  const [only] = found
  return found.length === 1 && only ? `import * as ${name} from './servers/${only.name}'` : undefined
}

function declaredNames(node: Node): string[] {
  switch (node.type) {
    case 'VariableDeclarator':
    case 'FunctionDeclaration':
    case 'ClassDeclaration':
    case 'TSEnumDeclaration':
      return [...boundNames(node['id']), ...parameters(node)]
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return [nameOf(node['id']), ...parameters(node)]
    case 'ImportSpecifier':
    case 'ImportDefaultSpecifier':
    case 'ImportNamespaceSpecifier':
      return [nameOf(node['local'])]
    case 'CatchClause':
      return boundNames(node['param'])
    default:
      return []
  }
}

function parameters(node: Node): string[] {
  return nodes(node['params']).flatMap((parameter) => boundNames(parameter))
}
