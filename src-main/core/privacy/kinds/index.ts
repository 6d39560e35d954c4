import type { Kind } from '../detect/kind.ts'
import { card } from './card.ts'
import { email } from './email.ts'
import { iban } from './iban.ts'
import { ip } from './ip.ts'
import { mac } from './mac.ts'
import { phone } from './phone.ts'
import { secret } from './secret.ts'
import { cardCvv } from './card-cvv.ts'
import { ownData } from './own-data.ts'
import { usSsn } from './us-ssn.ts'

/** Every kind Athena knows, a file each. */
export const kinds: readonly Kind[] = [email, phone, card, iban, usSsn, ip, mac, secret, cardCvv, ownData]

const byName = new Map(kinds.map((kind) => [kind.name, kind]))

/** A kind by its name. */
export function kindNamed(name: string): Kind | undefined {
  return byName.get(name)
}
