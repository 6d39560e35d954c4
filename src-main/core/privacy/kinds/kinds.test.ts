import { describe, expect, it } from 'vitest'
import { scanText } from '../detect/scan.ts'
import { sensitiveFieldName, sensitiveFieldNames } from '../secrets/field-names.ts'
import { gitleaksRules } from '../secrets/gitleaks-rules.ts'
import { ownRules } from '../secrets/own-rules.ts'
import { kinds } from './index.ts'

it('there are more than 40 kinds, with names, sources and examples of their own', () => {
  expect(kinds.length).toBeGreaterThanOrEqual(80)
  expect(new Set(kinds.map((kind) => kind.name)).size).toBe(kinds.length)
  for (const kind of kinds) {
    expect(kind.name, kind.name).toMatch(/^[A-Z][A-Z0-9_]*[A-Z0-9]$/)
    expect(kind.source.length, kind.name).toBeGreaterThan(3)
    if (kind.pattern) expect(kind.examples.length, kind.name).toBeGreaterThan(0)
  }
})

it('there are more than 30 names of fields that are withheld whole', () => {
  expect(new Set(sensitiveFieldNames).size).toBeGreaterThanOrEqual(60)
  for (const name of [
    'api_key',
    'X-Api-Key',
    'accessToken',
    'dbPassword',
    'stripe_secret_key',
    'Authorization',
    'Set-Cookie',
    'clientSecret',
  ]) {
    expect(sensitiveFieldName(name), name).toBeDefined()
  }
  for (const name of [
    'nextPageToken',
    'max_tokens',
    'primary_key',
    'bypass',
    'tokenType',
    'keyboard',
    'passenger',
    'has_password',
  ]) {
    expect(sensitiveFieldName(name), name).toBeUndefined()
  }
})

it('no pattern has an open quantifier', () => {
  for (const { name, pattern } of [
    ...kinds,
    ...gitleaksRules.map((rule) => ({ name: rule.id, pattern: new RegExp(rule.pattern) })),
    ...ownRules.map((rule) => ({ name: rule.id, pattern: new RegExp(rule.pattern) })),
  ]) {
    const bare = (pattern?.source ?? '').replace(/\\./g, 'x').replace(/\[(?:[^\]])*\]/g, 'x')
    expect(bare.replace(/\{\d+,\d+\}|\{\d+\}/g, ''), name).not.toMatch(/[^(]\*|[^(]\+|\{\d+,\}/)
  }
})

describe('every kind finds its examples and nothing else of its kind', () => {
  for (const kind of kinds) {
    for (const example of kind.examples) {
      it(`${kind.name}: ${JSON.stringify(example.text)}`, () => {
        const spans = scanText(example.text, {
          mode: kind.strictOnly ? 'strict' : 'standard',
          ...(example.key ? { keys: [example.key] } : {}),
        })
        const found = spans.filter((span) => span.kind === kind.name)
        expect(found.map((span) => example.text.slice(span.start, span.end))).toEqual(example.finds)
      })
    }
  }
})
