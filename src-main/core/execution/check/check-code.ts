import type { Problem } from '../../../contract/events.ts'
import type { Catalog } from '../../catalog/index.ts'
import type { CheckResult } from './api.ts'
import { explainDiagnostics } from './diagnostics.ts'
import { type SkillSource, findGrants, readImports } from './imports.ts'
import { addMissingImports } from './missing-imports.ts'
import { returnsAsThrows, stripFences } from './normalise.ts'
import type { RuleContext } from './rule.ts'
import { runRules } from './rules.ts'
import { parseAgentCode } from './syntax.ts'
import { createLocator } from './syntax-tree.ts'
import { CheckTimeout, type TypeServer } from './type-server.ts'
import { namesLearnedShape } from './virtual-files.ts'

const maxErrors = 5
const maxNotes = 5

/** What a check works with. */
export interface CheckParts {
  catalog: Catalog
  skills: SkillSource | undefined
  server: TypeServer
}

/** The whole check of one text: syntax, rules, imports, types. Never throws. */
export async function checkCode(original: string, parts: CheckParts): Promise<CheckResult> {
  const started = performance.now()
  const { catalog, skills } = parts
  const stripped = stripFences(original)
  const first = parseAgentCode(stripped)
  const completed =
    'problems' in first
      ? undefined
      : addMissingImports(stripped, first.program, catalog, createLocator(stripped))
  const source = completed?.source ?? stripped
  const done = (problems: Problem[], rest: Partial<CheckResult> = {}): CheckResult => {
    const errors = problems.filter(({ severity }) => severity === 'error').slice(0, maxErrors)
    const notes = problems.filter(({ severity }) => severity === 'note').slice(0, maxNotes)
    return {
      ok: errors.length === 0,
      problems: [...errors, ...notes],
      source,
      imports: [],
      grants: [],
      unchecked: false,
      ...rest,
      ms: Math.round((performance.now() - started) * 10) / 10,
    }
  }
  const parsed = source === stripped ? first : parseAgentCode(source)
  if ('problems' in parsed) return done(parsed.problems)
  const { program, comments } = parsed
  const locate = createLocator(source)
  const imports = readImports(program, catalog, skills, locate)
  const context = { program, source, locate, toolNames: imports.toolNames, namespaces: imports.namespaces }
  const found = [...runRules(context), ...imports.problems, ...(completed?.notes ?? [])]
  const grants = findGrants(program, imports, catalog, skills, (skill) => grantsOfSkill(skill, parts, 0))
  const rest = { imports: imports.specifiers, grants }
  if (comments.some(({ value }) => /^\s*@ts-nocheck\b/.test(value)))
    return done(found, { ...rest, unchecked: true })

  try {
    const types = await checkTypes(source, context, imports.specifiers, parts)
    // A rule that names the same place says it better than the compiler.
    const told = new Set(
      found.filter(({ severity }) => severity === 'error').map(({ line, column }) => `${line}:${column}`),
    )
    return done([...found, ...types.filter(({ line, column }) => !told.has(`${line}:${column}`))], rest)
  } catch (error) {
    const why = error instanceof CheckTimeout ? 'they took too long' : 'the type checker did not answer'
    const message = `Types were not checked: ${why}.`
    const note: Problem = {
      severity: 'note',
      code: 'TYPE',
      rule: 'types-unchecked',
      message,
      line: 1,
      column: 1,
    }
    return done([...found, note], { ...rest, unchecked: true })
  }
}

/** Type errors, and what contradicts shapes that earlier calls have shown, as notes. */
async function checkTypes(
  source: string,
  context: RuleContext,
  specifiers: string[],
  { catalog, server }: CheckParts,
): Promise<Problem[]> {
  const explaining = {
    ...context,
    exportsOf: (specifier: string): string[] => {
      const module = catalog.module(specifier)
      return module?.kind === 'server' ? Object.keys(module.exports) : []
    },
    importOf: (name: string): string | undefined => {
      const one = catalog
        .servers()
        .find(({ tools }) => tools.some((tool) => tool.exportName === name && tool.enabled))
      return one && `Import it: import { ${name} } from './servers/${one.name}'.`
    },
  }
  const checked = returnsAsThrows(source, context.program)
  const run = (isLearned: boolean): Promise<Problem[]> =>
    server.check(
      checked.text,
      ({ diagnostics, typeAt }) =>
        explainDiagnostics(
          diagnostics.map((one) => ({
            ...one,
            pos: checked.originalOffset(one.pos),
            end: checked.originalOffset(one.end),
          })),
          explaining,
          (offset, isCalled) => typeAt(checked.checkedOffset(offset), isCalled),
        ),
      isLearned,
    )
  const problems = await run(false)
  if (problems.some(({ severity }) => severity === 'error')) return problems
  if (!specifiers.some((specifier) => namesLearnedShape(specifier, catalog))) return problems
  const learned = await run(true)
  const known = new Set(problems.map(({ line, column, message }) => `${line}:${column}:${message}`))
  return [
    ...problems,
    ...learned
      .filter(
        (problem) =>
          problem.severity === 'error' && !known.has(`${problem.line}:${problem.column}:${problem.message}`),
      )
      .map((problem): Problem => ({
        ...problem,
        severity: 'note',
        message: `${problem.message} (Learned from earlier results; unverified.)`,
      })),
  ]
}

/** Tools that a skill may call, through the skills it imports. */
function grantsOfSkill(source: string, parts: CheckParts, depth: number): string[] {
  const parsed = parseAgentCode(source)
  if ('problems' in parsed || depth > 5) return []
  const { catalog, skills } = parts
  const imports = readImports(parsed.program, catalog, skills, () => ({ line: 1, column: 1 }))
  return findGrants(parsed.program, imports, catalog, skills, (inner) =>
    grantsOfSkill(inner, parts, depth + 1),
  )
}
