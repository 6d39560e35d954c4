/**
 * Encrypts what a session keeps once it may hold plain values (a server whose results code gets as they are). Without it nothing is
 * encrypted; in all other sessions what is kept has tokens.
 */
export interface Protector {
  isNeeded(session: string): boolean
  /** A fork gets what its parent has: the right to resolve its tokens, and the need to be encrypted. */
  inherit(from: string, to: string): void
  seal(session: string, data: Uint8Array): Uint8Array
  /** @throws when the session's key was destroyed. */
  open(session: string, data: Uint8Array): Uint8Array
}

const stateMark = 'sealed:'
const fileMark = Buffer.from('\0athena-sealed\0')

/** The variables as they are stored. */
export function storedState(
  session: string,
  state: string | null,
  protector: Protector | undefined,
): string | null {
  if (state === null || !protector?.isNeeded(session)) return state
  return stateMark + Buffer.from(protector.seal(session, Buffer.from(state))).toString('base64')
}

/** The variables from what is stored; null when their key is gone, for then they are gone too. */
export function readState(
  session: string,
  stored: string | null,
  protector: Protector | undefined,
): string | null {
  if (stored === null || !stored.startsWith(stateMark) || !protector) return stored
  try {
    const sealed = Buffer.from(stored.slice(stateMark.length), 'base64')
    return Buffer.from(protector.open(session, sealed)).toString('utf8')
  } catch {
    return null
  }
}

/** A file's content as it is stored. */
export function storedFile(session: string, content: Uint8Array, protector: Protector | undefined): Buffer {
  if (!protector?.isNeeded(session)) return Buffer.from(content)
  return Buffer.concat([fileMark, protector.seal(session, content)])
}

/** A file's content from what is stored. What merely begins like a sealed file is given as it is. */
export function readFile(session: string, stored: Buffer, protector: Protector | undefined): Buffer {
  if (!protector || !stored.subarray(0, fileMark.length).equals(fileMark)) return stored
  try {
    return Buffer.from(protector.open(session, stored.subarray(fileMark.length)))
  } catch {
    return stored
  }
}
