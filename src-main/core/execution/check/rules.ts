import type { ErrorCode } from '../../../contract/errors.ts'
import type { Problem } from '../../../contract/events.ts'
import { notes } from './notes.ts'
import { refusals } from './refusals.ts'
import type { Report, Facts, RuleContext } from './rule.ts'
import type { Node } from './syntax-tree.ts'
import { bare, boundNames, isNode, nameOf, nodes, walk } from './syntax-tree.ts'

/** Runs every rule. Errors first, then notes, each in the order of the text. */
export function runRules(context: RuleContext): Problem[] {
  const declared = new Set<string>()
  const asyncNames = new Set<string>()
  walk(context.program, (node) => {
    for (const name of declaredBy(node)) declared.add(name)
    if (node.type === 'FunctionDeclaration' && node['async'] === true) asyncNames.add(nameOf(node['id']))
    if (node.type === 'VariableDeclarator' && isNode(node['init']) && node['init']['async'] === true)
      asyncNames.add(nameOf(node['id']))
  })
  const facts: Facts = { ...context, declared, asyncNames }
  const errors: Problem[] = []
  const found: Problem[] = []
  const reporter =
    (severity: Problem['severity'], into: Problem[]): Report =>
    (at, rule, message, suggestion) => {
      const end = context.locate(at.end)
      const start = context.locate(at.start)
      const code: ErrorCode = 'REFUSED'
      into.push({
        severity,
        code,
        rule,
        message,
        ...start,
        ...(end.line === start.line ? { endColumn: end.column } : {}),
        suggestion,
      })
    }
  const refuse = reporter('error', errors)
  const note = reporter('note', found)
  walk(context.program, (node, parents) => {
    if (
      /^TS(TypeAnnotation|TypeAliasDeclaration|InterfaceDeclaration|TypeParameterInstantiation)$/.test(
        node.type,
      )
    )
      return false
    for (const rule of refusals) rule(node, parents, facts, refuse)
    for (const rule of notes) rule(node, parents, facts, note)
    return undefined
  })
  noResult(facts, note)
  return [...errors, ...found]
}

/** Code that returns nothing and does nothing to be seen. */
function noResult({ program, toolNames, namespaces }: Facts, report: Report): void {
  const body = nodes(program['body']).filter((node) => !/^(Import|Empty|TS)/.test(node.type))
  const last = body.at(-1)
  if (!last) {
    report(
      program,
      'no-code',
      'There is nothing to run.',
      'Call a tool and return what you need of its result.',
    )
    return
  }
  if (/^(ExpressionStatement|ReturnStatement|ThrowStatement|Export)/.test(last.type)) return
  const isBareFunction = body.length === 1 && /^(FunctionDeclaration|VariableDeclaration)$/.test(last.type)
  let hasOutput = isBareFunction
  walk(program, (node) => {
    if (hasOutput) return false
    if (node.type === 'ReturnStatement' && node['argument']) hasOutput = true
    if (node.type !== 'CallExpression') return undefined
    const callee = bare(node['callee'])
    const root = callee?.type === 'MemberExpression' ? nameOf(bare(callee['object'])) : nameOf(callee)
    if (/^(console|present|emit|writeFile|fs|callMCPTool)$/.test(root)) hasOutput = true
    // A loop of calls done for their effect needs no result.
    if (last.type !== 'VariableDeclaration' && (toolNames.has(root) || namespaces.has(root))) hasOutput = true
    return undefined
  })
  if (!hasOutput)
    report(
      last,
      'no-result',
      'The run will answer `undefined`: nothing is returned or logged.',
      'End with `return value`.',
    )
}

function declaredBy(node: Node): string[] {
  switch (node.type) {
    case 'VariableDeclarator':
      return boundNames(node['id'])
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return [nameOf(node['id']), ...nodes(node['params']).flatMap((parameter) => boundNames(parameter))]
    case 'ClassDeclaration':
    case 'ClassExpression':
    case 'TSEnumDeclaration':
      return [nameOf(node['id'])]
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
