import type { Kind } from '../detect/kind.ts'

const part = "\\p{Lu}[\\p{L}'’-]{1,24}"

/** Name of a person: in fields keyed as names, and before an e-mail address in angle brackets. Prose only in strict mode. */
export const person: Kind = {
  name: 'PERSON',
  title: 'Name of a person',
  group: 'person',
  source: 'field names; in strict mode compromise (English)',
  // "Anna Berg <anna@…>" in standard mode; the rest comes from field names and, in strict mode, the name model.
  pattern: new RegExp(
    `(?<![\\p{L}\\p{N}.])${part}(?: (?:${part}|\\p{Lu}\\.|von|van|de|der|da|di|bin|al)){1,4}(?="? ?<[^\\s<>@]{1,64}@)`,
    'gu',
  ),
  anchor: '@',
  digitless: true,
  words: [],
  alone: true,
  normalise: (value) => value.trim().replace(/\s+/g, ' ').toLowerCase(),
  mask: (value) =>
    value
      .split(/\s+/)
      .map((name) => `${name.slice(0, 1)}•••`)
      .join(' '),
  confidence: 0.7,
  examples: [
    { text: 'From: Anna Berg <anna@example.org>', finds: ['Anna Berg'] },
    { text: 'Anna Berg wrote a letter', finds: [] },
  ],
}
