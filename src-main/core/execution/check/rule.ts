import type { Ancestors, Node } from './syntax-tree.ts'
import { bare, nameOf, nodes, walk } from './syntax-tree.ts'

/** What the rules need to know about the code and the tree. */
export interface RuleContext {
  program: Node
  source: string
  locate: (offset: number) => { line: number; column: number }
  /** Local names that are tools (imported functions, `callMCPTool`): calling them gives a promise. */
  toolNames: ReadonlySet<string>
  /** Local names of imported namespaces (`import * as github`). */
  namespaces: ReadonlySet<string>
}

export type Report = (at: Node, rule: string, message: string, suggestion: string) => void
/** One rule: looks at a node, reports what it finds. */
export type Rule = (node: Node, parents: Ancestors, context: Facts, report: Report) => void

/** A rule's view of the code. */
export interface Facts extends RuleContext {
  /** Names bound anywhere in the code. */
  declared: ReadonlySet<string>
  /** Names of async functions of the code. */
  asyncNames: ReadonlySet<string>
}

/** True for an identifier that stands for a value: no property name, no key, no label. */
export function isValueUse(node: Node, parents: Ancestors): boolean {
  const parent = parents?.node
  if (!parent) return false
  if (parent.type === 'MemberExpression') return parent['object'] === node || parent['computed'] === true
  if (
    parent.type === 'Property' ||
    parent.type === 'PropertyDefinition' ||
    parent.type === 'MethodDefinition'
  ) {
    return parent['value'] === node || parent['computed'] === true
  }
  return !/^(Labeled|Break|Continue|TS(?!As|Satisfies|NonNull)|ImportSpecifier|ExportSpecifier)/.test(
    parent.type,
  )
}

/** True for a declarator of the module level. */
export function isTopLevel(parents: Ancestors): boolean {
  return parents?.node.type === 'VariableDeclaration' && parents.up?.node.type === 'Program'
}

/** `a` of the call `a.b(…)`. */
export function objectOf(call: Node): unknown {
  const callee = bare(call['callee'])
  return callee?.type === 'MemberExpression' ? callee['object'] : undefined
}

/** `b` of the call `a.b(…)`. */
export function memberName(call: Node): string {
  const callee = bare(call['callee'])
  return callee?.type === 'MemberExpression' && callee['computed'] !== true ? nameOf(callee['property']) : ''
}

/** The target of an assignment. */
export function assignedTo(node: Node): Node | undefined {
  return node.type === 'AssignmentExpression' ? bare(node['left']) : undefined
}

/** A loop whose condition cannot fail. */
export function isEndless(node: Node): boolean {
  if (node.type === 'ForStatement') return !node['test'] || isTrue(node['test'])
  return (node.type === 'WhileStatement' || node.type === 'DoWhileStatement') && isTrue(node['test'])
}

function isTrue(test: unknown): boolean {
  const literal = bare(test)
  return literal?.type === 'Literal' && Boolean(literal['value'])
}

/** A break of this loop, a return or a throw inside it, functions inside left out. */
export function leavesLoop(loop: Node): boolean {
  let leaves = false
  walk(loop, (node, parents) => {
    if (leaves || (node !== loop && /Function/.test(node.type))) return false
    if (node.type === 'ReturnStatement' || node.type === 'ThrowStatement') leaves = true
    if (node.type === 'BreakStatement') {
      let up = parents
      while (up && !/^(For|While|DoWhile|Switch)/.test(up.node.type)) up = up.up
      if (up?.node === loop || node['label']) leaves = true
    }
    return undefined
  })
  return leaves
}

/** True for a call of a tool: an imported function, a member of an imported server, or callMCPTool. */
export function isToolCall(
  call: Node,
  { toolNames, namespaces }: Pick<RuleContext, 'toolNames' | 'namespaces'>,
): boolean {
  const callee = bare(call['callee'])
  if (callee?.type === 'MemberExpression') return namespaces.has(nameOf(bare(callee['object'])))
  return toolNames.has(nameOf(callee))
}

/** True for a call that gives a promise: a tool, an async function of the code, a file operation. */
export function isAsyncCall(call: Node, facts: Facts): boolean {
  if (isToolCall(call, facts)) return true
  const name = nameOf(bare(call['callee']))
  return (
    facts.asyncNames.has(name) ||
    (/^(writeFile|readFile|readdir|rm|present|emit)$/.test(name) && !facts.declared.has(name))
  )
}

/** Items asked for at once by a call with a number known here. */
export function allocated(node: Node): number | undefined {
  const [first] = nodes(node['arguments'])
  if (
    node.type === 'NewExpression' &&
    /^(Array|ArrayBuffer|(?:Big)?(?:Uint|Int|Float)\d+(?:Clamped)?Array)$/.test(nameOf(node['callee']))
  ) {
    return constant(first)
  }
  if (node.type !== 'CallExpression') return undefined
  const name = memberName(node)
  if (
    nameOf(bare(node['callee'])) === 'Array' ||
    name === 'repeat' ||
    name === 'padEnd' ||
    name === 'padStart'
  )
    return constant(first)
  if (name !== 'from' || first?.type !== 'ObjectExpression') return undefined
  const length = nodes(first['properties']).find((property) => nameOf(property['key']) === 'length')
  return constant(length?.['value'])
}

/** The value of an expression of number literals. */
function constant(node: unknown): number | undefined {
  const expression = bare(node)
  if (expression?.type === 'Literal')
    return typeof expression['value'] === 'number' ? expression['value'] : undefined
  if (expression?.type !== 'BinaryExpression') return undefined
  const left = constant(expression['left'])
  const right = constant(expression['right'])
  if (left === undefined || right === undefined) return undefined
  switch (expression['operator']) {
    case '*':
      return left * right
    case '**':
      return left ** right
    case '+':
      return left + right
    default:
      return undefined
  }
}

/** True for the last expression of the module: it is the result of the run, and awaited. */
export function isResult(statement: Node, parents: Ancestors): boolean {
  const program = parents?.node
  if (program?.type !== 'Program') return false
  return nodes(program['body']).findLast((node) => !/^(Import|Empty|TS)/.test(node.type)) === statement
}
