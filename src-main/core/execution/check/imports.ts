import type { Problem } from '../../../contract/events.ts'
import { type Catalog, editDistance, nearestNames, parseSpecifier } from '../../catalog/index.ts'
import { type Node, bare, nameOf, nodes, textOf, walk } from './syntax-tree.ts'

/** The user's skills, as files that code may import. */
export interface SkillSource {
  /** Names, such as `save-sheet-as-csv`. */
  names(): string[]
  /** TypeScript of a skill; undefined if there is none of this name. */
  read(name: string): string | undefined
}

/** What the imports of the code bring in. */
export interface ImportFacts {
  /** Specifiers as written, each once. */
  specifiers: string[]
  problems: Problem[]
  /** Local names that call a tool. */
  toolNames: Set<string>
  /** Local names of whole servers. */
  namespaces: Set<string>
  /** Local name → specifier and imported name (`*` for all of it). */
  bindings: Map<string, { specifier: string; imported: string }>
}

/** Reads the imports and finds those that name nothing in the tree. */
export function readImports(
  program: Node,
  catalog: Catalog,
  skills: SkillSource | undefined,
  locate: (offset: number) => { line: number; column: number },
): ImportFacts {
  const facts: ImportFacts = {
    specifiers: [],
    problems: [],
    toolNames: new Set(['callMCPTool', 'search_tools']),
    namespaces: new Set(),
    bindings: new Map(),
  }
  for (const node of nodes(program['body'])) {
    if (node.type !== 'ImportDeclaration' && node.type !== 'ExportNamedDeclaration') continue
    const source = node['source'] as Node | null | undefined
    const specifier = textOf(source)
    if (!source || specifier === undefined) continue
    if (!facts.specifiers.includes(specifier)) facts.specifiers.push(specifier)
    const at = { ...locate(source.start), endColumn: locate(source.end).column }
    const problem = judgeSpecifier(specifier, catalog, skills)
    if (problem)
      facts.problems.push({
        severity: 'error',
        code: 'UNKNOWN_IMPORT',
        rule: 'unknown-import',
        ...at,
        ...problem,
      })
    if (node.type !== 'ImportDeclaration' || node['importKind'] === 'type') continue
    // Arguments of a skill are checked as strictly as those of a tool.
    const isServer =
      catalog.module(specifier)?.kind === 'server' || parseSpecifier(specifier)?.kind === 'skill'
    for (const entry of nodes(node['specifiers'])) {
      const local = nameOf(entry['local'])
      if (entry.type === 'ImportSpecifier') {
        if (entry['importKind'] === 'type') continue
        facts.bindings.set(local, { specifier, imported: nameOf(entry['imported']) })
        if (isServer) facts.toolNames.add(local)
        continue
      }
      facts.bindings.set(local, { specifier, imported: '*' })
      if (isServer) facts.namespaces.add(local)
    }
  }
  return facts
}

function judgeSpecifier(
  specifier: string,
  catalog: Catalog,
  skills: SkillSource | undefined,
): Pick<Problem, 'message' | 'suggestion'> | undefined {
  const target = parseSpecifier(specifier)
  if (target?.kind === 'fs' || target?.kind === 'search' || target?.kind === 'client') return undefined
  if (target?.kind === 'skill') {
    if (skills?.read(target.name) !== undefined) return undefined
    const nearest = nearestNames(target.name, skills?.names() ?? [], 3)
    return {
      message: `There is no skill \`${target.name}\`.`,
      suggestion:
        nearest.length > 0
          ? `Nearest: ${nearest.map((name) => `./skills/${name}`).join(', ')}.`
          : 'No skill has been saved under a name like this.',
    }
  }
  if (target && catalog.module(specifier)) return undefined
  const servers = catalog.servers()
  if (target) {
    const server = servers.find(
      ({ name }) => catalog.canonicalPath(`./servers/${target.server}`) === `/servers/${name}/index.ts`,
    )
    if (server && target.kind === 'tool') {
      const nearest = nearestNames(
        target.file,
        server.tools.map((tool) => tool.exportName),
        3,
      )
      return {
        message: `The server \`${server.name}\` has no tool \`${target.file}\`.`,
        suggestion:
          nearest.length > 0
            ? `Nearest: ${nearest.map((name) => `import { ${name} } from './servers/${server.name}'`).join('; ')}.`
            : `Read /servers/${server.name}/README.md.`,
      }
    }
    const nearest = nearestNames(
      target.server,
      servers.map(({ name }) => name),
      3,
    )
    return {
      message: `There is no server \`${target.server}\`.`,
      suggestion:
        nearest.length > 0
          ? `Nearest: ${nearest.map((name) => `./servers/${name}`).join(', ')}.`
          : `Servers: ${
              servers
                .slice(0, 8)
                .map(({ name }) => name)
                .join(', ') || 'none'
            }.`,
    }
  }
  const wanted = specifier.replace(/^(?:node:|@|[./]+)/, '')
  const nearest = nearestNames(
    wanted,
    servers.map(({ name }) => name),
    3,
  ).filter(
    (name) =>
      wanted.toLowerCase().includes(name.toLowerCase()) ||
      editDistance(wanted, name) <= Math.ceil(name.length / 4),
  )
  const isPath = /^[./]/.test(specifier)
  return {
    message: isPath
      ? `There is no file \`${specifier}\` in the tree.`
      : `The package \`${specifier}\` is not available: there is no npm in the sandbox.`,
    suggestion:
      nearest.length > 0
        ? `Nearest: ${nearest.map((name) => `./servers/${name}`).join(', ')}.`
        : "Imports: './servers/<server>', './skills/<skill>', 'fs/promises'.",
  }
}

/** The tools that code may call, as far as its text tells; a server used as a whole counts with all its tools. */
export function findGrants(
  program: Node,
  facts: ImportFacts,
  catalog: Catalog,
  skills: SkillSource | undefined,
  readSkill: (source: string) => string[],
): string[] {
  const grants = new Set<string>()
  const add = (specifier: string, imported: string): void => {
    const module = catalog.module(specifier)
    if (module?.kind === 'server') {
      for (const [name, { tool }] of Object.entries(module.exports))
        if (imported === '*' || imported === name) grants.add(tool)
      return
    }
    const target = parseSpecifier(specifier)
    const source = target?.kind === 'skill' ? skills?.read(target.name) : undefined
    if (source !== undefined) for (const tool of readSkill(source)) grants.add(tool)
  }
  const seen = new Set<string>()
  walk(program, (node, parents) => {
    if (node.type === 'ImportDeclaration') return false
    if (node.type === 'CallExpression') {
      const callee = nameOf(bare(node['callee']))
      const tool = callee === 'callMCPTool' ? textOf(nodes(node['arguments'])[0]) : undefined
      if (callee === 'search_tools' && !facts.bindings.has(callee)) grants.add('athena/search_tools')
      if (tool !== undefined) {
        try {
          grants.add(catalog.resolve(tool).id)
        } catch {
          // An unknown tool fails in the call itself, which can be caught; it grants nothing.
        }
      }
    }
    const name = nameOf(node)
    const binding = name === '' ? undefined : facts.bindings.get(name)
    if (!binding) return undefined
    const parent = parents?.node
    if (parent?.type === 'MemberExpression' && parent['object'] !== node && parent['computed'] !== true)
      return undefined
    if (binding.imported !== '*') {
      if (!seen.has(name)) add(binding.specifier, binding.imported)
      seen.add(name)
      return undefined
    }
    const member =
      parent?.type === 'MemberExpression' && parent['object'] === node
        ? parent['computed'] === true
          ? textOf(parent['property'])
          : nameOf(parent['property'])
        : undefined
    add(binding.specifier, member ?? '*')
    return undefined
  })
  return [...grants].toSorted()
}
