import type { Kind } from '../detect/kind.ts'
import { compact, lastFourMask } from './checks.ts'

/** Italian fiscal code: agenziaentrate.gov.it: name, birth and place; the form is unmistakable. */
export const itFiscalCode: Kind = {
  name: 'IT_FISCAL_CODE',
  title: 'Italian fiscal code',
  group: 'government',
  source: 'agenziaentrate.gov.it: name, birth and place; the form is unmistakable',
  pattern:
    /(?<![A-Za-z0-9])[A-Z]{6}[0-9LMNPQRSTUV]{2}[ABCDEHLMPRST][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z](?![A-Za-z0-9])/g,
  words: ['codice fiscale', 'fiscal'],
  alone: true,
  valid: (value) => /\d/.test(value),
  normalise: compact,
  mask: lastFourMask,
  examples: [
    { text: 'RSSMRA85T10A562S', finds: ['RSSMRA85T10A562S'] },
    { text: 'RSSMRA85Z10A562S', finds: [] },
  ],
}
