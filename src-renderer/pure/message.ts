/** Values that fill the places of a message. */
export type MessageValues = Record<string, string | number>

/** End of the part in braces that opens at `start`. */
function closing(text: string, start: number): number {
  let depth = 0
  for (let i = start; i < text.length; i++) {
    if (text[i] === '{') depth++
    else if (text[i] === '}' && --depth === 0) return i
  }
  return text.length
}

/** The branches of a plural: `one {…} other {…}`. */
function branches(text: string): Map<string, string> {
  const found = new Map<string, string>()
  const head = /\s*([=\w]+)\s*\{/y
  let position = 0
  for (;;) {
    head.lastIndex = position
    const match = head.exec(text)
    if (match?.[1] === undefined) return found
    const open = head.lastIndex - 1
    const end = closing(text, open)
    found.set(match[1], text.slice(open + 1, end))
    position = end + 1
  }
}

/**
 * Fills an ICU message. The part of ICU MessageFormat that Athena's catalogue uses: `{name}`, `{count, number}` and
 * `{count, plural, =0 {…} one {…} other {# …}}`; a place without a value stays visible as `{name}`.
 */
export function formatMessage(message: string, values: MessageValues = {}, locale = 'en'): string {
  let out = ''
  let position = 0
  while (position < message.length) {
    const open = message.indexOf('{', position)
    if (open === -1) return out + message.slice(position)
    out += message.slice(position, open)
    const end = closing(message, open)
    const inside = message.slice(open + 1, end)
    const [name = '', kind] = inside.split(',', 2).map((part) => part.trim())
    const value = values[name]
    if (value === undefined) out += `{${name}}`
    else if (kind === 'plural') {
      const count = Number(value)
      const options = branches(inside.slice(inside.indexOf(',', inside.indexOf(',') + 1) + 1))
      const chosen =
        options.get(`=${count}`) ??
        options.get(new Intl.PluralRules(locale).select(count)) ??
        options.get('other') ??
        ''
      out += formatMessage(chosen.replaceAll('#', count.toLocaleString(locale)), values, locale)
    } else out += kind === 'number' ? Number(value).toLocaleString(locale) : String(value)
    position = end + 1
  }
  return out
}
