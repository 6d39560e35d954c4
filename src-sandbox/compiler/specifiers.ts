/**
 * One spelling for a place in the tool tree: `./servers/github/index.ts`, `/servers/github` and `servers/github` are the same.
 * Relative specifiers inside a module resolve against the folder of that module.
 */
export function canonicalSpecifier(specifier: string, from = ''): string {
  if (/^(node:)?fs(\/promises)?$/.test(specifier)) return specifier.replace(/^node:/, '')
  const relative = specifier.startsWith('./') || specifier.startsWith('../')
  const folder = relative ? from.split('/').slice(0, -1) : []
  const parts: string[] = [...folder]
  for (const part of specifier.split('/')) {
    if (part === '' || part === '.') continue
    // Above the root there is nothing: the tree is all there is.
    if (part === '..') parts.pop()
    else parts.push(part)
  }
  const path = parts.join('/').replace(/\.(?:ts|mts|js|mjs)$/, '')
  return path.endsWith('/index') ? path.slice(0, -'/index'.length) : path
}

/** Finds the key of the module table that a specifier means. */
export function createResolver(
  keys: readonly string[],
): (specifier: string, from?: string) => string | undefined {
  const known = new Set(keys)
  const byCanonical = new Map<string, string>()
  for (const key of keys) {
    const canonical = canonicalSpecifier(key)
    if (!byCanonical.has(canonical)) byCanonical.set(canonical, key)
  }
  return (specifier, from) =>
    (from === undefined && known.has(specifier) ? specifier : undefined) ??
    byCanonical.get(canonicalSpecifier(specifier, from === undefined ? '' : canonicalSpecifier(from))) ??
    (known.has(specifier) ? specifier : undefined)
}
