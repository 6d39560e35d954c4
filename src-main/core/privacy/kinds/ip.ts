import ipaddr from 'ipaddr.js'
import type { Kind } from '../detect/kind.ts'

/** IPv4 or IPv6 address. Four-part version numbers look the same, so words such as "version" rule it out. */
export const ip: Kind = {
  name: 'IP',
  title: 'IP address',
  group: 'network',
  source: 'RFC 791, RFC 4291 (ipaddr.js)',
  pattern:
    /(?<![\w.:/-]|\d,)(?:(?:(?:25[0-5]|2[0-4]\d|1?\d{1,2})\.){3}(?:25[0-5]|2[0-4]\d|1?\d{1,2})(?:\/\d{1,2})?(?![\w]|\.\w|-\d)|(?=[0-9a-f]{0,4}:[0-9a-f]{0,4}:)(?:[0-9a-f]{1,4}|:)(?:::?[0-9a-f]{1,4}){0,8}(?:::?(?:\d{1,3}\.){3}\d{1,3}|::)?(?:%[\w.]{1,16})?(?:\/\d{1,3})?(?![\w:]|\.\d))/gi,
  digitless: true,
  words: ['ip', 'ipv4', 'ipv6', 'address', 'host', 'client', 'server', 'remote'],
  not: [
    'version',
    'versione',
    'versión',
    'versão',
    'ver',
    'release',
    'firmware',
    'build',
    'oid',
    'chapter',
    'section',
    'assemblyversion',
    'v',
  ],
  alone: true,
  confidence: 0.8,
  valid: (value, context) => {
    const [address = ''] = value.split('/')
    if (address.includes(':')) {
      if (!/[0-9a-f]/i.test(address) && address !== '::') return false
      if (address === '::' && !context.whole && !context.near) return false
      return ipaddr.IPv6.isValid(address) && (address.includes('::') || address.split(':').length >= 7)
    }
    return address !== '0.0.0.0' && ipaddr.IPv4.isValidFourPartDecimal(address)
  },
  normalise: (value) => value.toLowerCase(),
  mask: (value) => (value.includes(':') ? '•:•' : `${value.split('.')[0] ?? ''}.•.•.•`),
  examples: [
    { text: 'from 192.168.0.17 port 22', finds: ['192.168.0.17'] },
    { text: 'connecting to 2001:db8::8a2e:370:7334', finds: ['2001:db8::8a2e:370:7334'] },
    { text: 'version 1.2.3.4 of std::vector at 12:34:56', finds: [] },
  ],
}
