import type { Kind } from '../detect/kind.ts'

/** Name of a place in prose, in strict mode. */
export const location: Kind = {
  name: 'LOCATION',
  title: 'Name of a place',
  group: 'person',
  source: 'compromise (English), strict mode',
  words: [],
  strictOnly: true,
  normalise: (value) => value.trim().replace(/\s+/g, ' ').toLowerCase(),
  mask: (value) => `${value.slice(0, 1)}•••`,
  examples: [{ text: 'the harbour', finds: [] }],
}
