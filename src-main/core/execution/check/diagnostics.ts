import type { Diagnostic } from 'typescript/unstable/async'
import type { Problem } from '../../../contract/events.ts'
import { editDistance, nearestNames } from '../../catalog/index.ts'
import { unavailable } from './globals.ts'
import { type Ancestors, type Node, bare, nameOf, walk } from './syntax-tree.ts'
import { type RuleContext, isToolCall } from './rule.ts'
import type { TypeCheck } from './type-server.ts'

/**
 * Diagnostics that stop a run: what they name fails at run time for certain, or sends wrong arguments to a tool. Everything else that
 * the compiler says (implicit any, unused, arithmetic on dates, evolving objects) is noise in code that is run once.
 */
const blocking = new Set([
  2304,
  2552,
  2503,
  2580,
  2581,
  2582,
  2583,
  2584,
  2591,
  2592,
  2593,
  2868,
  18004, // unknown name
  2305,
  2614,
  2724, // unknown export
  2339,
  2551,
  2568,
  2550, // unknown property
  2353,
  2561,
  2739,
  2740,
  2741, // unknown or missing field of a declared type
  2448,
  2588,
  2349,
  2351,
  2488,
  2504, // used before its declaration, const assigned, not callable, not iterable
])
/** Diagnostics that stop a run when they are about the arguments of a tool. */
const blockingInCalls = new Set([2322, 2345, 2554, 2555, 2559, 2769, 2820, 2326, 2379, 2375])
/** Worth a note: it runs, but may not do what is meant. */
const noted = new Set([2367, 2801, 2774])

/** What explanations need to know beside the code. */
export interface ExplainContext extends RuleContext {
  /** Names that a module of the tree exports. */
  exportsOf: (specifier: string) => string[]
  /** How to import a tool of this name, as a sentence. */
  importOf: (name: string) => string | undefined
}

/** Turns what the compiler found into problems: classified, reworded, one suggestion each. */
export async function explainDiagnostics(
  diagnostics: readonly Diagnostic[],
  context: ExplainContext,
  typeAt: TypeCheck['typeAt'],
): Promise<Problem[]> {
  const problems: Problem[] = []
  const seenLines = new Set<string>()
  for (const diagnostic of diagnostics) {
    const at = pathTo(context.program, diagnostic.pos, diagnostic.end)
    const severity = classify(diagnostic, at, context)
    if (!severity) continue
    const start = context.locate(diagnostic.pos)
    const end = context.locate(diagnostic.end)
    const explained = await explain(diagnostic, at, context, typeAt)
    if (explained.doubt === 'noise') continue
    const key = explained.message
    // The same mistake in ten places is one problem.
    if (seenLines.has(key)) continue
    seenLines.add(key)
    problems.push({
      severity: explained.doubt ?? severity,
      code: explained.isImport ? 'UNKNOWN_IMPORT' : 'TYPE',
      rule: `TS${diagnostic.code}`,
      message: explained.message,
      ...start,
      ...(end.line === start.line ? { endColumn: end.column } : {}),
      ...(explained.suggestion ? { suggestion: explained.suggestion } : {}),
    })
    if (problems.filter((problem) => problem.severity === 'error').length >= 5) break
  }
  return problems
}

interface Place {
  /** The smallest node that covers the diagnostic. */
  node: Node | undefined
  parents: Ancestors
  /** The tool call whose arguments hold it. */
  call: Node | undefined
}

function pathTo(program: Node, start: number, end: number): Place {
  let node: Node | undefined
  let parents: Ancestors
  walk(program, (inner, above) => {
    if (inner.start > start || inner.end < end) return false
    node = inner
    parents = above
    return undefined
  })
  return { node, parents, call: undefined }
}

function classify(
  diagnostic: Diagnostic,
  place: Place,
  context: RuleContext,
): Problem['severity'] | undefined {
  const { code } = diagnostic
  if (code === 2339 && isHarmlessProperty(diagnostic.text, place)) return undefined
  if (blocking.has(code)) {
    place.call = enclosingToolCall(place, context)
    return 'error'
  }
  if (blockingInCalls.has(code)) {
    place.call = enclosingToolCall(place, context)
    return place.call ? 'error' : undefined
  }
  return noted.has(code) ? 'note' : undefined
}

/** Growing an object written down here (`const sum = {}; sum.total = 1`) and guessing at `never` and `unknown` run well. */
function isHarmlessProperty(text: string, { node, parents }: Place): boolean {
  const type = /on type '(.*)'\.?$/s.exec(text)?.[1] ?? ''
  if (/^(\{\}|never|unknown|object|Error|never\[\])$/.test(type)) return true
  const member = node?.type === 'MemberExpression' ? node : parents?.node
  const above = node?.type === 'MemberExpression' ? parents?.node : parents?.up?.node
  const isWritten = above?.type === 'AssignmentExpression' && bare(above['left']) === member
  return type.startsWith('{') && isWritten
}

function enclosingToolCall({ node, parents }: Place, context: RuleContext): Node | undefined {
  let inner = node
  for (let up = parents; up || inner; up = up?.up) {
    if (inner?.type === 'CallExpression' && isToolCall(inner, context)) return inner
    if (inner && /Function/.test(inner.type)) return undefined
    if (!up) return undefined
    inner = up.node
  }
  return undefined
}

interface Explained {
  message: string
  suggestion?: string | undefined
  isImport?: boolean
  /** The compiler is stricter here than a run: worth a note, or nothing. */
  doubt?: 'note' | 'noise' | undefined
}

async function explain(
  diagnostic: Diagnostic,
  place: Place,
  context: ExplainContext,
  typeAt: TypeCheck['typeAt'],
): Promise<Explained> {
  const text = diagnostic.text
  const quoted = [...text.matchAll(/'((?:[^'\\]|\\.)*)'/g)].map((match) => match[1] ?? '')
  switch (diagnostic.code) {
    case 2304:
    case 2503:
    case 2552:
    case 2580:
    case 2581:
    case 2582:
    case 2583:
    case 2584:
    case 2591:
    case 2592:
    case 2593:
    case 2868:
    case 18004: {
      const name = quoted[0] ?? ''
      const alternative = Object.hasOwn(unavailable, name) ? unavailable[name] : undefined
      if (alternative)
        return { message: `\`${name}\` is not available in the sandbox.`, suggestion: alternative }
      const hint = diagnostic.code === 2552 ? quoted[1] : undefined
      return {
        message: `\`${name}\` is not defined.`,
        suggestion: hint
          ? `Did you mean \`${hint}\`?`
          : (context.importOf(name) ??
            `Declare it, or import it from './servers/<server>'; search_tools({ query: '${name}' }) finds tools.`),
      }
    }
    case 2305:
    case 2614:
    case 2724: {
      const module = (quoted[0] ?? '').replaceAll('"', '')
      const name = quoted[1] ?? ''
      const known = context.exportsOf(module)
      const slip = slipOf(name, known)
      const nearest = slip ? [slip] : nearestNames(name, known, 3)
      return {
        message: `\`${module}\` exports no \`${name}\`.`,
        suggestion:
          nearest.length > 0
            ? `Did you mean ${nearest.map((item) => `\`${item}\``).join(' or ')}?`
            : `It exports ${known.slice(0, 8).join(', ') || 'nothing'}.`,
        isImport: true,
      }
    }
    case 2339:
    case 2551:
    case 2550:
    case 2568:
      return await explainProperty(diagnostic, quoted, place, typeAt)
    case 2353:
    case 2561: {
      const field = quoted[0] ?? ''
      const type = typeName(quoted[1] ?? '')
      const hint = diagnostic.code === 2561 ? quoted.at(-1) : undefined
      return {
        message: `\`${field}\` is not a field of \`${type}\`.`,
        suggestion: hint
          ? `Did you mean \`${hint}\`?`
          : 'Remove it, or read the declaration of the tool for its fields.',
      }
    }
    case 2741:
      return missingFields([quoted[0] ?? ''], quoted[2] ?? '', place.call)
    case 2739:
    case 2740: {
      const listed = /properties from type '.*?': (.*)$/s.exec(text)?.[1] ?? ''
      return missingFields(
        listed.replace(/, and (\d+) more\.?$/, '').split(', '),
        quoted[1] ?? '',
        place.call,
      )
    }
    case 2554:
    case 2555:
      return explainCount(text, place)
    case 2349:
      return isPromiseText(flatten(diagnostic))
        ? {
            message: 'This is a promise, not a function.',
            suggestion: 'Put `await` before the call that made it.',
          }
        : {
            message: 'This is not a function.',
            suggestion: 'Check the name; shapeOf(value) shows what it is.',
          }
    case 2488:
    case 2504:
      return isPromiseText(text)
        ? { message: 'A promise cannot be iterated.', suggestion: 'Put `await` before the call.' }
        : {
            message: `\`${typeName(quoted[0] ?? '')}\` cannot be iterated.`,
            suggestion: 'Iterate the list inside it; shapeOf(value) shows where it is.',
          }
    case 2588:
      return {
        message: `\`${quoted[0] ?? ''}\` is a constant and cannot be assigned.`,
        suggestion: 'Declare it with `let`.',
      }
    case 2448:
      return {
        message: `\`${quoted[0] ?? ''}\` is used before its declaration.`,
        suggestion: 'Move the declaration up.',
      }
    case 2322:
    case 2345:
    case 2559:
    case 2769:
    case 2820:
      return explainMismatch(diagnostic, place)
    default:
      return { message: shorten(text) }
  }
}

async function explainProperty(
  diagnostic: Diagnostic,
  quoted: string[],
  { node, parents }: Place,
  typeAt: TypeCheck['typeAt'],
): Promise<Explained> {
  const name = quoted[0] ?? ''
  const type = quoted[1] ?? ''
  if (isPromiseText(type)) {
    return {
      message: `\`${name}\` does not exist on a promise.`,
      suggestion: `Put \`await\` before the call: \`(await …).${name}\`.`,
    }
  }
  const message = `\`${name}\` does not exist on \`${typeName(type)}\`.`
  const hint = diagnostic.code === 2551 ? quoted.at(-1) : undefined
  const member =
    node?.type === 'MemberExpression'
      ? node
      : parents?.node.type === 'MemberExpression'
        ? parents.node
        : undefined
  const object = member?.['object'] as Node | undefined
  const call = object?.type === 'AwaitExpression' ? bare(object['argument']) : undefined
  const looked = call?.type === 'CallExpression' ? bare(call['callee']) : object
  const found = looked ? await typeAt(looked.end - 1, looked !== object).catch(() => undefined) : undefined
  const own = (found?.properties ?? []).filter((property) => !property.startsWith('__@'))
  if (found?.isUnion && own.includes(name)) {
    return {
      message: `\`${name}\` exists on some variants of \`${typeName(type)}\` only.`,
      suggestion: `Test first: if ('${name}' in value) …`,
      doubt: 'note',
    }
  }
  const isList = own.includes('push') && own.includes('length')
  if (hint && (!isList || editDistance(hint, name) <= 2))
    return { message, suggestion: `Did you mean \`${hint}\`?` }
  if (isList) return { message, suggestion: `It is a list: use \`[0].${name}\` or map over it.` }
  const slip = slipOf(name, own)
  if (slip) return { message, suggestion: `Did you mean \`${slip}\`?` }
  const isShort = own.length > 0 && own.length < 40
  return {
    message,
    suggestion: isShort
      ? `Fields: ${own.slice(0, 12).join(', ')}${own.length > 12 ? ', …' : ''}.`
      : 'shapeOf(value) shows what is there.',
  }
}

function missingFields(fields: string[], type: string, call: Node | undefined): Explained {
  const names = fields.map((field) => `\`${field.trim()}\``).join(', ')
  const isOne = fields.length === 1
  return {
    message: call
      ? `\`${calleeText(call)}\`: the field${isOne ? '' : 's'} ${names} ${isOne ? 'is' : 'are'} missing.`
      : `${names} ${isOne ? 'is' : 'are'} missing in \`${typeName(type)}\`.`,
    suggestion: `Add ${names}.`,
  }
}

function explainCount(text: string, { call }: Place): Explained {
  const [, expected = '', got = ''] = /Expected (.+) arguments?, but got (\d+)/.exec(text) ?? []
  const name = calleeText(call)
  return got === '0'
    ? {
        message: `\`${name}\` needs its input, and got nothing.`,
        suggestion: `Pass one object: \`${name}({ … })\`.`,
      }
    : {
        message: `\`${name}\` takes ${expected} argument${expected === '1' ? '' : 's'}, got ${got}.`,
        suggestion: `Pass one object with named fields: \`${name}({ … })\`.`,
      }
}

/** The deepest reason in the chain of a mismatch, with the field it is about. */
function explainMismatch(diagnostic: Diagnostic, { call, node, parents }: Place): Explained {
  const texts = flatten(diagnostic)
  const name = calleeText(call)
  const fields = [...texts.matchAll(/Types of property '(.+?)' are incompatible/g)].map(
    (match) => match[1] ?? '',
  )
  const missing = /Property '(.+?)' is missing in type '.*?' but required in type '(.*?)'/s.exec(texts)
  if (missing?.[1]) return missingFields([missing[1]], missing[2] ?? '', call)
  const many = /is missing the following properties from type '(.*?)': ([^\n]*)/s.exec(texts)
  if (many?.[2])
    return missingFields(many[2].replace(/, and (\d+) more\.?$/, '').split(', '), many[1] ?? '', call)
  const excess = /'(.+?)' does not exist in type/.exec(texts)
  if (excess?.[1])
    return {
      message: `\`${name}\`: \`${excess[1]}\` is not a field of its input.`,
      suggestion: 'Remove it, or read the declaration of the tool for its fields.',
    }
  if (diagnostic.code === 2559 || /has no properties in common with type/.test(texts)) {
    return {
      message: `\`${name}\`: this argument does not fit.`,
      suggestion: `Pass one object with named fields: \`${name}({ … })\`.`,
    }
  }
  const pairs = [
    ...texts.matchAll(
      /(?:Type|Argument of type) '((?:[^'\\]|\\.|'(?=\w))*?)' is not assignable to (?:type|parameter of type) '((?:[^'\\]|\\.)*?)'/gs,
    ),
  ]
  const [, got = '', expected = ''] = pairs.at(-1) ?? []
  const did = /Did you mean '(.*?)'\?/.exec(texts)?.[1]
  const doubt = /' is optional in type '/.test(texts) ? 'note' : doubtOf(got, expected)
  const property = fields.length > 0 ? fields.join('.') : propertyAt(node, parents)
  const what = property ? `\`${name}\`: the field \`${property}\`` : `\`${name}\`: its argument`
  if (isPromiseText(got))
    return { message: `${what} gets a promise.`, suggestion: 'Put `await` before the call that makes it.' }
  return {
    message: expected
      ? `${what} must be \`${shorten(expected, 120)}\`, got \`${shorten(got, 80)}\`.`
      : shorten(texts),
    suggestion: did ? `Did you mean \`${did}\`?` : conversion(got, expected),
    doubt,
  }
}

/**
 * Mismatches that say more about how the compiler widens than about the value: a variable of type `string` for an enumeration, a list
 * for a tuple, a value that may be undefined. What is wrong in fact is refused by the schema of the tool when it is called.
 */
function doubtOf(got: string, expected: string): Explained['doubt'] {
  if (got === 'unknown' || got === '{}' || got === 'object') return 'noise'
  if (got === 'undefined' || got === 'null') return 'note'
  const literals = expected.split(' | ').filter((part) => part !== 'undefined' && part !== 'null')
  if (got === 'string' && literals.every((part) => /^["`]/.test(part))) return 'note'
  if (got === 'number' && literals.every((part) => /^-?\d/.test(part))) return 'note'
  return got.endsWith('[]') && expected.startsWith('[') ? 'note' : undefined
}

function propertyAt(node: Node | undefined, parents: Ancestors): string {
  const property =
    node?.type === 'Property' ? node : parents?.node.type === 'Property' ? parents.node : undefined
  return property ? nameOf(property['key']) : ''
}

function conversion(got: string, expected: string): string {
  if (/^(undefined|null)$/.test(got) || /\b(undefined|null)\b/.test(got))
    return 'Make sure there is a value: test for undefined first, or give a default with `??`.'
  if (/^number\b/.test(expected) && /string|"/.test(got)) return 'Convert it: Number(value).'
  if (/^string\b/.test(expected) && /number|boolean|^\d/.test(got)) return 'Convert it: String(value).'
  if (expected.endsWith('[]') && !got.endsWith('[]')) return 'Pass a list: [value].'
  if (/^boolean\b/.test(expected)) return 'Pass true or false.'
  return `Pass a value of type ${shorten(expected, 160)}.`
}

function calleeText(call: Node | undefined): string {
  const callee = bare(call?.['callee'])
  if (callee?.type === 'MemberExpression')
    return `${nameOf(bare(callee['object']))}.${nameOf(callee['property'])}`
  return nameOf(callee) || 'call'
}

/** A diagnostic with the messages below it, one a line. */
function flatten(diagnostic: Diagnostic): string {
  return [diagnostic.text, ...(diagnostic.messageChain ?? []).map((inner) => flatten(inner))].join('\n')
}

function isPromiseText(text: string): boolean {
  return /Promise</.test(text.slice(0, 40)) || /'Promise</.test(text)
}

/** A type as a reader wants it: names stay, long structures are cut. */
function typeName(type: string): string {
  return shorten(type.replace(/\s+/g, ' '), 80)
}

function shorten(text: string, maxCharacters = 300): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > maxCharacters ? `${line.slice(0, maxCharacters - 1)}…` : line
}

/** The name that was meant, if one differs by a slip: within a third of its length. */
function slipOf(name: string, known: string[]): string | undefined {
  const best = nearestNames(name, known, 1)[0]
  const within = Math.max(2, Math.ceil(name.length / 3))
  return best !== undefined &&
    (editDistance(name.toLowerCase(), best.toLowerCase()) <= within ||
      best.toLowerCase().includes(name.toLowerCase()))
    ? best
    : undefined
}
