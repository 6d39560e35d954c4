import type { Kind } from '../detect/kind.ts'
import { compact, lastFourMask } from './checks.ts'

/** Chinese social credit code: GB 32100: 18 characters, mod 31; only beside its name or by its check. */
export const cnCreditCode: Kind = {
  name: 'CN_CREDIT_CODE',
  title: 'Chinese social credit code',
  group: 'government',
  source: 'GB 32100: 18 characters, mod 31; only beside its name or by its check',
  pattern: /(?<![A-Za-z0-9])[1-9A-GY][1-9][0-9]{6}[0-9A-HJ-NPQRTUWXY]{9}[0-9A-HJ-NPQRTUWXY](?![A-Za-z0-9])/gi,
  words: ['信用代码', '组织代码', '机关代码', '代码', 'credit code', 'uscc'],
  valid: (value, context) => uscc(value.toUpperCase()) || /(?:信用|组织|机关)代码/.test(context.before),
  normalise: compact,
  mask: lastFourMask,
  examples: [
    { text: '统一社会信用代码91320507MA1WLGBX0B', finds: ['91320507MA1WLGBX0B'] },
    { text: '91320507MA1WLGBX0C', finds: [] },
  ],
}

const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'

function uscc(code: string): boolean {
  let sum = 0
  for (let index = 0; index < 17; index++) sum += alphabet.indexOf(code.charAt(index)) * (3 ** index % 31)
  return alphabet[(31 - (sum % 31)) % 31] === code.slice(-1)
}
