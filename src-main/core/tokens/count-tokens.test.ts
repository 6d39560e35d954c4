import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { countTokens as reference } from 'gpt-tokenizer/encoding/o200k_base'
import { expect, it } from 'vitest'
import { countTokens } from './count-tokens.ts'

const plain = { disallowedSpecial: new Set<string>() }

it('counts as the reference implementation does, whatever the text', () => {
  const word = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('const x = ', "it's ", ' \r\n\n ', '漢字', '😀', '12345', '<|endoftext|>', '\ud800'),
  )
  fc.assert(
    fc.property(fc.array(word, { maxLength: 40 }), (words) => {
      const text = words.join('')
      expect(countTokens(text)).toBe(reference(text, plain))
    }),
    { numRuns: 300 },
  )
})

it('counts real files and pieces without spaces as the reference does', () => {
  const file = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')
  for (const text of ['', file, 'ab'.repeat(1000), '='.repeat(65), 'Ж'.repeat(300)]) {
    expect(countTokens(text)).toBe(reference(text, plain))
  }
})
