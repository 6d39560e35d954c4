import type { Kind } from '../detect/kind.ts'
import { compact, lastFourMask } from './checks.ts'

/** Indian GST number: gst.gov.in: state, PAN, entity, Z, check. */
export const inGstin: Kind = {
  name: 'IN_GSTIN',
  title: 'Indian GST number',
  group: 'government',
  source: 'gst.gov.in: state, PAN, entity, Z, check',
  pattern:
    /(?<![A-Za-z0-9])(?:0[1-9]|[12]\d|3[0-7]|97|99)[A-Z]{5}\d{4}[A-Z][1-9A-Z]Z[0-9A-Z](?![A-Za-z0-9])/g,
  words: ['gst*'],
  alone: true,
  confidence: 0.85,
  normalise: compact,
  mask: lastFourMask,
  examples: [{ text: 'GSTIN 27ABCDE1234F1Z5', finds: ['27ABCDE1234F1Z5'] }],
}
