import type { ErrorCode } from '../../../contract/errors.ts'
import type { Problem } from '../../../contract/events.ts'
import {
  type Ancestors,
  type Node,
  bare,
  boundNames,
  isNode,
  nameOf,
  nodes,
  textOf,
  walk,
} from './syntax-tree.ts'

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

type Report = (at: Node, rule: string, message: string, suggestion: string) => void
/** One rule: looks at a node, reports what it finds. */
type Rule = (node: Node, parents: Ancestors, context: Facts, report: Report) => void

interface Facts extends RuleContext {
  /** Names bound anywhere in the code. */
  declared: ReadonlySet<string>
  /** Names of async functions of the code. */
  asyncNames: ReadonlySet<string>
}

/** Rules for what cannot run: they stop the run before it starts. */
const refusals: Rule[] = [
  function noEval(node, _parents, { declared }, report) {
    if (node.type === 'CallExpression' && nameOf(bare(node['callee'])) === 'eval' && !declared.has('eval')) {
      report(
        node,
        'no-eval',
        '`eval` is not available.',
        'Write the code itself; to read data use JSON.parse.',
      )
    }
  },
  function noFunctionConstructor(node, _parents, { declared }, report) {
    if ((node.type === 'CallExpression' || node.type === 'NewExpression') && !declared.has('Function')) {
      if (/^(Async)?(Generator)?Function$/.test(nameOf(bare(node['callee'])))) {
        report(
          node,
          'no-function-constructor',
          'Functions cannot be made from text.',
          'Write the function itself.',
        )
      }
    }
  },
  function noStringTimer(node, _parents, _facts, report) {
    if (node.type !== 'CallExpression' || !/^set(Timeout|Interval)$/.test(nameOf(bare(node['callee']))))
      return
    if (textOf(nodes(node['arguments'])[0]) !== undefined) {
      report(
        node,
        'no-string-timer',
        'A timer cannot run text as code.',
        'Pass a function: setTimeout(() => { … }, milliseconds).',
      )
    }
  },
  function noDynamicImport(node, _parents, _facts, report) {
    if (node.type === 'ImportExpression') {
      report(
        node,
        'no-dynamic-import',
        '`import()` is not available.',
        "Write `import { name } from './servers/<server>'` at the top of the code.",
      )
    }
  },
  function noImportMeta(node, _parents, _facts, report) {
    if (node.type === 'MetaProperty' && nameOf(node['meta']) === 'import') {
      report(
        node,
        'no-import-meta',
        '`import.meta` is not available.',
        'Use paths of the virtual tree, such as /workspace/data.json.',
      )
    }
  },
  function noRequire(node, _parents, { declared }, report) {
    if (
      node.type !== 'CallExpression' ||
      nameOf(bare(node['callee'])) !== 'require' ||
      declared.has('require')
    )
      return
    const what = textOf(nodes(node['arguments'])[0])
    const isFiles = what !== undefined && /^(node:)?fs(\/promises)?$/.test(what)
    report(
      node,
      'no-require',
      '`require` is not available.',
      isFiles
        ? "Write `import { readFile } from 'fs/promises'`."
        : "Write `import { name } from './servers/<server>'` at the top of the code; there is no npm.",
    )
  },
  function noProcess(node, parents, { declared }, report) {
    if (nameOf(node) !== 'process' || declared.has('process') || !isValueUse(node, parents)) return
    if (parents?.node.type === 'UnaryExpression' && parents.node['operator'] === 'typeof') return
    report(
      node,
      'no-process',
      '`process` is not available.',
      'Settings and credentials belong to the servers; to end the run early use `return`.',
    )
  },
  function noWith(node, _parents, _facts, report) {
    if (node.type === 'WithStatement')
      report(node, 'no-with', '`with` is not allowed.', 'Name the object in front of each property.')
  },
  function noDebugger(node, _parents, _facts, report) {
    if (node.type === 'DebuggerStatement')
      report(node, 'no-debugger', '`debugger` is not allowed.', 'Use console.log to look at values.')
  },
  function noImportEquals(node, _parents, _facts, report) {
    if (node.type === 'TSImportEqualsDeclaration') {
      report(
        node,
        'no-import-equals',
        '`import x = …` is not available.',
        "Write `import { name } from './servers/<server>'`.",
      )
    }
  },
  function noExportEquals(node, _parents, _facts, report) {
    if (node.type === 'TSExportAssignment')
      report(
        node,
        'no-export-equals',
        '`export =` is not available.',
        'Use `return value` for the result of the run.',
      )
  },
  function noExportAll(node, _parents, _facts, report) {
    if (node.type === 'ExportAllDeclaration')
      report(node, 'no-export-all', '`export *` is not available.', 'Name what is exported.')
  },
  function noNamespace(node, _parents, _facts, report) {
    if (node.type === 'TSModuleDeclaration' && node['declare'] !== true && node['kind'] !== 'global') {
      report(
        node,
        'no-namespace',
        '`namespace` is not supported.',
        'Use a plain object or functions instead.',
      )
    }
  },
  function noImportAttributes(node, _parents, _facts, report) {
    if (node.type === 'ImportDeclaration' && nodes(node['attributes']).length > 0) {
      report(
        node,
        'no-import-attributes',
        'Import attributes are not available.',
        'Read JSON with `JSON.parse(await readFile(path))`.',
      )
    }
  },
]

/** Rules for what runs, but as a rule not as meant. */
const notes: Rule[] = [
  function endlessLoop(node, _parents, _facts, report) {
    if (!isEndless(node) || leavesLoop(node)) return
    report(
      node,
      'endless-loop',
      'This loop has no way out: no break, return or throw.',
      'Count the rounds and break, for example after 20.',
    )
  },
  function busyWait(node, _parents, _facts, report) {
    if (node.type !== 'WhileStatement' && node.type !== 'DoWhileStatement') return
    let readsClock = false
    let awaits = false
    walk(node, (inner) => {
      if (inner.type === 'MemberExpression' && nameOf(inner['property']) === 'now') readsClock = true
      if (inner.type === 'AwaitExpression') awaits = true
    })
    if (readsClock && !awaits) {
      report(
        node,
        'busy-wait',
        'Waiting in a loop uses up the CPU time of the run.',
        'Write `await new Promise((resolve) => setTimeout(resolve, milliseconds))`.',
      )
    }
  },
  function globalWrite(node, _parents, _facts, report) {
    const target = assignedTo(node)
    if (target?.type === 'MemberExpression' && /^(globalThis|self)$/.test(nameOf(bare(target['object'])))) {
      report(
        node,
        'global-write',
        'What is written to globalThis is gone after the run.',
        'Use `state` for what must last: state.name = value.',
      )
    }
  },
  function prototypeWrite(node, _parents, _facts, report) {
    const target = assignedTo(node)
    const isPrototype = (inner: Node | undefined): boolean =>
      inner?.type === 'MemberExpression' &&
      /^(prototype|__proto__)$/.test(nameOf(inner['property']) || (textOf(inner['property']) ?? ''))
    const written =
      (target?.type === 'MemberExpression' && (isPrototype(target) || isPrototype(bare(target['object'])))) ||
      (node.type === 'CallExpression' &&
        /^(defineProperty|defineProperties|assign|setPrototypeOf)$/.test(memberName(node)) &&
        isPrototype(bare(nodes(node['arguments'])[0])))
    if (written)
      report(
        node,
        'prototype-write',
        'Built-in prototypes are frozen; this has no effect or throws.',
        'Write a function of your own.',
      )
  },
  function floatingPromise(node, _parents, facts, report) {
    if (node.type !== 'ExpressionStatement') return
    const call = bare(node['expression'])
    if (call?.type !== 'CallExpression' || !isAsyncCall(call, facts)) return
    report(
      node,
      'floating-promise',
      'This call is not awaited: the run may end before it is done, and its error is lost.',
      'Put `await` before it; for several at once: `await Promise.all([…])`.',
    )
  },
  function missingAwait(node, _parents, facts, report) {
    if (node.type !== 'MemberExpression') return
    const object = bare(node['object'])
    if (object?.type !== 'CallExpression' || !isToolCall(object, facts)) return
    if (/^(then|catch|finally)$/.test(nameOf(node['property']))) return
    report(
      node,
      'missing-await',
      'This reads a field of the promise, not of the result.',
      'Write `(await call(…)).field`.',
    )
  },
  function asyncForEach(node, _parents, _facts, report) {
    if (node.type !== 'CallExpression' || memberName(node) !== 'forEach') return
    const [callback] = nodes(node['arguments'])
    if (callback?.['async'] === true) {
      report(
        node,
        'async-for-each',
        '`forEach` does not wait for an async function.',
        'Write `for (const item of items) { await … }` or `await Promise.all(items.map(async (item) => …))`.',
      )
    }
  },
  function asyncPredicate(node, _parents, _facts, report) {
    if (
      node.type !== 'CallExpression' ||
      !/^(filter|some|every|find|findIndex|sort|reduce)$/.test(memberName(node))
    )
      return
    const [callback] = nodes(node['arguments'])
    if (callback?.['async'] === true && memberName(node) !== 'reduce') {
      report(
        node,
        'async-predicate',
        `\`${memberName(node)}\` takes the promise of an async function for its answer, which is always true.`,
        'Await the values first, then filter.',
      )
    }
  },
  function asyncMap(node, parents, _facts, report) {
    if (
      node.type !== 'CallExpression' ||
      memberName(node) !== 'map' ||
      nodes(node['arguments'])[0]?.['async'] !== true
    )
      return
    if (
      parents?.node.type === 'ReturnStatement' ||
      parents?.node.type === 'ExpressionStatement' ||
      parents?.node.type === 'AwaitExpression'
    ) {
      report(
        node,
        'async-map',
        '`map` with an async function gives promises, not values.',
        'Write `await Promise.all(items.map(async (item) => …))`.',
      )
    }
  },
  function unboundedAllocation(node, _parents, _facts, report) {
    const size = allocated(node)
    if (size !== undefined && size > 20_000_000) {
      report(
        node,
        'unbounded-allocation',
        `This asks for ${size.toLocaleString('en')} items at once; the run has 100 MB.`,
        'Work in parts, or keep the data in files below /workspace.',
      )
    }
  },
  function parsedResult(node, _parents, facts, report) {
    if (
      node.type !== 'CallExpression' ||
      memberName(node) !== 'parse' ||
      nameOf(bare(objectOf(node))) !== 'JSON'
    )
      return
    const argument = bare(nodes(node['arguments'])[0])
    const call = argument?.type === 'AwaitExpression' ? bare(argument['argument']) : undefined
    if (call?.type === 'CallExpression' && isToolCall(call, facts)) {
      report(
        node,
        'parsed-result',
        'Results of tools are values already, not JSON text.',
        'Leave JSON.parse out.',
      )
    }
  },
  function resultEnvelope(node, _parents, _facts, report) {
    if (node.type !== 'MemberExpression' || nameOf(node['property']) !== 'text') return
    const item = bare(node['object'])
    const content =
      item?.type === 'MemberExpression' && item['computed'] === true ? bare(item['object']) : undefined
    if (content?.type === 'MemberExpression' && nameOf(content['property']) === 'content') {
      report(
        node,
        'result-envelope',
        'Results come without the MCP envelope: there is no `content[0].text`.',
        'Use the result itself; shapeOf(result) shows what is in it.',
      )
    }
  },
  function emptyCatch(node, _parents, _facts, report) {
    if (node.type === 'CatchClause' && isNode(node['body']) && nodes(node['body']['body']).length === 0) {
      report(
        node,
        'empty-catch',
        'Errors are swallowed here; failed calls will look like success.',
        'Log the error or count the failures.',
      )
    }
  },
  function hiddenGlobal(node, parents, _facts, report) {
    if (node.type !== 'VariableDeclarator' || !isTopLevel(parents)) return
    const name = boundNames(node['id']).find((bound) =>
      /^(state|callMCPTool|console|shapeOf|present|pii)$/.test(bound),
    )
    if (name)
      report(
        node,
        'hidden-global',
        `\`${name}\` hides what Athena gives under this name.`,
        'Choose another name.',
      )
  },
  function slowPattern(node, _parents, _facts, report) {
    const regex = node['regex'] as { pattern?: unknown } | undefined
    if (node.type !== 'Literal' || typeof regex?.pattern !== 'string') return
    if (/\((?:\?:)?[^()]*[+*][^()]*\)[+*]/.test(regex.pattern) && !/\\[+*]/.test(regex.pattern)) {
      report(
        node,
        'slow-pattern',
        'A repeated group inside a repetition can take very long on some texts.',
        'Make the inner part not repeat, or test short texts only.',
      )
    }
  },
  function constructorCall(node, _parents, _facts, report) {
    if (node.type === 'CallExpression' && memberName(node) === 'constructor') {
      report(
        node,
        'constructor-call',
        'Code cannot be made from text through `constructor`.',
        'Write the function itself.',
      )
    }
  },
  function synchronousFiles(node, _parents, { declared }, report) {
    if (node.type !== 'CallExpression') return
    const name = memberName(node) || nameOf(bare(node['callee']))
    if (
      /^(readFile|writeFile|readdir|stat|mkdir|exists|rm|unlink|appendFile)Sync$/.test(name) &&
      !(nameOf(bare(node['callee'])) !== '' && declared.has(name) && !declared.has('fs'))
    ) {
      report(
        node,
        'synchronous-files',
        `\`${name}\` does not exist: the virtual tree is asynchronous.`,
        `Write \`await ${name.replace(/Sync$/, '')}(…)\`.`,
      )
    }
  },
  function compareWithNaN(node, _parents, _facts, report) {
    if (node.type === 'BinaryExpression' && /^[!=]==?$/.test(String(node['operator']))) {
      if (nameOf(bare(node['left'])) === 'NaN' || nameOf(bare(node['right'])) === 'NaN') {
        report(node, 'compare-nan', 'Nothing equals NaN.', 'Use Number.isNaN(value).')
      }
    }
  },
  function assignmentAsCondition(node, _parents, _facts, report) {
    if (!/^(If|While|DoWhile)Statement$/.test(node.type) || !isNode(node['test'])) return
    const test = node['test']
    if (
      test.type === 'AssignmentExpression' &&
      test['operator'] === '=' &&
      bare(test['right'])?.type === 'Literal'
    ) {
      report(test, 'assignment-condition', 'This condition assigns instead of comparing.', 'Write `===`.')
    }
  },
]

/** Number of rules, for documentation and tests: imports count as two more (see imports.ts). */
export const ruleCount = refusals.length + notes.length + 3

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

/** True for an identifier that stands for a value: no property name, no key, no label. */
function isValueUse(node: Node, parents: Ancestors): boolean {
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

function isTopLevel(parents: Ancestors): boolean {
  return parents?.node.type === 'VariableDeclaration' && parents.up?.node.type === 'Program'
}

function objectOf(call: Node): unknown {
  const callee = bare(call['callee'])
  return callee?.type === 'MemberExpression' ? callee['object'] : undefined
}

/** `b` of the call `a.b(…)`. */
function memberName(call: Node): string {
  const callee = bare(call['callee'])
  return callee?.type === 'MemberExpression' && callee['computed'] !== true ? nameOf(callee['property']) : ''
}

function assignedTo(node: Node): Node | undefined {
  return node.type === 'AssignmentExpression' ? bare(node['left']) : undefined
}

function isEndless(node: Node): boolean {
  if (node.type === 'ForStatement') return !node['test'] || isTrue(node['test'])
  return (node.type === 'WhileStatement' || node.type === 'DoWhileStatement') && isTrue(node['test'])
}

function isTrue(test: unknown): boolean {
  const literal = bare(test)
  return literal?.type === 'Literal' && Boolean(literal['value'])
}

/** A break of this loop, a return or a throw inside it, functions inside left out. */
function leavesLoop(loop: Node): boolean {
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

function isAsyncCall(call: Node, facts: Facts): boolean {
  if (isToolCall(call, facts)) return true
  const name = nameOf(bare(call['callee']))
  return (
    facts.asyncNames.has(name) ||
    (/^(writeFile|readFile|readdir|rm|present|emit)$/.test(name) && !facts.declared.has(name))
  )
}

/** Items asked for at once by a call with a number known here. */
function allocated(node: Node): number | undefined {
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
