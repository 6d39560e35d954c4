import type { Rule } from './rule.ts'
import { isValueUse } from './rule.ts'
import { bare, nameOf, nodes, textOf } from './syntax-tree.ts'

/** Rules for what cannot run: they stop the run before it starts. */
export const refusals: Rule[] = [
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
