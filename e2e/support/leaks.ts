import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Ways in which a value could be written so that a person or a program can still read it. */
export function disguises(value: string): Record<string, string[]> {
  const bytes = Buffer.from(value)
  const codes = [...value].map((character) => character.codePointAt(0) ?? 0)
  return {
    plain: [value, value.toUpperCase(), value.toLowerCase(), JSON.stringify(value).slice(1, -1)],
    base64: base64Forms(value),
    base64url: base64Forms(value).map((form) => form.replaceAll('+', '-').replaceAll('/', '_')),
    hex: [bytes.toString('hex'), bytes.toString('hex').toUpperCase()],
    reversed: [[...value].reverse().join('')],
    codes: [codes.join(','), codes.join(' '), codes.join(', ')],
    split: ['","', ' ', '-', '\n', '\\n'].map((between) => [...value].join(between)),
    percent: [encodeURIComponent(value)],
    utf16: [bytes.toString('utf8').split('').join('\0')],
  }
}

/** The inner part of a value's base64 for each of the three places in a group at which it could begin. */
function base64Forms(value: string): string[] {
  return [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), Buffer.from(value)]).toString('base64')
    return text.slice(shift === 0 ? 0 : 4, value.length > 6 ? -4 : undefined)
  })
}

/** Names of values and disguises that are in some bytes; never the values. */
export function leaksIn(bytes: Buffer, values: Readonly<Record<string, string>>): string[] {
  const text = bytes.toString('latin1')
  return Object.entries(values).flatMap(([name, value]) =>
    Object.entries(disguises(value)).flatMap(([disguise, forms]) =>
      forms.some((form) => form.length >= 6 && text.includes(Buffer.from(form).toString('latin1')))
        ? [`${name} ${disguise}`]
        : [],
    ),
  )
}

/** Files below a folder, with their contents. */
export function filesBelow(folder: string): { path: string; bytes: Buffer }[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const path = join(entry.parentPath, entry.name)
      return { path, bytes: readFileSync(path) }
    })
}
