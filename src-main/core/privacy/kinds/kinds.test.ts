import { describe, expect, it } from 'vitest'
import { scanText } from '../detect/scan.ts'
import { kinds } from './index.ts'

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
