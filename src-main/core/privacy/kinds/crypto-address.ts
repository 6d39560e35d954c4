import { keccak_256 } from '@noble/hashes/sha3.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { bech32, bech32m, createBase58check } from '@scure/base'
import type { CandidateContext, Kind } from '../detect/kind.ts'
import { lastFourMask } from './checks.ts'

/** Crypto-currency address: Base58Check, Bech32, EIP-55 (@scure/base, @noble/hashes). */
export const cryptoAddress: Kind = {
  name: 'CRYPTO_ADDRESS',
  title: 'Crypto-currency address',
  group: 'crypto',
  source: 'Base58Check, Bech32, EIP-55 (@scure/base, @noble/hashes)',
  pattern:
    /(?<![A-Za-z0-9])(?:[13][1-9A-HJ-NP-Za-km-z]{25,34}|(?:bc1|BC1|tb1|ltc1)[02-9ac-hj-np-zA-Z]{11,71}|0x[0-9a-fA-F]{40})(?![A-Za-z0-9])/g,
  words: ['wallet', 'bitcoin', 'btc', 'ethereum', 'eth', 'address', 'crypto'],
  alone: true,
  valid: (value, context) => isAddress(value, context),
  confidence: 0.92,
  mask: lastFourMask,
  examples: [
    { text: 'send to 16Yeky6GMjeNkAiNcBY7ZhrLoMSgg1BoyZ', finds: ['16Yeky6GMjeNkAiNcBY7ZhrLoMSgg1BoyZ'] },
    { text: '16Yeky6GMjeNkAiNcBY7ZhrLoMSgg1BoyX', finds: [] },
    {
      text: '0x88dA6B6a8D3590e88E0FcadD5CEC56A7C9478319',
      finds: ['0x88dA6B6a8D3590e88E0FcadD5CEC56A7C9478319'],
    },
  ],
}

const base58 = createBase58check(sha256)

function isAddress(value: string, context: CandidateContext): boolean {
  try {
    if (/^0x/.test(value)) {
      // All lower case carries no checksum; commit hashes and storage keys look the same.
      if (/^0x(?:[0-9a-f]{40}|[0-9A-F]{40})$/.test(value)) return context.keyed || context.near
      return eip55(value)
    }
    if (/^(?:bc1|tb1|ltc1)/i.test(value)) {
      const { words } = (value[3] === 'q' || value[4] === 'q' ? bech32 : bech32m).decode(
        value as `${string}1${string}`,
      )
      return words.length > 0
    }
    return base58.decode(value).length === 21
  } catch {
    return false
  }
}

/** Mixed-case checksum of an Ethereum address (EIP-55). */
function eip55(value: string): boolean {
  const lower = value.slice(2).toLowerCase()
  const hash = keccak_256(new TextEncoder().encode(lower))
  return [...lower].every((character, index) => {
    const nibble = ((hash[index >> 1] ?? 0) >> (index % 2 === 0 ? 4 : 0)) & 15
    return value[index + 2] === (nibble >= 8 ? character.toUpperCase() : character)
  })
}
