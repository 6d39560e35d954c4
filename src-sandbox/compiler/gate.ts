import { parse as parseSecond } from 'acorn'
import { parseSync } from 'oxc-parser'
import { transformSync } from 'oxc-transform'
import type { Problem } from '../../src-main/contract/events.ts'
import type { SandboxModule } from '../../src-main/contract/sandbox.ts'
import type { Compiled, RunnerModule } from '../frames.ts'
import { refusals } from './refusals.ts'
import { shapeModule, stripFences } from './shape-module.ts'
import { decodeMappings } from './source-map.ts'
import { createResolver } from './specifiers.ts'
import { createLocator, isNode, lineStarts, walk } from './syntax.ts'
import type { Node } from './syntax.ts'

/** Largest source of one module, bytes. */
const maxSourceBytes = 256 * 1024
/** Largest printed text of one module, characters; indentation of hostile nesting grows with the square. */
const maxPrinted = 2 * 1024 * 1024
/** The name of the one function that a compiled text declares. */
const wrapperName = '__athena_code'
export const importParameter = '__athena_import'

export interface GateOptions {
  /** Test builds only: lets refused syntax through, so that the layers below are tested alone. Printing and the second parser stay. */
  rulesOff?: boolean
}

export type GateResult =
  | { ok: true; main: Compiled; modules: Record<string, RunnerModule> }
  | { ok: false; problems: Problem[] }

/** A refusal found while compiling. */
export class GateError extends Error {
  readonly problems: Problem[]
  constructor(problems: Problem[]) {
    super(problems[0]?.message ?? 'refused')
    this.problems = problems
  }
}

/**
 * Turns the agent's text and the skills it imports into text that V8 may compile: parsed as TypeScript, refused where it cannot
 * run, printed anew from the syntax tree, and parsed once more by a parser that shares no code with the first. What is compiled
 * is therefore what was checked: comments, directives and parser differences of the original text are gone.
 */
export function compile(
  source: string,
  modules: Record<string, SandboxModule>,
  options: GateOptions = {},
): GateResult {
  const resolve = createResolver(Object.keys(modules))
  const compiled: Record<string, RunnerModule> = Object.create(null)
  try {
    const main = compileModule(source, 'main', undefined, modules, resolve, options)
    const waiting = [...main.imports]
    const seen = new Set<string>()
    for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
      if (seen.has(key)) continue
      seen.add(key)
      const module = modules[key]
      if (!module) continue
      if (module.kind !== 'code') {
        compiled[key] = module
        continue
      }
      const part = compileModule(module.source, 'library', key, modules, resolve, options)
      compiled[key] = { kind: 'code', compiled: part.compiled }
      waiting.push(...part.imports)
    }
    return { ok: true, main: main.compiled, modules: { ...compiled } }
  } catch (error) {
    if (error instanceof GateError) return { ok: false, problems: error.problems }
    throw error
  }
}

function compileModule(
  text: string,
  kind: 'main' | 'library',
  key: string | undefined,
  modules: Record<string, SandboxModule>,
  resolve: (specifier: string, from?: string) => string | undefined,
  options: GateOptions,
): { compiled: Compiled; imports: string[] } {
  const where = key === undefined ? '' : `In ${key}: `
  const fail = (problem: Omit<Problem, 'severity'>): never => {
    throw new GateError([{ severity: 'error', ...problem, message: where + problem.message }])
  }
  if (Buffer.byteLength(text) > maxSourceBytes)
    fail({
      code: 'TOO_LARGE',
      rule: 'size',
      message: `The code is larger than ${maxSourceBytes / 1024} KB.`,
      line: 1,
      column: 1,
      suggestion: 'Keep data in files of the workspace and load it with readFile.',
    })
  const source = kind === 'main' ? stripFences(text) : text
  const locate = createLocator(source)
  const parsed = parseSync('agent.ts', source, { lang: 'ts', sourceType: 'module', preserveParens: false })
  const syntaxErrors = parsed.errors.filter(
    (error) => !error.message.startsWith("A 'return' statement can only be used"),
  )
  if (syntaxErrors.length > 0) {
    const problems = syntaxErrors.slice(0, 5).map((error): Problem => {
      const label = error.labels[0]
      const at = locate(label?.start ?? 0)
      const end = locate(label?.end ?? label?.start ?? 0)
      const problem: Problem = {
        severity: 'error',
        code: 'SYNTAX',
        rule: 'syntax',
        message: where + sentence(error.message),
        line: at.line,
        column: at.column,
      }
      if (end.line === at.line && end.column > at.column) problem.endColumn = end.column
      if (error.helpMessage) problem.suggestion = sentence(error.helpMessage)
      return problem
    })
    throw new GateError(problems)
  }
  const program = parsed.program as unknown as Node
  if (!options.rulesOff) {
    const refused = refusals(program, locate)
    if (refused.length > 0)
      throw new GateError(
        refused.slice(0, 5).map((problem) => ({ ...problem, message: where + problem.message })),
      )
  }
  const shaped = shapeModule({
    source,
    program,
    comments: parsed.comments,
    kind,
    key,
    modules,
    resolve,
    fail,
    locate,
    rulesOff: options.rulesOff === true,
  })
  const head = `async function ${wrapperName}(${importParameter}){"use strict";${shaped.prologue}`
  const wrapped = `${head}${shaped.text}\n${shaped.epilogue}}`
  const printed = transformSync('agent.ts', wrapped, {
    lang: 'ts',
    sourceType: 'module',
    target: 'esnext',
    sourcemap: true,
    typescript: { onlyRemoveTypeImports: true },
  })
  const startsOfWrapped = lineStarts(wrapped)
  const positionOf = (offset: number): { line: number; column: number } =>
    locate(Math.max(0, Math.min(shaped.originalOffset(Math.max(0, offset - head.length)), source.length)))
  const firstError = printed.errors[0]
  if (firstError) {
    const at = positionOf(firstError.labels[0]?.start ?? 0)
    fail({ code: 'SYNTAX', rule: 'syntax', message: sentence(firstError.message), ...at })
  }
  const code = printed.code.trimEnd()
  if (code.length > maxPrinted)
    fail({
      code: 'TOO_LARGE',
      rule: 'size',
      message: 'The code is too large once printed: it nests too deeply.',
      line: 1,
      column: 1,
    })
  judgeSecond(code, options, fail)
  return {
    compiled: { code, lines: linesOf(printed.map?.mappings ?? '', startsOfWrapped, positionOf) },
    imports: shaped.imports,
  }
}

/** The second parser must see exactly one function and none of the syntax that the first refuses. */
function judgeSecond(
  code: string,
  options: GateOptions,
  fail: (problem: Omit<Problem, 'severity'>) => never,
): void {
  let tree: unknown
  try {
    tree = parseSecond(code, { ecmaVersion: 'latest', sourceType: 'script' })
  } catch (error) {
    const message = error instanceof Error ? error.message.replace(/ \(\d+:\d+\)$/, '') : String(error)
    fail({
      code: 'SYNTAX',
      rule: 'second-parser',
      message: `The code is not valid JavaScript after its types were removed: ${sentence(message)}`,
      line: 1,
      column: 1,
    })
  }
  const body = isNode(tree) && Array.isArray(tree.body) ? (tree.body as unknown[]) : []
  const only = body[0]
  const name = isNode(only) && isNode(only.id) ? only.id.name : undefined
  if (
    body.length !== 1 ||
    !isNode(only) ||
    only.type !== 'FunctionDeclaration' ||
    only.async !== true ||
    name !== wrapperName
  )
    fail({
      code: 'REFUSED',
      rule: 'second-parser',
      message: 'The code does not stay inside its function.',
      line: 1,
      column: 1,
    })
  if (options.rulesOff || !isNode(only)) return
  walk(only, (node) => {
    const banned =
      node.type === 'ImportExpression' ||
      node.type === 'WithStatement' ||
      node.type === 'DebuggerStatement' ||
      (node.type === 'MetaProperty' && isNode(node.meta) && node.meta.name === 'import')
    if (banned)
      fail({
        code: 'REFUSED',
        rule: 'second-parser',
        message: `The code contains ${node.type} after printing.`,
        line: 1,
        column: 1,
      })
  })
}

/** For each printed line, triples of printed column, own line and own column. */
function linesOf(
  mappings: string,
  starts: readonly number[],
  positionOf: (offset: number) => { line: number; column: number },
): number[][] {
  return decodeMappings(mappings).map((line) => {
    const out: number[] = []
    for (const mapping of line) {
      const at = positionOf((starts[mapping.sourceLine] ?? 0) + mapping.sourceColumn)
      out.push(mapping.column, at.line, at.column)
    }
    return out
  })
}

function sentence(message: string): string {
  return /[.!?]$/.test(message) ? message : `${message}.`
}
