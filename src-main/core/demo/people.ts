/**
 * Two hundred people who do not exist, with mail and invoices, the same on every computer. E-mail addresses use the domains and
 * telephone numbers the ranges that are set aside for fiction (RFC 2606; 555-01xx; Ofcom's 07700 900xxx), cards are published test
 * numbers, IBANs carry a valid checksum and a bank that does not exist.
 */
export interface Person {
  id: string
  name: string
  email: string
  phone: string
  address: string
  iban: string
  card: string
  company: string
  daysLate: number
  invoice: number
  amount: number
}

export interface Mail {
  id: string
  from: string
  fromName: string
  subject: string
  text: string
  receivedAt: string
  unread: boolean
}

const firstNames =
  'Mara Tobe Jonas Ines Arlo Freya Milan Sofia Nils Amara Petra Hugo Leona Idris Wanda Felix Noor Emil Clara Bruno Yara Oskar Selma Theo Alma'.split(
    ' ',
  )
const lastNames =
  'Lindqvist Okafor Vale Moreau Haddad Nowak Bianchi Sato Reyes Kowalski Fontaine Adeyemi Brandt Silva Novak Dahl Castellan Mbeki Varga Olsen'.split(
    ' ',
  )
const streets =
  'Harbour Lane,Mill Row,Quay Street,Chapel Hill,Garden Close,Station Road,Orchard Way,Bridge Street,Windmill Lane,Market Square'.split(
    ',',
  )
const towns = 'Port Ellery,Northmere,Ashbourne Vale,Lowick,Stanmere'.split(',')
const companies =
  'Ellery Boats,Northmere Foods,Vale Printing,Lowick Timber,Stanmere Dental,Harbour Books,Quay Coffee,Orchard Homes'.split(
    ',',
  )
// Published test numbers of the card networks; they pass the checksum and can buy nothing.
const cards = [
  '4111 1111 1111 1111',
  '5555 5555 5555 4444',
  '3782 822463 10005',
  '4000 0566 5566 5556',
  '5105 1051 0510 5100',
]

/** A small generator with a fixed seed (mulberry32), so that the demo is the same everywhere. */
function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** German IBAN of a bank code nobody has, checksum by ISO 13616 (mod 97). */
function fictionalIban(account: number): string {
  const body = `99999999${String(account).padStart(10, '0')}`
  const remainder = [...`${body}131400`].reduce((rest, digit) => (rest * 10 + Number(digit)) % 97, 0)
  const digits = `DE${String(98 - remainder).padStart(2, '0')}${body}`
  return digits.replace(/(.{4})(?=.)/g, '$1 ')
}

/** The 200 people, in a fixed order. */
export function fictionalPeople(): Person[] {
  const random = createRandom(20_260_801)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  return Array.from({ length: 200 }, (_, index) => {
    const first = firstNames[index % firstNames.length] as string
    const last = lastNames[Math.floor(index / firstNames.length + index) % lastNames.length] as string
    const domain = pick(['example.com', 'example.net', 'example.org'])
    const late = random() < 0.18
    return {
      id: `c_${String(index + 1).padStart(3, '0')}`,
      name: `${first} ${last}`,
      email: `${first}.${last}${index < firstNames.length ? '' : index}@${domain}`.toLowerCase(),
      phone:
        index % 2 === 0
          ? `+1 212 555 01${String(index % 100).padStart(2, '0')}`
          : `+44 7700 900${String(index).padStart(3, '0')}`,
      address: `${1 + Math.floor(random() * 90)} ${pick(streets)}, ${pick(towns)}`,
      iban: fictionalIban(1_000_000 + index * 7_919),
      card: pick(cards),
      company: pick(companies),
      daysLate: late ? 1 + Math.floor(random() * 45) : 0,
      invoice: 1_900 + index,
      amount: Math.round(random() * 480_000) / 100,
    }
  })
}

/** Mail from those who owe something and from some who do not, newest first. */
export function fictionalMail(people: Person[]): Mail[] {
  return people
    .filter((person, index) => person.daysLate > 0 || index % 9 === 0)
    .map((person, index) => ({
      id: `m_${String(100 + index)}`,
      from: person.email,
      fromName: person.name,
      subject:
        person.daysLate > 0 ? `Re: invoice ${person.invoice}` : `Question about invoice ${person.invoice}`,
      text:
        person.daysLate > 0
          ? `Invoice ${person.invoice} is late again, I am sorry. Call me on ${person.phone} or write to ${person.email}. I will pay from ${person.iban}. ${person.name}, ${person.address}`
          : `Could you send invoice ${person.invoice} again, to ${person.address}? The card on file is still ${person.card}. Thanks, ${person.name}`,
      receivedAt: new Date(Date.UTC(2026, 7, 1, 8, 0) - index * 5_400_000).toISOString(),
      unread: person.daysLate > 0,
    }))
}
