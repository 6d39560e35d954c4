import { NativeTypeError, charCode, fromCharCode, push } from './primordials.ts'
import { percentDecode } from './url-encoding.ts'

/** A host as the URL Standard has it: text ready to be written. Throws TypeError for what is no host. */
export function parseHost(input: string, special: boolean): string {
  if (input[0] === '[') {
    if (input[input.length - 1] !== ']') fail(input)
    return `[${writeIpv6(parseIpv6(input.slice(1, -1)))}]`
  }
  if (!special) {
    // oxlint-disable-next-line no-control-regex
    if (/[\u0000\t\n\r #/:<>?@[\\\]^|]/.test(input)) fail(input)
    let out = ''
    for (const character of input) {
      const code = character.codePointAt(0) ?? 0
      out += code <= 0x1f || code > 0x7e ? encodeURIComponent(character) : character
    }
    return out
  }
  const domain = toAscii(percentDecode(input))
  // oxlint-disable-next-line no-control-regex
  if (domain === '' || /[\u0000-\u0020"#%/:<>?@[\\\]^`{|}\u007f]/.test(domain)) fail(input)
  const parts = domain.split('.')
  if (parts[parts.length - 1] === '' && parts.length > 1) parts.length--
  const last = parts[parts.length - 1] ?? ''
  if (/^\d+$/.test(last) || /^0x[0-9a-f]*$/i.test(last)) return writeIpv4(parseIpv4(parts, input))
  return domain
}

function fail(host: string): never {
  throw new NativeTypeError(`Invalid host ${host}`)
}

/**
 * Lower-case ASCII form of a domain. Labels with other characters are normalised (NFKC, as IDNA does in the main) and written in
 * Punycode; the tables of UTS 46 are not applied.
 */
function toAscii(domain: string): string {
  const labels = domain
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\u3002\uff0e\uff61]/g, '.')
    .replace(/\u00ad/g, '')
    .split('.')
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i] ?? ''
    // oxlint-disable-next-line no-control-regex
    if (/[^\u0000-\u007f]/.test(label)) labels[i] = `xn--${punycode(label)}`
  }
  return labels.join('.')
}

/** Punycode (RFC 3492) of one label. */
function punycode(label: string): string {
  const points: number[] = []
  for (const character of label) push(points, character.codePointAt(0) ?? 0)
  let out = ''
  for (const point of points) if (point < 128) out += fromCharCode(point)
  const basic = out.length
  let handled = basic
  if (basic > 0) out += '-'
  let n = 128
  let delta = 0
  let bias = 72
  const adapt = (value: number, count: number, first: boolean): number => {
    let rest = first ? Math.floor(value / 700) : value >> 1
    rest += Math.floor(rest / count)
    let k = 0
    for (; rest > 455; k += 36) rest = Math.floor(rest / 35)
    return k + Math.floor((36 * rest) / (rest + 38))
  }
  const digit = (value: number): string => fromCharCode(value < 26 ? 97 + value : 22 + value)
  while (handled < points.length) {
    let next = Infinity
    for (const point of points) if (point >= n && point < next) next = point
    delta += (next - n) * (handled + 1)
    n = next
    for (const point of points) {
      if (point < n) delta++
      if (point !== n) continue
      let q = delta
      for (let k = 36; ; k += 36) {
        const t = k <= bias ? 1 : k >= bias + 26 ? 26 : k - bias
        if (q < t) break
        out += digit(t + ((q - t) % (36 - t)))
        q = Math.floor((q - t) / (36 - t))
      }
      out += digit(q)
      bias = adapt(delta, handled + 1, handled === basic)
      delta = 0
      handled++
    }
    delta++
    n++
  }
  return out
}

function parseIpv4(parts: string[], input: string): number {
  if (parts.length > 4) fail(input)
  const numbers: number[] = []
  for (const part of parts) {
    if (part === '') fail(input)
    const hex = /^0x/i.test(part)
    const octal = !hex && part.length > 1 && part[0] === '0'
    const digits = hex ? part.slice(2) : octal ? part.slice(1) : part
    if (!(hex ? /^[0-9a-f]*$/i : octal ? /^[0-7]*$/ : /^\d+$/).test(digits)) fail(input)
    push(numbers, digits === '' ? 0 : parseInt(digits, hex ? 16 : octal ? 8 : 10))
  }
  let address = numbers[numbers.length - 1] ?? 0
  if (address >= 256 ** (5 - numbers.length)) fail(input)
  for (let i = 0; i < numbers.length - 1; i++) {
    const value = numbers[i] ?? 0
    if (value > 255) fail(input)
    address += value * 256 ** (3 - i)
  }
  return address
}

function writeIpv4(address: number): string {
  return `${Math.floor(address / 16777216) & 255}.${Math.floor(address / 65536) & 255}.${Math.floor(address / 256) & 255}.${address % 256}`
}

function parseIpv6(input: string): number[] {
  let text = input
  const embedded = /^(.*:)(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)
  if (embedded) {
    const bytes: number[] = []
    for (let i = 2; i <= 5; i++) {
      const part = embedded[i] ?? ''
      if (Number(part) > 255 || (part.length > 1 && part[0] === '0')) fail(input)
      push(bytes, Number(part))
    }
    const [a = 0, b = 0, c = 0, d = 0] = bytes
    text = `${embedded[1] ?? ''}${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`
  }
  const halves = text.split('::')
  if (halves.length > 2) fail(input)
  const pieces = (half: string): number[] => {
    const out: number[] = []
    if (half === '') return out
    for (const piece of half.split(':')) {
      if (!/^[0-9a-f]{1,4}$/i.test(piece)) fail(input)
      push(out, parseInt(piece, 16))
    }
    return out
  }
  const left = pieces(halves[0] ?? '')
  if (halves.length === 1) {
    if (left.length !== 8) fail(input)
    return left
  }
  const right = pieces(halves[1] ?? '')
  if (left.length + right.length > 7) fail(input)
  const out = [...left]
  while (out.length + right.length < 8) push(out, 0)
  for (const piece of right) push(out, piece)
  return out
}

function writeIpv6(pieces: number[]): string {
  let best = -1
  let bestLength = 1
  for (let i = 0; i < 8; i++) {
    let length = 0
    while (i + length < 8 && pieces[i + length] === 0) length++
    if (length > bestLength) {
      best = i
      bestLength = length
    }
  }
  let out = ''
  for (let i = 0; i < 8; i++) {
    if (i === best) {
      out += i === 0 ? '::' : ':'
      i += bestLength - 1
      continue
    }
    out += (pieces[i] ?? 0).toString(16)
    if (i < 7) out += ':'
  }
  return out
}

export const isDigit = (text: string, index: number): boolean => {
  const code = index < text.length ? charCode(text, index) : 0
  return code >= 48 && code <= 57
}
