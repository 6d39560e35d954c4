import type { Kind } from '../detect/kind.ts'

/** What the user entered under "My data"; matched exactly, in any letter case. */
export const ownData: Kind = {
  name: 'MY_DATA',
  title: 'My data',
  group: 'own',
  source: 'entered by the user',
  words: [],
  normalise: (value) => value.trim().replace(/\s+/g, ' ').toLowerCase(),
  mask: (value) => `${value.slice(0, 1)}•••`,
  examples: [],
}
