import type { Kind } from '../detect/kind.ts'
import { compact, digitsOf, labelled, labelPattern, lastFourMask } from './checks.ts'

const label = labelPattern(
  '(?:bank |checking |savings |iban )?account (?:number|no|num|nr|#)|(?:bank|checking|savings) account|acct(?: (?:number|no|num|#))?|kontonummer|konto(?: nr)?|numéro de compte|número de cuenta|clabe|口座番号|账号|银行账户|계좌번호|계좌',
)

/** Bank account number: no checksum in most countries: only beside its name. */
export const bankAccount: Kind = {
  name: 'BANK_ACCOUNT',
  title: 'Bank account number',
  group: 'payment',
  source: 'no checksum in most countries: only beside its name',
  pattern: /(?<![\w.,-])(?=[A-Z0-9 -]{0,6}\d)[A-Z]{0,4}\d[\d -]{4,24}\d[A-Z]?(?![\w]|[.,-]\w)/g,
  words: [
    'account number',
    'account no',
    'account #',
    'acct',
    'bank account',
    'a c',
    'kontonummer',
    'konto',
    'account num',
    'accountnumber',
    'numéro de compte',
    'número de cuenta',
    'clabe',
    '口座番号',
    '账号',
    '银行账户',
    '계좌',
  ],
  valid: (value, context) =>
    digitsOf(value).length >= 6 &&
    digitsOf(value).length <= 20 &&
    !/^\d{4}-\d\d-\d\d/.test(value) &&
    labelled(context, label),
  confidence: 0.76,
  normalise: compact,
  mask: lastFourMask,
  examples: [
    { text: 'bank account 7391028373 linked', finds: ['7391028373'] },
    { text: 'account number: 00012345678', finds: ['00012345678'] },
    { text: 'the account of 2019-05-04 shows 1234567 rows', finds: [] },
  ],
}
