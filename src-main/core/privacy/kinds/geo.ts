import type { Kind } from '../detect/kind.ts'

/** Geographic coordinates: ISO 6709 and the usual decimal pair; four decimals or more, or degrees and minutes. */
export const geo: Kind = {
  name: 'GEO',
  title: 'Geographic coordinates',
  group: 'person',
  source: 'ISO 6709 and the usual decimal pair; four decimals or more, or degrees and minutes',
  pattern:
    /(?<![\w.])(?:\(?[-+]?(?:[0-8]?\d|90)(?:\.\d{4,15})\s?(?:°?\s?[NS])?\s?,\s?[-+]?(?:1[0-7]\d|[0-9]?\d|180)(?:\.\d{4,15})\s?(?:°?\s?[EW])?\)?|\d{1,2}°\s?\d{1,2}[′']\s?(?:\d{1,2}(?:\.\d{1,6})?[″"]\s?)?[NSns],?\s?\d{1,3}°\s?\d{1,2}[′']\s?(?:\d{1,2}(?:\.\d{1,6})?[″"]\s?)?[EWew])(?![\w]|\.\d)/g,
  words: ['lat*', 'lon*', 'lng', 'coordinates', 'gps', 'location', 'position', 'geo'],
  alone: (value, context) => context.whole || /[°NSEW]/.test(value),
  valid: (value) => /[1-9]/.test(value),
  mask: () => '••.••, ••.••',
  examples: [
    { text: 'GPS 51.507412, -0.127812', finds: ['51.507412, -0.127812'] },
    { text: '(1.5, 2.5)', finds: [] },
  ],
}
