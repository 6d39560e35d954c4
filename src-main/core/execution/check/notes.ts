import type { Rule } from './rule.ts'
import {
  isTopLevel,
  objectOf,
  memberName,
  assignedTo,
  isEndless,
  leavesLoop,
  isToolCall,
  isAsyncCall,
  allocated,
  isResult,
} from './rule.ts'
import type { Node } from './syntax-tree.ts'
import { bare, boundNames, isNode, nameOf, nodes, textOf, walk } from './syntax-tree.ts'

/** Rules for what runs, but as a rule not as meant. */
export const notes: Rule[] = [
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
  function floatingPromise(node, parents, facts, report) {
    if (node.type !== 'ExpressionStatement' || isResult(node, parents)) return
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
