import { parseSync } from 'oxc-parser'
import { AthenaError } from '../../contract/errors.ts'
import { isNode, nodes, walk } from '../execution/check/index.ts'
import type { Node } from '../execution/check/index.ts'

/** A value in a script that can become an input of the skill. */
export interface Candidate {
  /** Unique name, from the property or parameter the value is given to. */
  name: string
  type: 'string' | 'number'
  /** The value as written in the script. */
  value: string | number
  line: number
}

export interface SkillInput {
  name: string
  type: 'string' | 'number'
  default: string | number
}

/** A script as a module that exports one function. */
export interface Promoted {
  source: string
  /** Name of the exported function. */
  exportName: string
  inputs: SkillInput[]
}

interface Found extends Candidate {
  start: number
  end: number
}

/** Most values offered as inputs: a skill with more of them is a script. */
const maxInputs = 12

/** Values given to tool calls in a script, in order: what may differ the next time. */
export function inputCandidates(code: string): Candidate[] {
  return findCandidates(parse(code), code).map(({ name, type, value, line }) => ({ name, type, value, line }))
}

/**
 * Makes a module of a script: imports stay at the top, the rest becomes the body of one exported function, and the values named in `lift`
 * become its inputs with the old values as defaults. A script that exports functions already is kept as it is.
 *
 * @throws SYNTAX when the script cannot be parsed; BAD_ARGUMENTS when `lift` names a value that is not there.
 */
export function promoteScript(
  code: string,
  name: string,
  description: string,
  lift: readonly string[],
): Promoted {
  const program = parse(code)
  const body = nodes(program['body'])
  const exported = body.flatMap((node) => exportedFunctions(node))
  const exportName = camelCase(name)
  if (exported.length > 0)
    return { source: ensureLine(code), exportName: exported[0] ?? exportName, inputs: [] }

  const candidates = findCandidates(program, code)
  const lifted = lift.map((wanted) => {
    const found = candidates.find((candidate) => candidate.name === wanted)
    if (found) return found
    const known = candidates.map((candidate) => candidate.name).join(', ') || 'none'
    throw new AthenaError(
      'BAD_ARGUMENTS',
      `The script has no value "${wanted}" to make an input of. There are: ${known}.`,
    )
  })
  const imports = body.filter((node) => node.type === 'ImportDeclaration')
  const edits = [
    ...imports.map((node) => ({ start: node.start, end: node.end, text: '' })),
    ...lifted.map((candidate) => ({ start: candidate.start, end: candidate.end, text: candidate.name })),
  ].toSorted((a, b) => b.start - a.start)
  let inner = code
  for (const edit of edits) inner = inner.slice(0, edit.start) + edit.text + inner.slice(edit.end)

  const inputs = lifted.map(({ name: input, type, value }) => ({ name: input, type, default: value }))
  const parameter =
    inputs.length === 0
      ? ''
      : `{ ${inputs.map((input) => `${input.name} = ${JSON.stringify(input.default)}`).join(', ')} }: { ${inputs
          .map((input) => `${input.name}?: ${input.type}`)
          .join('; ')} } = {}`
  const lines = inner
    .trim()
    .split('\n')
    .map((line) => (line === '' ? '' : `  ${line}`))
  const head = imports.map((node) => code.slice(node.start, node.end)).join('\n')
  const source = [
    ...(head === '' ? [] : [head, '']),
    `/** ${description.replaceAll('*/', '* /').replace(/\s+/g, ' ').trim()} */`,
    `export async function ${exportName}(${parameter}) {`,
    ...lines,
    '}',
    '',
  ].join('\n')
  return { source, exportName, inputs }
}

/** Specifiers that a module imports or exports from. @throws SYNTAX */
export function importedFiles(code: string): string[] {
  return nodes(parse(code)['body']).flatMap((node) => {
    const source = node['source']
    return isNode(source) && typeof source['value'] === 'string' ? [source['value']] : []
  })
}

/** `save-sheet-as-csv` → `saveSheetAsCsv`. */
export function camelCase(name: string): string {
  return name.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}

function parse(code: string): Node {
  const parsed = parseSync('skill.ts', code, { sourceType: 'module' })
  // `return` outside a function is what scripts end with; everything else must parse.
  const [problem] = parsed.errors.filter((error) => !/return/i.test(error.message))
  if (problem) throw new AthenaError('SYNTAX', `The script cannot become a skill: ${problem.message}`)
  return parsed.program as unknown as Node
}

function exportedFunctions(node: Node): string[] {
  if (node.type !== 'ExportNamedDeclaration') return []
  const declaration = node['declaration']
  if (!isNode(declaration) || declaration.type !== 'FunctionDeclaration') return []
  const id = declaration['id']
  return isNode(id) ? [String(id['name'])] : []
}

/** String and number literals below the arguments of awaited or plain calls, named by their property; names are unique in the script. */
function findCandidates(program: Node, code: string): Found[] {
  const taken = new Set<string>()
  const found: Found[] = []
  walk(program, (node) => {
    if (node.type === 'Identifier') taken.add(String(node['name']))
  })
  const tools = new Set(
    nodes(program['body'])
      .filter((node) => node.type === 'ImportDeclaration')
      .flatMap((node) => nodes(node['specifiers']).map((entry) => String((entry['local'] as Node)['name']))),
  )
  walk(program, (node) => {
    if (node.type !== 'CallExpression' || !isToolCall(node['callee'], tools)) return
    const isGeneric = isNode(node['callee']) && node['callee']['name'] === 'callMCPTool'
    for (const [index, argument] of nodes(node['arguments']).entries()) {
      if (isGeneric && index === 0) continue
      collect(argument, `value${index + 1}`)
    }
  })

  function collect(node: Node, name: string): void {
    if (found.length >= maxInputs) return
    if (node.type === 'Literal' && (typeof node['value'] === 'string' || typeof node['value'] === 'number')) {
      const unique = uniqueName(name)
      const line = code.slice(0, node.start).split('\n').length
      const value = node['value']
      found.push({
        name: unique,
        type: typeof value === 'string' ? 'string' : 'number',
        value,
        line,
        start: node.start,
        end: node.end,
      })
    }
    if (node.type === 'ObjectExpression') {
      for (const property of nodes(node['properties'])) {
        const key = property['key']
        const value = property['value']
        if (property.type === 'Property' && isNode(key) && isNode(value))
          collect(value, String(key['name'] ?? key['value'] ?? 'value'))
      }
    }
    if (node.type === 'ArrayExpression') for (const item of nodes(node['elements'])) collect(item, name)
  }

  function uniqueName(wanted: string): string {
    const base = wanted.replace(/[^A-Za-z0-9_]/g, '_').replace(/^(?=\d)/, '_')
    let name = base
    for (let count = 2; taken.has(name) && !isOnlyKey(program, name); count += 1) name = `${base}${count}`
    while (found.some((candidate) => candidate.name === name)) name = `${name}_`
    return name
  }
  return found
}

/** True when the name stands in the script as a property key only, so that a variable of that name hides nothing. */
function isOnlyKey(program: Node, name: string): boolean {
  let uses = 0
  let keys = 0
  walk(program, (node) => {
    if (node.type === 'Identifier' && node['name'] === name) uses += 1
    const key = node['key']
    if (
      node.type === 'Property' &&
      node['shorthand'] !== true &&
      node['computed'] !== true &&
      isNode(key) &&
      key['name'] === name
    )
      keys += 1
    const property = node['property']
    if (
      node.type === 'MemberExpression' &&
      node['computed'] !== true &&
      isNode(property) &&
      property['name'] === name
    )
      keys += 1
  })
  return uses === keys
}

function isToolCall(callee: unknown, tools: Set<string>): boolean {
  if (!isNode(callee)) return false
  if (callee.type === 'Identifier')
    return callee['name'] === 'callMCPTool' || tools.has(String(callee['name']))
  const object = callee['object']
  return callee.type === 'MemberExpression' && isNode(object) && tools.has(String(object['name']))
}

function ensureLine(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`
}
