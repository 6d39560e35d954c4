/** A declaration as text, on its way into a file. */
export interface Declaration {
  name: string
  /** Comment before it. */
  doc: string
  /** The type: the body of an interface or the right side of an alias. */
  type: string
  isInterface: boolean
}

/**
 * Names of aliases that stand for themselves (`type A = A | B`, also through others), which TypeScript refuses. References inside
 * objects, lists and tuples are fine: they are looked at later.
 */
export function circularAliases(declarations: Declaration[]): Set<string> {
  const aliases = new Map(
    declarations.filter(({ isInterface }) => !isInterface).map(({ name, type }) => [name, type]),
  )
  const edges = new Map(
    [...aliases].map(([name, type]) => [name, immediateNames(type).filter((other) => aliases.has(other))]),
  )
  const circular = new Set<string>()
  const done = new Set<string>()
  const visit = (name: string, way: string[]): void => {
    const at = way.indexOf(name)
    if (at >= 0) {
      // The last link closes the ring: it alone is broken.
      circular.add(way.at(-1) ?? name)
      return
    }
    if (done.has(name)) return
    for (const other of edges.get(name) ?? []) if (!circular.has(name)) visit(other, [...way, name])
    done.add(name)
  }
  for (const name of aliases.keys()) visit(name, [])
  return circular
}

/** Names a type needs at once: outside braces and brackets, and not as the item of a list. */
function immediateNames(type: string): string[] {
  const names: string[] = []
  const text = type.replace(/\/\*.*?\*\//gs, ' ')
  let index = 0
  while (index < text.length) {
    const character = text[index] ?? ''
    if (character === "'") {
      index = endOfQuote(text, index)
    } else if (character === '{' || character === '[') {
      const end = endOfBracket(text, index)
      // Keys of mapped types are needed at once, however deep they stand.
      for (const [, keys = ''] of text.slice(index, end).matchAll(/\{ \[K in ([^\]]*)\]/g))
        names.push(...immediateNames(keys))
      index = end
    } else if (character === '(') {
      const end = endOfBracket(text, index)
      if (!text.startsWith('[]', end)) names.push(...immediateNames(text.slice(index + 1, end - 1)))
      index = end
    } else {
      const word = /^[A-Za-z_$][\w$]*/.exec(text.slice(index))?.[0]
      if (word === undefined) index++
      else {
        index += word.length
        if (!text.startsWith('[]', index)) names.push(word)
      }
    }
  }
  return names
}

function endOfQuote(text: string, start: number): number {
  for (let index = start + 1; index < text.length; index++) {
    if (text[index] === '\\') index++
    else if (text[index] === "'") return index + 1
  }
  return text.length
}

function endOfBracket(text: string, start: number): number {
  let depth = 0
  for (let index = start; index < text.length; index++) {
    const character = text[index] ?? ''
    if (character === "'") index = endOfQuote(text, index) - 1
    else if ('{[('.includes(character)) depth++
    else if ('}])'.includes(character) && --depth === 0) return index + 1
  }
  return text.length
}

/** The declarations that the first one reaches by name; the others are of no use. */
export function reachable(declarations: Declaration[]): Declaration[] {
  const byName = new Map(declarations.map((declaration) => [declaration.name, declaration]))
  const reached = new Set<string>()
  const queue = declarations.slice(0, 1)
  for (let next = queue.pop(); next; next = queue.pop()) {
    if (reached.has(next.name)) continue
    reached.add(next.name)
    for (const word of next.type.match(/[A-Za-z_$][\w$]*/g) ?? []) {
      const other = byName.get(word)
      if (other && !reached.has(word)) queue.push(other)
    }
  }
  return declarations.filter(({ name }) => reached.has(name))
}
