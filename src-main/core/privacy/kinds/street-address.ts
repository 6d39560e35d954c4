import type { Kind } from '../detect/kind.ts'

const word = "[\\p{Lu}][\\p{L}'’.-]{1,24}"
const english =
  'Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Ct|Way|Place|Pl|Square|Sq|Terrace|Ter|Parkway|Pkwy|Circle|Cir|Highway|Hwy|Crescent|Close|Alley'
/** One of these is in every text that holds an address; abbreviations only where a word ends. */
const needs = [
  ...[
    'street',
    'avenue',
    'road',
    'lane',
    'drive',
    'boulevard',
    'blvd',
    'court',
    'place',
    'square',
    'terrace',
    'parkway',
    'pkwy',
    'circle',
    'highway',
    'crescent',
    'close',
    'alley',
  ],
  ...[
    'straße',
    'strasse',
    'str.',
    'weg',
    'gasse',
    'allee',
    'allée',
    'platz',
    'straat',
    'laan',
    'gatan',
    'vägen',
    'veien',
    'rue ',
    'calle ',
    'via ',
    'piazza ',
    'avenida ',
    'rua ',
    'plaza ',
    'quai ',
    'box ',
  ],
  ...['st', 'ave', 'rd', 'ln', 'dr', 'ct', 'pl', 'sq', 'ter', 'cir', 'hwy', 'way'].flatMap((word) =>
    [' ', ',', '.', '\n', '"', '\\'].map((end) => ` ${word}${end}`),
  ),
]
const city = `(?:,? ${word}(?: ${word}){0,3},? (?:[A-Z]{2} )?\\d{5}(?:-\\d{4})?)?`

/** Street address: a house number and a street word, in English, German, French, Spanish, Italian and Dutch forms. */
export const streetAddress: Kind = {
  name: 'STREET_ADDRESS',
  title: 'Street address',
  group: 'person',
  source: 'street words; whole fields keyed as addresses',
  pattern: new RegExp(
    `(?<![\\p{L}\\p{N}.])(?:\\d{1,5}[A-Za-z]?(?: [NSEW]\\.?)? (?:(?:${word}|\\d{1,3}(?:st|nd|rd|th)) ){1,4}(?:${english})(?![\\p{L}])\\.?(?:,? (?:Apt|Suite|Ste|Unit|#|Flat)\\.? ?[\\w-]{1,6})?${city}` +
      `|${word}(?:straße|strasse|str\\.|weg|gasse|allee|platz|straat|laan|gatan|vägen|veien) \\d{1,4} ?[a-z]?(?:, ?\\d{4,5} ${word})?` +
      `|(?:Rue|Avenue|Boulevard|Calle|Via|Piazza|Avenida|Rua|Plaza) (?:(?:de|la|du|des|del|di|da|della|dos) ){0,3}${word}(?: ${word}){0,3},? \\d{1,4}` +
      `|\\d{1,4},? (?:rue|avenue|boulevard|quai|place|allée) (?:(?:de|la|du|des|d'|l') ?){0,3}${word}(?: ${word}){0,2}` +
      `|P\\.? ?O\\.? Box \\d{1,6})(?![\\p{L}\\p{N}])`,
    'gu',
  ),
  needs,
  words: [],
  alone: true,
  confidence: 0.6,
  normalise: (value) =>
    value
      .trim()
      .replace(/[\s,]+/g, ' ')
      .toLowerCase(),
  mask: (value) => `${value.slice(0, 2)}•••`,
  examples: [
    {
      text: 'lives at 742 Evergreen Terrace, Springfield, IL 62704.',
      finds: ['742 Evergreen Terrace, Springfield, IL 62704'],
    },
    { text: 'Chausseestraße 32, 10115 Berlin', finds: ['Chausseestraße 32, 10115 Berlin'] },
    { text: 'took 5 Big Steps on the Way', finds: [] },
  ],
}
