import type { Kind } from '../detect/kind.ts'
import { digitsOf, lastFourMask } from './checks.ts'

/**
 * Numbers that were published as specimens and belong to nobody: printed on a wallet insert of 1938 and on a leaflet of 1940 (both
 * withdrawn by the SSA, ssa.gov/history/ssn/misused.html), an advertisement's, and the one that every form and manual shows.
 */
const specimens: ReadonlySet<string> = new Set(['078051120', '219099999', '457555462', '123456789'])
/** What comes before the number of a flat or a room: digits that follow are the next line of an address. */
const placeNumber = /(?:\b(?:suite|ste|apt|apartment|unit|room|floor|box)\.?|#)\s*$/i
/** Highest area ever assigned before areas lost their meaning (SSA, June 2011). */
const highestArea = 772

/** Social security number of the United States. With dashes it may stand alone; bare digits need a word. */
export const usSsn: Kind = {
  name: 'US_SSN',
  title: 'US social security number',
  group: 'government',
  source: 'ssa.gov: area not 000, 666 or 9xx, group not 00, serial not 0000; not a published specimen',
  pattern: /(?<![\w.]|[-+]\d|\d[-/ ])\d{3}([- .]?)\d{2}\1\d{4}(?!\w|[-/.]\d)/g,
  words: ['ssn', 'social security', 'social sec', 'ss#', 'ssid', 'social'],
  alone: (value, context) =>
    value.includes('-') ||
    (value.includes(' ') &&
      Number(value.slice(0, 3)) <= highestArea &&
      !/^\s*\d/.test(context.after) &&
      !placeNumber.test(context.before)),
  confidence: 0.88,
  valid: (value) => {
    const digits = digitsOf(value)
    return (
      !/^(000|666|9)/.test(digits) &&
      digits.slice(3, 5) !== '00' &&
      digits.slice(5) !== '0000' &&
      !specimens.has(digits) &&
      !/^(\d)\1{8}$/.test(digits)
    )
  },
  normalise: digitsOf,
  mask: lastFourMask,
  examples: [
    { text: 'my ssn is 078051123', finds: ['078051123'] },
    { text: 'On file: 536-90-4399.', finds: ['536-90-4399'] },
    { text: 'id 536 90 4399', finds: ['536 90 4399'] },
    { text: 'serial 078051123, part 000-12-3456, row 536 90 4399 12', finds: [] },
    { text: 'Suite 536 90 4399 Elm Street', finds: [] },
    { text: 'Fill in your SSN, such as 123-45-6789.', finds: [] },
  ],
}
