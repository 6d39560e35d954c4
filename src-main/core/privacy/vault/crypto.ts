import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  randomBytes,
  type KeyObject,
} from 'node:crypto'

/**
 * AES-256-GCM with a random 96-bit nonce (NIST SP 800-38D). Stored as nonce ‖ tag ‖ ciphertext; `bound` is
 * authenticated with it, so a ciphertext cannot be moved to another row.
 */
export function seal(key: Uint8Array, plain: Uint8Array, bound: string): Buffer {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(Buffer.from(bound))
  const body = Buffer.concat([cipher.update(plain), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), body])
}

/** Opens what {@link seal} made. Throws if the key, the binding or a single bit differs. */
export function open(key: Uint8Array, sealed: Uint8Array, bound: string): Buffer {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength)
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12))
  decipher.setAuthTag(bytes.subarray(12, 28))
  decipher.setAAD(Buffer.from(bound))
  return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()])
}

/** A key of 32 bytes derived from the vault's key for one purpose (HKDF-SHA-256, RFC 5869). */
export function derive(master: Uint8Array, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', master, new Uint8Array(0), `athena vault ${purpose}`, 32))
}

/** HMAC-SHA-256 of the parts, each preceded by its length so that no two lists of parts collide. */
export function lookupHash(key: KeyObject, ...parts: string[]): Buffer {
  const mac = createHmac('sha256', key)
  for (const part of parts) mac.update(`${Buffer.byteLength(part)}:`).update(part)
  return mac.digest()
}
