import type { Kind } from '../detect/kind.ts'

/** Account name; only what a field says is one, and only in strict mode, since a handle is often public. */
export const username: Kind = {
  name: 'USERNAME',
  title: 'User name',
  group: 'contact',
  source: 'field names',
  words: [],
  strictOnly: true,
  normalise: (value) => value.trim().toLowerCase(),
  mask: (value) => `${value.slice(0, 1)}•••`,
  examples: [{ text: 'user name policy', finds: [] }],
}
