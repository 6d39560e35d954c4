import { parse } from 'tldts'
import type { Kind } from '../detect/kind.ts'

const atom = "[\\p{L}\\p{N}!#$%&'*+/=?^_`{|}~-]"

/** E-mail address. The dot-atom form of RFC 5322, bounded to 64 characters before the @ and labels of 63. */
export const email: Kind = {
  name: 'EMAIL',
  title: 'E-mail address',
  group: 'contact',
  source: 'RFC 5322 dot-atom; public suffix list (tldts) for the domain',
  // The look-behind is what keeps it linear: a candidate starts only where an atom starts.
  pattern: new RegExp(
    `(?<!${atom}|\\.)(?:(?:${atom}{1,64}(?:\\.${atom}{1,64}){0,8})|"[^"\\\\\\r\\n]{1,62}")@(?:[\\p{L}\\p{N}](?:[\\p{L}\\p{N}-]{0,61}[\\p{L}\\p{N}])?\\.){1,8}[\\p{L}][\\p{L}\\p{N}-]{0,61}[\\p{L}\\p{N}](?![\\p{L}\\p{N}@])`,
    'gu',
  ),
  needs: ['@'],
  words: ['email', 'e mail', 'mail', 'mailto'],
  alone: true,
  confidence: 0.85,
  valid: (value) => {
    const domain = value.slice(value.lastIndexOf('@') + 1)
    if (value.lastIndexOf('@') > 64) return false
    // A name such as `logo@2x.png` is a file; one without a public suffix is a host name of a command line.
    const { isIcann, domain: registrable } = parse(domain, { allowPrivateDomains: false })
    return isIcann === true && registrable !== null
  },
  normalise: (value) => value.toLowerCase(),
  mask: (value) => {
    const at = value.lastIndexOf('@')
    const domain = value.slice(at + 1)
    const dot = domain.lastIndexOf('.')
    return `${value.slice(0, 1)}•••@${domain.slice(0, 1)}•••${domain.slice(dot)}`
  },
  examples: [
    { text: 'Write to anna.berg+list@example.co.uk, please.', finds: ['anna.berg+list@example.co.uk'] },
    { text: 'git@github.com:a/b.git and logo@2x.png', finds: ['git@github.com'] },
    { text: '@Component({}) npm i react@18.2.0', finds: [] },
  ],
}
