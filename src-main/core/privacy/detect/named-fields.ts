import type { Span } from '../api.ts'
import { assignmentsIn } from './assignments.ts'
import { remembered, splitWords } from './words.ts'

/** Field names that hold names of people, words separated by spaces; the last words of a key count. */
const personFieldNames: readonly string[] = [
  'first name',
  'firstname',
  'fname',
  'last name',
  'lastname',
  'lname',
  'full name',
  'fullname',
  'middle name',
  'maiden name',
  'given name',
  'givenname',
  'family name',
  'surname',
  'legal name',
  'birth name',
  'nickname',
  'customer name',
  'client name',
  'patient name',
  'contact name',
  'holder name',
  'cardholder',
  'cardholder name',
  'card holder',
  'account holder',
  'account holder name',
  'recipient name',
  'sender name',
  'receiver name',
  'owner name',
  'employee name',
  'student name',
  'guest name',
  'passenger name',
  'beneficiary name',
  'signer name',
  'spouse name',
  'mother name',
  'father name',
  'child name',
  'member name',
  'applicant',
  'applicant name',
  'person name',
  'real name',
  'shopper name',
  'reporter name',
  'assignee name',
  'attendee name',
  'manager name',
  'from name',
  'to name',
  'vorname',
  'nachname',
  'familienname',
  'prénom',
  'prenom',
  'nom de famille',
  'nombre completo',
  'apellido',
  'apellidos',
  'cognome',
  'voornaam',
  'achternaam',
  '姓名',
  '氏名',
  '名前',
  '성명',
  '이름',
  '收件人',
  '联系人',
]

/** Field names that hold addresses. */
const addressFieldNames: readonly string[] = [
  'address',
  'street',
  'street address',
  'street name',
  'street line',
  'address line',
  'address line1',
  'address line2',
  'address line 1',
  'address line 2',
  'address1',
  'address2',
  'line1',
  'addr',
  'home address',
  'postal address',
  'mailing address',
  'shipping address',
  'billing address',
  'delivery address',
  'residence',
  'adresse',
  'anschrift',
  'straße',
  'strasse',
  'dirección',
  'direccion',
  'indirizzo',
  'endereço',
  'adres',
  '住所',
  '地址',
  '주소',
  '收货地址',
  '户籍地址',
]

const kindByName = new Map([
  ...personFieldNames.map((name): [string, string] => [name, 'PERSON']),
  ...addressFieldNames.map((name): [string, string] => [name, 'STREET_ADDRESS']),
  ...['username', 'user name', 'login', 'login name', 'screen name', 'benutzername'].map(
    (name): [string, string] => [name, 'USERNAME'],
  ),
])

const hint =
  /name|surname|nombre|apellido|cognome|naam|nom|pr[ée]nom|addr|street|line ?[12]|residence|adres|anschrift|stra(?:ß|ss)e|direcci|indirizzo|endere|cardholder|holder|applicant|login|姓名|氏名|名前|성명|이름|收件人|联系人|住所|地址|주소/gi

const person = /^\p{L}[\p{L}\p{M}'’.-]{0,30}(?:[ ,]{1,2}\p{L}[\p{L}\p{M}'’.-]{0,30}){0,5}$/u
const notPerson =
  /^(?:true|false|null|none|undefined|unknown|string|test|example|admin|root|user|name|n\/?a)$/i
const address = /\p{L}{2}/u
const notAddress =
  /^(?:https?:|[a-z]+:\/\/|[\w.+-]+@|0x|true$|false$|null$|string$|(?:\d{1,3}\.){3}\d|\w{2,10}:\+?\d|[\w-]+(?:\.[\w-]+)+$)/i

/** The kind that a field's name promises, or undefined. */
export const kindOfField: (key: string) => string | undefined = remembered(findKindOfField)

function findKindOfField(key: string): string | undefined {
  const words = splitWords(key.slice(-80)).trim()
  const parts = words.split(' ')
  for (let count = Math.min(4, parts.length); count > 0; count--) {
    const kind = kindByName.get(parts.slice(-count).join(' '))
    if (kind !== undefined) {
      // `ip address`, `mac address`, `email address` and the like are of other kinds.
      if (
        kind === 'STREET_ADDRESS' &&
        /(?:ip|mac|e ?mail|wallet|bitcoin|eth|web|url|remote|host|server|bind|listen|memory|base|hardware|network|client|peer) (?:address|addr)$/.test(
          words,
        )
      )
        return undefined
      return kind
    }
  }
  return undefined
}

/** Names and addresses in fields that say so: the whole leaf of a key, or what a text assigns. */
export function findNamedFields(text: string, keys: readonly string[], strict: boolean): Span[] {
  const key = keys.at(-1)
  const kind = key === undefined ? undefined : kindOfField(key)
  if (kind !== undefined) {
    const trimmed = text.trim()
    const start = text.indexOf(trimmed)
    return fits(kind, trimmed, strict, key ?? '')
      ? [
          {
            start,
            end: start + trimmed.length,
            kind,
            reason: `key name "${splitWords(key ?? '').trim()}"`,
            confidence: 0.87,
          },
        ]
      : []
  }
  const found: Span[] = []
  for (const { name, value, start, end, quoted } of assignmentsIn(text, hint)) {
    const field = kindOfField(name)
    if (field === undefined || !quoted || !fits(field, value, strict, name)) continue
    found.push({
      start,
      end,
      kind: field,
      reason: `field name "${splitWords(name).trim()}"`,
      confidence: 0.82,
    })
  }
  return found
}

function fits(kind: string, value: string, strict: boolean, name: string): boolean {
  if (value.length < 2 || value.length > 200) return false
  if (kind === 'PERSON') return person.test(value) && !notPerson.test(value)
  if (kind === 'USERNAME') return strict && /^[\w.@+-]{2,64}$/.test(value)
  // `address` may be a place in memory or a host; a street has a number or several words.
  if (/addr(?:ess)?$/i.test(name) && !/\d.*\s|\s.*\d|,\s/.test(value)) return false
  return address.test(value) && !notAddress.test(value)
}
