import type { Problem } from '../../src-main/contract/events.ts'
import { isNode, walk } from './syntax.ts'
import type { Node } from './syntax.ts'

/** Syntax that cannot run in the sandbox, each with a way to say the same. */
export function refusals(
  program: Node,
  locate: (offset: number) => { line: number; column: number },
): Problem[] {
  const problems: Problem[] = []
  const refuse = (node: Node, rule: string, message: string, suggestion: string): void => {
    problems.push({ severity: 'error', code: 'REFUSED', rule, message, ...locate(node.start), suggestion })
  }
  walk(program, (node) => {
    switch (node.type) {
      case 'ImportExpression':
        refuse(
          node,
          'no-dynamic-import',
          '`import()` is not available in the sandbox.',
          "Write `import { name } from './servers/<server>'` at the top of the code.",
        )
        break
      case 'MetaProperty':
        if (isNode(node.meta) && node.meta.name === 'import')
          refuse(
            node,
            'no-import-meta',
            '`import.meta` is not available in the sandbox.',
            'Use paths from the root of the virtual tree, such as `/workspace/file.txt`.',
          )
        break
      case 'WithStatement':
        refuse(node, 'no-with', '`with` is not allowed.', 'Name the object in front of each property.')
        break
      case 'DebuggerStatement':
        refuse(node, 'no-debugger', '`debugger` is not allowed.', 'Use console.log to look at values.')
        break
      case 'Decorator':
        refuse(
          node,
          'no-decorators',
          'Decorators are not supported by the engine.',
          'Call the function on the class or method instead.',
        )
        break
      case 'TSImportEqualsDeclaration':
        refuse(
          node,
          'no-import-equals',
          '`import x = …` is not available.',
          "Write `import { name } from './servers/<server>'`.",
        )
        break
      case 'TSExportAssignment':
        refuse(
          node,
          'no-export-equals',
          '`export =` is not available.',
          'Use `return value` for the result of the run.',
        )
        break
      case 'TSModuleDeclaration':
        if (node.declare !== true && node.kind !== 'global')
          refuse(
            node,
            'no-namespace',
            '`namespace` is not supported.',
            'Use a plain object or functions instead.',
          )
        return false
      default:
        break
    }
    return undefined
  })
  return problems
}
