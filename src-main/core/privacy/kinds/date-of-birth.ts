import type { Kind } from '../detect/kind.ts'

/** Date of birth: dates are personal only beside words for birth. */
export const dateOfBirth: Kind = {
  name: 'DATE_OF_BIRTH',
  title: 'Date of birth',
  group: 'person',
  source: 'dates are personal only beside words for birth',
  pattern:
    /(?<![\w.])(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})|\d{1,2}(?:st|nd|rd|th)?\.? (?:of )?[A-Za-zäé]{3,9}\.?,? \d{4}|[A-Z][a-z]{2,8}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}|(?:19|20)?\d{2}年\d{1,2}月(?:\d{1,2}日)?|[〇一二三四五六七八九十]{1,3}月[〇一二三四五六七八九十]{1,3}日)(?!\w)/g,
  digitless: true,
  words: [
    'dob',
    'birth*',
    'born',
    'birthday',
    'geboren',
    'geburt*',
    'geb',
    'naissance',
    'né',
    'née',
    'nacimiento',
    'nacido',
    'nacida',
    'nascita',
    'nato',
    'nata',
    '生日',
    '出生',
    '生年月日',
    '생년월일',
  ],
  confidence: 0.82,
  mask: () => '••.••.••••',
  examples: [
    { text: 'DOB: 03/07/1990', finds: ['03/07/1990'] },
    { text: 'born on 7th March 1990', finds: ['7th March 1990'] },
    { text: 'released 1990-03-07', finds: [] },
  ],
}
