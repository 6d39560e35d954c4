import { parse } from 'tldts'
import type { Kind } from '../detect/kind.ts'

/** Latin, Greek and Cyrillic letters; a Chinese word right before an address is not part of it. */
const letter = 'a-zA-Z\u00c0-\u024f\u0370-\u052f'
const first = `[${letter}0-9_]`
const atom = `[${letter}0-9_%+'~-]`
const label = `[${letter}0-9](?:[${letter}0-9-]{0,61}[${letter}0-9])?`
/** A label of an internationalised domain (RFC 5890) may have other letters too, but not the last: text in Chinese goes on without a space. */
const wideLabel = `[${letter}0-9](?:[${letter}\\u3040-\\u30ff\\u4e00-\\u9fff\\uac00-\\ud7af0-9-]{0,61}[${letter}0-9])?`

const announced = /mail(?: address(?:es)?| adresse| id)?[^a-z]{0,4}(?:(?:is|to|at|ist)[^a-z]{1,3})?$/

/** E-mail address. The dot-atom form of RFC 5322 without the characters that delimit addresses in URLs and code, bounded to 64 characters before the @ and labels of 63. */
export const email: Kind = {
  name: 'EMAIL',
  title: 'E-mail or UPI payment address',
  group: 'contact',
  source: 'RFC 5322 dot-atom; public suffix list (tldts) for the domain; handles of UPI apps (npci.org.in)',
  // The look-behind is what keeps it linear: a candidate starts only where an atom starts.
  pattern: new RegExp(
    `(?<![${letter}0-9_%+~.-])(?:[\\u3040-\\u30ff\\u4e00-\\u9fff\\uac00-\\ud7af]{1,10}|${first}${atom}{0,63}(?:\\.${atom}{1,64}){0,8}|"(?:[^"\\\\\\r\\n]|\\\\.){1,62}")@(?:(?:${wideLabel}\\.){1,8}[${letter}][${letter}0-9-]{0,61}[${letter}0-9]|(?:\\d{1,3}\\.){3}\\d{1,3}|${label})(?![${letter}0-9@])`,
    'g',
  ),
  anchor: '@',
  digitless: true,
  words: ['email', 'e mail', 'mail', 'mailto'],
  // Without a public suffix it is as likely a user on a host; then a word has to say that it is an address.
  alone: (value) => isPublic(value) || isPayment(value),
  confidence: 0.85,
  valid: (value, context) =>
    value.lastIndexOf('@') <= 64 &&
    (isPublic(value) ||
      isPayment(value) ||
      ((context.keyed || announced.test(context.before)) && /\p{L}/u.test(value))),
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
    { text: 'login root@build-7, e-mail: anna@intranet', finds: ['anna@intranet'] },
    {
      text: 'hans@m端ller.com wrote to "a\\@b"@example.com',
      finds: ['hans@m端ller.com', '"a\\@b"@example.com'],
    },
    { text: 'Pay rahul.k@oksbi by UPI', finds: ['rahul.k@oksbi'] },
    { text: '@Component({}) npm i react@18.2.0', finds: [] },
  ],
}

/** True if the domain ends in a public suffix; `logo@2x.png` and `root@build-7` do not. */
function isPublic(value: string): boolean {
  const { isIcann, domain } = parse(value.slice(value.lastIndexOf('@') + 1), { allowPrivateDomains: false })
  return isIcann === true && domain !== null
}

/** Handles of the payment apps of India's UPI; `name@handle` is paid like an account. */
const upiHandles =
  /@(?:upi|oksbi|okaxis|okicici|okhdfcbank|ybl|ibl|axl|paytm|pt(?:yes|sbi|hdfc|axis)|y?apl|wa(?:icici|axis|hdfcbank|sbi)|naviaxis|jupiteraxis|yescred|axisb|ikwik|hdfcbank|icici|freecharge)$/i

function isPayment(value: string): boolean {
  return upiHandles.test(value)
}
