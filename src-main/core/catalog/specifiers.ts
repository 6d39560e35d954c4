/** What an import specifier of agent code points to. */
export type Target =
  | { kind: 'server'; server: string }
  | { kind: 'tool'; server: string; file: string }
  | { kind: 'search' }
  | { kind: 'fs' }
  | { kind: 'client' }
  | { kind: 'skill'; name: string }

/** `fs` under the names models write. */
const fileSystem = /^(node:)?fs(\/promises)?$/

/**
 * Reads a specifier in any spelling that models use: `./servers/x`, `../servers/x`, `/servers/x`, `servers/x`, `@/servers/x`, with `/index`,
 * with `.ts`, `.js`, `.mjs`, `.d.ts`. Undefined if it is not in the tree.
 */
export function parseSpecifier(specifier: string): Target | undefined {
  if (fileSystem.test(specifier)) return { kind: 'fs' }
  const path = specifier
    .replace(/^(?:@\/|~\/|\/|(?:\.{1,2}\/)+)/, '')
    .replace(/(?:\.d)?\.[cm]?[jt]s$/, '')
    .replace(/\/(?:index)?$/, '')
  if (path === 'client') return { kind: 'client' }
  const [root, server, file, ...more] = path.split('/')
  if (server === undefined || server === '' || more.length > 0) return undefined
  if (root === 'skills')
    return file === undefined || file === '' ? { kind: 'skill', name: server } : undefined
  if (root !== 'servers') return undefined
  if (file === undefined || file === '') {
    return /^search[_-]?tools$/i.test(server) ? { kind: 'search' } : { kind: 'server', server }
  }
  return { kind: 'tool', server, file }
}
