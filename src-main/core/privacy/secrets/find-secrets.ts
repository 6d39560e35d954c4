import type { Span } from '../api.ts'
import { exampleParts } from './example-parts.ts'
import { KeywordIndex } from '../detect/keyword-index.ts'
import { findNamedSecrets } from './named-secrets.ts'
import { gitleaksRules, type SecretRule } from './gitleaks-rules.ts'
import { ownRules } from './own-rules.ts'

interface Compiled {
  rule: SecretRule
  pattern: RegExp
  allow: { target: 'secret' | 'match' | 'line'; patterns: RegExp[]; stopWords: readonly string[] }[]
}

const rules: readonly SecretRule[] = [...gitleaksRules, ...ownRules]
const compiled = new Map<SecretRule, Compiled>()
const keywords = [...new Set(rules.flatMap((rule) => rule.keywords))]
const index = new KeywordIndex(keywords)
const keywordIds = rules.map((rule) => rule.keywords.map((word) => keywords.indexOf(word)))

/** Whole values that are placeholders or references, not secrets (gitleaks' global allow list, and templates). */
const placeholder =
  /^(?:true|false|null|undefined|none|(.)\1{2,}|\$\w{1,60}|\$\{[^}]{1,80}\}|\{\{[^}]{0,80}\}\}|%\w{1,40}%|%[-+# 0]?[a-zA-Z]|\{\w{0,30}\}|@\w{1,40}@|<[^<>]{1,60}>|\/(?:bin|etc|home|opt|tmp|usr|var|Users)\/[\w ./-]{1,200})$/i
const stopWords = ['014df517-39d1-4453-b7b3-9930c563627c', 'abcdefghijklmnopqrstuvwxyz']

/**
 * Secrets in a text: by the rules for single services, and by the names of fields that hold them.
 *
 * @param lower The text in lower case.
 * @param keys Key names on the way to the leaf, outermost first.
 */
export function findSecrets(text: string, lower: string, keys: readonly string[]): Span[] {
  const found: Span[] = []
  const present = index.present(lower)
  rules.forEach((rule, number) => {
    const ids = keywordIds[number] as number[]
    if (ids.length > 0 && !ids.some((id) => present[id] === 1)) return
    runRule(text, compile(rule), found)
  })
  found.push(...findNamedSecrets(text, keys))
  return found
}

function compile(rule: SecretRule): Compiled {
  let item = compiled.get(rule)
  if (!item) {
    item = {
      rule,
      pattern: new RegExp(rule.pattern, rule.ignoreCase ? 'gid' : 'gd'),
      allow: (rule.allow ?? []).map((allow) => ({
        target: allow.target,
        patterns: allow.patterns.map((pattern) => new RegExp(pattern)),
        stopWords: allow.stopWords ?? [],
      })),
    }
    compiled.set(rule, item)
  }
  return item
}

function runRule(text: string, item: Compiled, found: Span[]): void {
  const { rule, pattern } = item
  pattern.lastIndex = 0
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    if (match[0] === '') {
      pattern.lastIndex++
      continue
    }
    const group = rule.group ?? longestGroup(match)
    const [start, end] = match.indices?.[group > 0 ? group : 0] ?? [
      match.index,
      match.index + match[0].length,
    ]
    // A rule ends on the character after the secret; that one may begin the next.
    if (end > match.index) pattern.lastIndex = end
    const secret = text.slice(start, end)
    // Keys of fixed length end where they end: if the word goes on, it is something else.
    const atEnd = end === match.index + match[0].length
    if (atEnd && /\w/.test(text.charAt(end)) && /\w/.test(text.charAt(end - 1))) continue
    if (rule.entropy !== undefined && entropy(secret) <= rule.entropy) continue
    if (
      placeholder.test(secret) ||
      (secret.length < 200 && exampleParts.test(secret)) ||
      stopWords.some((word) => secret.includes(word))
    )
      continue
    if (allowed(item, text, match.index, match[0], secret)) continue
    const generic = rule.id === 'generic-api-key'
    found.push({ start, end, kind: 'SECRET', reason: `rule ${rule.id}`, confidence: generic ? 0.82 : 0.95 })
  }
}

/** The group that holds most: beside the secret, a rule may catch a word of the field's name. */
function longestGroup(match: RegExpExecArray): number {
  let best = 0
  for (let number = 1; number < match.length; number++) {
    const length = match[number]?.length ?? 0
    if (length > 0 && (best === 0 || length > (match[best]?.length ?? 0))) best = number
  }
  return best
}

function allowed(item: Compiled, text: string, at: number, match: string, secret: string): boolean {
  return item.allow.some((allow) => {
    let target = secret
    if (allow.target === 'match') {
      const prefix = /[\w.-]{0,50}$/.exec(text.slice(Math.max(0, at - 50), at))?.[0] ?? ''
      target = prefix + match
    } else if (allow.target === 'line') {
      const from = text.lastIndexOf('\n', at) + 1
      const to = text.indexOf('\n', at + match.length)
      target = text.slice(
        Math.max(from, at - 500),
        Math.min(to < 0 ? text.length : to, at + match.length + 500),
      )
    }
    if (allow.patterns.some((pattern) => pattern.test(target))) return true
    const lower = secret.toLowerCase()
    return allow.stopWords.some((word) => lower.includes(word))
  })
}

/** Shannon entropy in bits a character. */
export function entropy(text: string): number {
  const counts = new Map<string, number>()
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1)
  let bits = 0
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length)
  return bits
}
