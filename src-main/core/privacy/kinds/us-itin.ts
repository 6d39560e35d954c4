import type { Kind } from '../detect/kind.ts'
import { digitsOf, lastFourMask } from './checks.ts'

/** US individual taxpayer number: irs.gov: 9xx with group 50-65, 70-88, 90-92 or 94-99. */
export const usItin: Kind = {
  name: 'US_ITIN',
  title: 'US individual taxpayer number',
  group: 'government',
  source: 'irs.gov: 9xx with group 50-65, 70-88, 90-92 or 94-99',
  pattern: /(?<![\w.,-])9\d{2}([ -]?)(?:5\d|6[0-5]|7\d|8[0-8]|9[0-24-9])\1\d{4}(?![\w]|[.,-]\w)/g,
  words: ['itin', 'taxpayer', 'tax id', 'individual taxpayer'],
  alone: (value) => value.includes('-'),
  normalise: digitsOf,
  mask: lastFourMask,
  examples: [
    { text: 'my itin: 911701234', finds: ['911701234'] },
    { text: '911-53-1234', finds: ['911-53-1234'] },
    { text: '911531234', finds: [] },
  ],
}
