import type { Kind } from '../detect/kind.ts'

/** Hardware address of a network card, EUI-48 or EUI-64. */
export const mac: Kind = {
  name: 'MAC',
  title: 'MAC address',
  group: 'network',
  source: 'IEEE 802: EUI-48 and EUI-64 in the usual four notations',
  pattern:
    /(?=[0-9a-f]{2}(?:[:\- ]|[0-9a-f]{2}\.))(?<![\w:.-])(?:[0-9a-f]{2}([:-])[0-9a-f]{2}(?:\1[0-9a-f]{2}){4}(?:(?:\1[0-9a-f]{2}){2})?|[0-9a-f]{2}(?: [0-9a-f]{2}){5}(?:(?: [0-9a-f]{2}){2})?|[0-9a-f]{4}(?:\.[0-9a-f]{4}){2,3})(?![\w]|[:.-][\w])/gi,
  digitless: true,
  words: ['mac', 'bssid', 'hwaddr', 'ether', 'hardware', 'wlan', 'wifi', 'bluetooth', 'device'],
  alone: (value, context) => !value.includes(' ') || context.whole,
  confidence: 0.9,
  // All bytes alike is broadcast, unset or made up.
  valid: (value) => !/^([0-9a-f]{2})(?:[:.\- ]?\1){5}$/i.test(value.replace(/\./g, '')),
  normalise: (value) => value.replace(/[^0-9a-f]/gi, '').toLowerCase(),
  mask: (value) => `${value.slice(0, 2)}:••:••`,
  examples: [
    { text: 'MAC 00:1A:2B:3C:4D:5E up', finds: ['00:1A:2B:3C:4D:5E'] },
    { text: 'SHA 00:1A:2B:3C:4D:5E:11:22:33:44:55:66:77', finds: [] },
  ],
}
