import type { Problem } from '../../src-main/contract/events.ts'
import type { SandboxModule } from '../../src-main/contract/sandbox.ts'
import { createEdits } from './edits.ts'
import type { Edits } from './edits.ts'
import { closest, isNode, walk } from './syntax.ts'
import type { Node } from './syntax.ts'
import { importParameter } from './gate.ts'

export interface ShapeInput {
  source: string
  program: Node
  /** Taken out: some comments are directives to an engine (`//# sourceURL=…`). */
  comments: readonly { start: number; end: number }[]
  /** `main`: the agent's code, whose last expression is its result. `library`: a module, whose exports are. */
  kind: 'main' | 'library'
  key: string | undefined
  modules: Record<string, SandboxModule>
  resolve: (specifier: string, from?: string) => string | undefined
  fail: (problem: Omit<Problem, 'severity'>) => never
  locate: (offset: number) => { line: number; column: number }
  rulesOff: boolean
}

export interface Shaped {
  /** The body of the wrapper function; line n is line n of the source. */
  text: string
  originalOffset: (offset: number) => number
  /** Bindings of the imports, to stand before the body on its first line. */
  prologue: string
  /** Statements after the body: the call of a default export, or the exports of a library. */
  epilogue: string
  /** Keys of the module table that this module needs. */
  imports: string[]
}

/** Blanks Markdown fences around the code; lines keep their numbers. */
export function stripFences(text: string): string {
  const fenced = /^(\s*)(```[^\n]*)\n([\s\S]*?)\n?(```)?\s*$/.exec(text)
  if (!fenced) return text
  const body = fenced[3] ?? ''
  if (body.includes('\n```')) return text
  return `${(fenced[1] ?? '').replace(/[^\n]/g, ' ')}\n${body}`
}

const nameText = (node: unknown): string => (isNode(node) ? String(node.name ?? node.value ?? '') : '')
const list = (value: unknown): Node[] => (Array.isArray(value) ? value.filter(isNode) : [])

/**
 * Rewrites module syntax to plain statements: imports become lookups in the table of the run, exports become values, and for the
 * agent's own code the shapes that models write (default export, a bare function, a last expression) become a `return`.
 */
export function shapeModule(input: ShapeInput): Shaped {
  const { source, program, kind, resolve, fail, locate } = input
  const edits = createEdits(source)
  const imports: string[] = []
  const bindings: string[] = []
  const exported: string[] = []
  let epilogue = ''
  let valueUses: Set<string> | undefined

  function lookUp(specifier: Node): string {
    const text = String(specifier.value)
    const key = resolve(text, input.key)
    if (key === undefined) {
      if (input.rulesOff) return text
      const near = closest(text, Object.keys(input.modules))
      return fail({
        code: 'UNKNOWN_IMPORT',
        rule: 'unknown-import',
        message: `There is no module ${JSON.stringify(text)} in the tool tree.`,
        ...locate(specifier.start),
        suggestion: near
          ? `Did you mean ${JSON.stringify(near)}?`
          : "Only './servers/<server>', './skills/<skill>' and 'fs' can be imported; search_tools() lists what there is.",
      })
    }
    if (!imports.includes(key)) imports.push(key)
    return key
  }

  /** Names a server really exports; undefined when any name may be there. */
  function namesOf(key: string): string[] | undefined {
    const module = Object.hasOwn(input.modules, key) ? input.modules[key] : undefined
    return module?.kind === 'server' ? Object.keys(module.exports) : undefined
  }

  function bindImport(node: Node): void {
    const key = lookUp(node.source as Node)
    edits.blank(node.start, node.end)
    if (node.importKind === 'type') return
    if (list(node.attributes).length > 0)
      fail({
        code: 'REFUSED',
        rule: 'no-import-attributes',
        message: 'Import attributes are not available.',
        ...locate(node.start),
        suggestion: 'Read JSON with `JSON.parse(await readFile(path))`.',
      })
    const from = `await ${importParameter}(${JSON.stringify(key)})`
    const named: string[] = []
    for (const specifier of list(node.specifiers)) {
      if (specifier.importKind === 'type') continue
      const local = nameText(specifier.local)
      if (specifier.type === 'ImportNamespaceSpecifier') bindings.push(`const ${local}=${from};`)
      else if (specifier.type === 'ImportDefaultSpecifier') named.push(`default:${local}`)
      else {
        const wanted = nameText(specifier.imported)
        const known = namesOf(key)
        if (known && !known.includes(wanted)) {
          valueUses ??= usedAsValues(program)
          if (!valueUses.has(local)) continue
          const near = closest(wanted, known)
          fail({
            code: 'UNKNOWN_IMPORT',
            rule: 'unknown-export',
            message: `${JSON.stringify(String((node.source as Node).value))} exports no \`${wanted}\`.`,
            ...locate(specifier.start),
            suggestion: near ? `Did you mean \`${near}\`?` : `It exports ${known.slice(0, 10).join(', ')}.`,
          })
        }
        named.push(wanted === local ? local : `${JSON.stringify(wanted)}:${local}`)
      }
    }
    bindings.push(named.length > 0 ? `const {${named.join(',')}}=${from};` : `${from};`)
  }

  function exportNames(node: Node): void {
    const declaration = node.declaration
    if (isNode(declaration)) {
      if (declaration.type.startsWith('TS') && declaration.type !== 'TSEnumDeclaration')
        return edits.blank(node.start, declaration.start)
      edits.blank(node.start, declaration.start)
      if (declaration.type === 'VariableDeclaration')
        for (const declarator of list(declaration.declarations))
          for (const name of boundNames(declarator.id)) exported.push(name)
      else exported.push(nameText(declaration.id))
      return
    }
    edits.blank(node.start, node.end)
    if (node.exportKind === 'type') return
    if (isNode(node.source)) {
      const key = lookUp(node.source)
      for (const specifier of list(node.specifiers)) {
        const local = `__athena_again${bindings.length}`
        bindings.push(
          `const {${JSON.stringify(nameText(specifier.local))}:${local}}=await ${importParameter}(${JSON.stringify(key)});`,
        )
        exported.push(`${JSON.stringify(nameText(specifier.exported))}:${local}`)
      }
      return
    }
    for (const specifier of list(node.specifiers)) {
      if (specifier.exportKind === 'type') continue
      exported.push(`${JSON.stringify(nameText(specifier.exported))}:${nameText(specifier.local)}`)
    }
  }

  let defaultName: string | undefined
  function exportDefault(node: Node): void {
    const declaration = node.declaration as Node
    if (declaration.type.startsWith('TSInterface')) return edits.blank(node.start, declaration.start)
    const named =
      (declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration') &&
      isNode(declaration.id)
    if (named) {
      edits.blank(node.start, declaration.start)
      defaultName = nameText(declaration.id)
    } else {
      edits.replace(node.start, declaration.start, 'const __athena_default=')
      defaultName = '__athena_default'
    }
  }

  for (const comment of input.comments) edits.blank(comment.start, comment.end)
  const body = list(program.body)
  for (const node of body) {
    if (node.type === 'ImportDeclaration') bindImport(node)
    else if (node.type === 'ExportNamedDeclaration') exportNames(node)
    else if (node.type === 'ExportDefaultDeclaration') exportDefault(node)
    else if (node.type === 'ExportAllDeclaration')
      fail({
        code: 'REFUSED',
        rule: 'no-export-all',
        message: '`export *` is not available.',
        ...locate(node.start),
        suggestion: 'Name what is exported.',
      })
  }
  if (kind === 'library') {
    if (defaultName !== undefined) exported.push(`default:${defaultName}`)
    epilogue = `return {__proto__:null,${exported.join(',')}};`
  } else if (defaultName !== undefined) {
    epilogue = `return typeof ${defaultName}==="function"?await ${defaultName}():${defaultName};`
  } else epilogue = lastValue(body, edits, source)
  const { text, originalOffset } = edits.apply()
  return { text, originalOffset, prologue: bindings.join(''), epilogue, imports }
}

/** Makes the last expression the result. A function that stands alone is called. */
function lastValue(body: Node[], edits: Edits, source: string): string {
  const working = body.filter(
    (node) =>
      node.type !== 'ImportDeclaration' &&
      node.type !== 'EmptyStatement' &&
      !/^TS(Interface|TypeAlias|Module)/.test(node.type),
  )
  const last = working.at(-1)
  if (!last) return ''
  const inner = last.type === 'ExportNamedDeclaration' && isNode(last.declaration) ? last.declaration : last
  const isFunction = (node: unknown): boolean =>
    isNode(node) &&
    (node.type === 'ArrowFunctionExpression' || node.type === 'FunctionExpression') &&
    list(node.params).length === 0
  if (last.type === 'ExpressionStatement' && isNode(last.expression)) {
    const expression = last.expression
    edits.replace(last.start, last.start, 'return (')
    // Parentheses around the expression and a comment before the semicolon stay inside.
    const end = source[last.end - 1] === ';' ? last.end - 1 : last.end
    edits.replace(end, last.end, isFunction(expression) ? ')();' : ');')
    return ''
  }
  if (working.length === 1 && inner.type === 'FunctionDeclaration' && list(inner.params).length === 0)
    return `return await ${nameText(inner.id)}();`
  if (working.length === 1 && inner.type === 'VariableDeclaration') {
    const only = list(inner.declarations)
    if (only.length === 1 && only[0] && isFunction(only[0].init))
      return `return await ${nameText(only[0].id)}();`
  }
  return ''
}

function boundNames(pattern: unknown): string[] {
  if (!isNode(pattern)) return []
  switch (pattern.type) {
    case 'Identifier':
      return [nameText(pattern)]
    case 'ObjectPattern':
      return list(pattern.properties).flatMap((property) =>
        boundNames(property.type === 'RestElement' ? property.argument : property.value),
      )
    case 'ArrayPattern':
      return list(pattern.elements).flatMap((element) => boundNames(element))
    case 'AssignmentPattern':
      return boundNames(pattern.left)
    case 'RestElement':
      return boundNames(pattern.argument)
    default:
      return []
  }
}

/** Names that stand somewhere as a value, not only as a type. */
function usedAsValues(program: Node): Set<string> {
  const names = new Set<string>()
  walk(program, (node) => {
    if (node.type === 'ImportDeclaration') return false
    if (/^TS(TypeAnnotation|TypeReference|TypeParameter|Interface|TypeAlias|TypeQuery)/.test(node.type))
      return false
    if (node.type === 'Identifier') names.add(nameText(node))
    return undefined
  })
  return names
}
