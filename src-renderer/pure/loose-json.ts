/** Where and why a text is not a value; `at` is an index into the text. */
export class LooseJsonError extends Error {
  readonly at: number
  constructor(message: string, at: number) {
    super(message)
    this.at = at
  }
}

const escapes: Record<string, string> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', v: '\v', 0: '\0' }

/**
 * Reads a value as people write and paste it: JSON, JSON5, or a literal of TypeScript (bare keys, single quotes and plain
 * template strings, comments, trailing commas, hexadecimal, `undefined`). Nothing is evaluated.
 *
 * @throws LooseJsonError with the place.
 */
export function parseLooseJson(text: string): unknown {
  let at = 0
  const fail = (message: string, where = at): never => {
    throw new LooseJsonError(message, where)
  }
  function space(): void {
    for (;;) {
      while (at < text.length && /[\s\uFEFF]/.test(text[at] ?? '')) at++
      if (text.startsWith('//', at)) {
        const end = text.indexOf('\n', at)
        at = end === -1 ? text.length : end
      } else if (text.startsWith('/*', at)) {
        const end = text.indexOf('*/', at)
        if (end === -1) fail('This comment is not closed.')
        at = end + 2
      } else return
    }
  }
  function word(): string {
    const found = /^[\w$][\w$-]*/.exec(text.slice(at, at + 200))?.[0] ?? ''
    at += found.length
    return found
  }
  function string(): string {
    const quote = text[at]
    const start = at
    at++
    let value = ''
    for (;;) {
      const character = text[at]
      if (character === undefined || (character === '\n' && quote !== '`'))
        return fail('This text is not closed.', start)
      if (character === quote) {
        at++
        return value
      }
      if (quote === '`' && text.startsWith('${', at)) fail('A value cannot hold an expression.')
      if (character !== '\\') {
        value += character
        at++
        continue
      }
      const next = text[at + 1] ?? ''
      const code = /^(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2}))/.exec(
        text.slice(at + 1, at + 10),
      )
      if (code !== null) {
        const point = Number.parseInt(code[1] ?? code[2] ?? code[3] ?? '0', 16)
        if (point > 0x10ffff) fail('There is no such character.')
        value += String.fromCodePoint(point)
        at += 1 + code[0].length
      } else {
        value += next === '\n' ? '' : (escapes[next] ?? next)
        at += 2
      }
    }
  }
  function value(): unknown {
    space()
    const character = text[at]
    if (character === undefined) return fail('A value is missing.')
    if (character === '{') {
      at++
      const entries: [string, unknown][] = []
      for (;;) {
        space()
        if (text[at] === '}') {
          at++
          return Object.fromEntries(entries)
        }
        const quoted = /["'`]/.test(text[at] ?? '')
        const key = quoted ? string() : word()
        if (key === '' && !quoted) fail('The name of a field or } is expected.')
        space()
        if (text[at] !== ':') fail('A colon is expected.')
        at++
        const one = value()
        if (one !== undefined) entries.push([key, one])
        space()
        if (text[at] === ',') at++
        else if (text[at] !== '}') fail('A comma or } is expected.')
      }
    }
    if (character === '[') {
      at++
      const items: unknown[] = []
      for (;;) {
        space()
        if (text[at] === ']') {
          at++
          return items
        }
        items.push(value() ?? null)
        space()
        if (text[at] === ',') at++
        else if (text[at] !== ']') fail('A comma or ] is expected.')
      }
    }
    if (/["'`]/.test(character)) return string()
    const number = /^[+-]?(?:0[xX][0-9a-fA-F]+|(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)/.exec(
      text.slice(at, at + 400),
    )
    if (number !== null) {
      at += number[0].length
      return Number(number[0].replaceAll('_', ''))
    }
    const start = at
    const name = word()
    if (name === 'true') return true
    if (name === 'false') return false
    if (name === 'null') return null
    if (name === 'undefined') return undefined
    return fail(`${name === '' ? character : name} is not a value.`, start)
  }
  const result = value()
  space()
  if (text[at] === ';') at++
  space()
  if (at < text.length) fail('There is more text after the value.')
  return result
}

/** A value as a literal of TypeScript: bare keys where they can be, single quotes. */
export function toLiteral(value: unknown, indent = ''): string {
  if (typeof value === 'string') {
    const json = JSON.stringify(value)
    return `'${json
      .slice(1, -1)
      .replaceAll(String.raw`\"`, '"')
      .replaceAll("'", String.raw`\'`)}'`
  }
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]'
    const flat = `[${value.map((one) => toLiteral(one)).join(', ')}]`
    if (flat.length <= 80 && !flat.includes('\n')) return flat
    return `[\n${value.map((one) => `${indent}  ${toLiteral(one, `${indent}  `)}`).join(',\n')},\n${indent}]`
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, one]) => one !== undefined)
    if (entries.length === 0) return '{}'
    const key = (name: string) => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : toLiteral(name))
    const flat = `{ ${entries.map(([name, one]) => `${key(name)}: ${toLiteral(one)}`).join(', ')} }`
    if (flat.length <= 80 && !flat.includes('\n')) return flat
    return `{\n${entries.map(([name, one]) => `${indent}  ${key(name)}: ${toLiteral(one, `${indent}  `)}`).join(',\n')},\n${indent}}`
  }
  return value === undefined ? 'undefined' : JSON.stringify(value)
}
