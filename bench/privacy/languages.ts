import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { getExampleNumber, type CountryCode } from 'libphonenumber-js/max'
import examples from 'libphonenumber-js/mobile/examples'

/** A labelled text. */
export interface Labelled {
  text: string
  spans: { start: number; end: number; type: string }[]
  scope: string
}

/*
 * Sentences in four more languages, made here and nowhere copied from: templates written for this file, filled by a fixed sequence with
 * common names (of the public statistics of these countries), telephone numbers in the plans of libphonenumber (its example numbers with
 * other last digits), IBANs and card numbers with right check digits, addresses and dates; and as many sentences without any value that
 * look alike (orders, prices, versions, times, rooms). Made by the people who made the detectors, so it measures what they thought of;
 * the sets of others above are what counts.
 */

type Language = 'de' | 'fr' | 'es' | 'it'

interface Source {
  country: CountryCode
  bank: { length: number; prefix: string }
  given: string[]
  family: string[]
  streets: string[]
  towns: string[]
  personal: string[]
  ordinary: string[]
}

const sources: Readonly<Record<Language, Source>> = {
  de: {
    country: 'DE',
    bank: { length: 18, prefix: '37040044' },
    given: ['Anna', 'Lukas', 'Marie', 'Jonas', 'Katharina', 'Felix', 'Jürgen', 'Sabine'],
    family: ['Müller', 'Schmidt', 'Weber', 'Wagner', 'Becker', 'Hoffmann', 'Schäfer', 'Koch'],
    streets: ['Lindenstraße 14', 'Am Markt 3', 'Goethestr. 27b', 'Hauptstraße 112'],
    towns: ['50674 Köln', '10115 Berlin', '80331 München', '04109 Leipzig'],
    personal: [
      'Sehr geehrte Damen und Herren, mein Name ist {name}, Sie erreichen mich unter {phone}.',
      'Bitte überweisen Sie den Betrag auf {iban}; Rückfragen an {email}.',
      'Kundin: {name}, Anschrift: {street}, {town}, E-Mail {email}',
      'Meine Karte {card} wurde am Montag belastet, Telefon {phone}.',
      'Geburtsdatum: {birth}, wohnhaft {street}, {town}.',
      'Das Passwort lautet "{secret}", bitte danach ändern. Gruß, {name}',
      'Der Zugriff kam von {ip}, Mobil {phone}.',
    ],
    ordinary: [
      'Am 14. Mai 2024 wurden {n} Stück in Version 3.2.1 geliefert, Auftrag {n}-{n}.',
      'Raum {n}, Haus 12, Beginn 14:30 Uhr, Preis {n},50 €.',
      'Artikel {n} ist seit dem 03.02.2025 lieferbar, Rabatt 12,5 %.',
      'Der Vertrag Nr. {n}/2024 endet in 36 Monaten.',
    ],
  },
  fr: {
    country: 'FR',
    bank: { length: 23, prefix: '3000600001' },
    given: ['Camille', 'Hugo', 'Léa', 'Théo', 'Chloé', 'Gérard', 'Françoise', 'Noémie'],
    family: ['Martin', 'Bernard', 'Dubois', 'Lefèvre', 'Moreau', 'Girard', 'Rousseau', 'Garnier'],
    streets: ['12 rue de la Paix', '5 avenue Victor Hugo', '48 boulevard Voltaire', '3 place Bellecour'],
    towns: ['75002 Paris', '69002 Lyon', '33000 Bordeaux', '44000 Nantes'],
    personal: [
      'Bonjour, je m’appelle {name} et mon numéro de téléphone est le {phone}.',
      'Merci de virer la somme sur {iban}, ou écrivez à {email}.',
      'Client : {name}, adresse : {street}, {town}, courriel {email}',
      'Ma carte {card} a été débitée lundi, tél. {phone}.',
      'Date de naissance : {birth}, domicile : {street}, {town}.',
      'Le mot de passe : "{secret}", à changer ensuite. {name}',
      'La connexion venait de {ip}, mobile {phone}.',
    ],
    ordinary: [
      'Le 14 mai 2024, {n} pièces en version 3.2.1 ont été livrées, commande {n}-{n}.',
      'Salle {n}, bâtiment 12, début à 14 h 30, prix {n},50 €.',
      'L’article {n} est disponible depuis le 03/02/2025, remise de 12,5 %.',
      'Le contrat n° {n}/2024 prend fin dans 36 mois.',
    ],
  },
  es: {
    country: 'ES',
    bank: { length: 20, prefix: '21000418' },
    given: ['Lucía', 'Mateo', 'Carmen', 'Javier', 'Sofía', 'Álvaro', 'Pilar', 'Íñigo'],
    family: ['García', 'Fernández', 'Ruiz', 'Navarro', 'Molina', 'Castro', 'Ibáñez', 'Peña'],
    streets: ['Calle Mayor 8', 'Avenida de la Constitución 21', 'Paseo del Prado 33', 'Plaza Nueva 2'],
    towns: ['28013 Madrid', '41001 Sevilla', '08002 Barcelona', '46002 Valencia'],
    personal: [
      'Hola, me llamo {name} y mi teléfono es {phone}.',
      'Haga la transferencia a {iban} o escriba a {email}.',
      'Cliente: {name}, dirección: {street}, {town}, correo {email}',
      'Mi tarjeta {card} fue cargada el lunes, tel. {phone}.',
      'Fecha de nacimiento: {birth}, domicilio: {street}, {town}.',
      'La contraseña es "{secret}", cámbiela después. {name}',
      'El acceso vino de {ip}, móvil {phone}.',
    ],
    ordinary: [
      'El 14 de mayo de 2024 se entregaron {n} piezas en la versión 3.2.1, pedido {n}-{n}.',
      'Sala {n}, edificio 12, inicio 14:30, precio {n},50 €.',
      'El artículo {n} está disponible desde el 03/02/2025, descuento del 12,5 %.',
      'El contrato n.º {n}/2024 termina en 36 meses.',
    ],
  },
  it: {
    country: 'IT',
    bank: { length: 23, prefix: 'X0542811101' },
    given: ['Giulia', 'Marco', 'Chiara', 'Alessandro', 'Francesca', 'Niccolò', 'Elena', 'Davide'],
    family: ['Rossi', 'Ferrari', 'Esposito', 'Ricci', 'Marino', 'Galli', 'Conti', 'D’Angelo'],
    streets: ['Via Roma 15', 'Corso Garibaldi 7', 'Piazza Navona 4', 'Viale Mazzini 60'],
    towns: ['00186 Roma', '20121 Milano', '50122 Firenze', '80133 Napoli'],
    personal: [
      'Buongiorno, mi chiamo {name}, il mio numero di telefono è {phone}.',
      'Effettui il bonifico su {iban} oppure scriva a {email}.',
      'Cliente: {name}, indirizzo: {street}, {town}, e-mail {email}',
      'La mia carta {card} è stata addebitata lunedì, tel. {phone}.',
      'Data di nascita: {birth}, residenza: {street}, {town}.',
      'La password è "{secret}", da cambiare dopo. {name}',
      'L’accesso proveniva da {ip}, cellulare {phone}.',
    ],
    ordinary: [
      'Il 14 maggio 2024 sono stati consegnati {n} pezzi in versione 3.2.1, ordine {n}-{n}.',
      'Sala {n}, edificio 12, inizio ore 14:30, prezzo {n},50 €.',
      'L’articolo {n} è disponibile dal 03/02/2025, sconto del 12,5 %.',
      'Il contratto n. {n}/2024 termina tra 36 mesi.',
    ],
  },
}

const rounds = 12
const types: Readonly<Record<string, string>> = {
  name: 'PERSON',
  phone: 'PHONE',
  iban: 'IBAN',
  email: 'EMAIL',
  card: 'CREDIT_CARD',
  street: 'STREET_ADDRESS',
  birth: 'DATE_OF_BIRTH',
  secret: 'SECRET',
  ip: 'IP_ADDRESS',
}

/** All sentences by language: those written by hand before, and those made of templates. The same every time. */
export function languageSets(): Map<Language, Labelled[]> {
  const sets = new Map<Language, Labelled[]>()
  for (const [language, source] of Object.entries(sources) as [Language, Source][])
    sets.set(language, sentences(source))
  const hand = readFileSync(join(import.meta.dirname, 'languages-hand.jsonl'), 'utf8')
  for (const line of hand.split('\n').filter(Boolean)) {
    const { lang, ...entry } = JSON.parse(line) as Labelled & { lang: Language }
    sets.get(lang)?.push(entry)
  }
  return sets
}

function sentences(source: Source): Labelled[] {
  const next = sequence(source.country)
  const pick = <T>(list: readonly T[]): T => list[next(list.length)] as T
  const digits = (count: number): string => Array.from({ length: count }, () => next(10)).join('')
  const values: Readonly<Record<string, () => string>> = {
    name: () => `${pick(source.given)} ${pick(source.family)}`,
    phone: () => phone(source.country, digits(4), next(2) === 0),
    iban: () => iban(source, digits),
    email: () =>
      `${ascii(pick(source.given))}.${ascii(pick(source.family))}${next(90) + 10}@${pick(['posta', 'mail', 'example'])}.${source.country.toLowerCase()}`,
    card: () => card(`4539${digits(11)}`),
    street: () => pick(source.streets),
    town: () => pick(source.towns),
    birth: () =>
      `${String(next(28) + 1).padStart(2, '0')}.${String(next(12) + 1).padStart(2, '0')}.${1940 + next(60)}`,
    secret: () => `${pick(source.family)}#${digits(4)}x`,
    ip: () => `${81 + next(9)}.${next(250) + 1}.${next(250) + 1}.${next(250) + 1}`,
    n: () => digits(2 + next(4)),
  }
  return Array.from({ length: rounds }, () => [...source.personal, ...source.ordinary])
    .flat()
    .map((template) => fill(template, values))
}

function fill(template: string, values: Readonly<Record<string, () => string>>): Labelled {
  let text = ''
  const spans: Labelled['spans'] = []
  for (const [index, part] of template.split(/\{(\w+)\}/).entries()) {
    const value = index % 2 === 0 ? part : (values[part]?.() ?? '')
    const type = index % 2 === 0 ? undefined : types[part]
    if (type !== undefined) spans.push({ start: text.length, end: text.length + value.length, type })
    text += value
  }
  return { text, spans, scope: 'structured' }
}

/** Numbers below a bound, the same every time (Lehmer's generator, modulus 2³¹ − 1). */
function sequence(name: string): (below: number) => number {
  let state = [...name].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7)
  return (below) => {
    state = (state * 48_271) % 2_147_483_647
    return state % below
  }
}

function phone(country: CountryCode, last: string, international: boolean): string {
  const example = getExampleNumber(country, examples)
  if (!example) return ''
  const text = international ? example.formatInternational() : example.formatNational()
  let at = last.length
  return [...text]
    .reverse()
    .map((character) => (/\d/.test(character) && at > 0 ? (last[--at] ?? character) : character))
    .reverse()
    .join('')
}

/** ISO 13616: check digits so that the number, rearranged, is 1 modulo 97. */
function iban({ country, bank }: Source, digits: (count: number) => string): string {
  const body = bank.prefix + digits(bank.length - bank.prefix.length)
  const number = [...`${body}${country}00`].map((character) => parseInt(character, 36)).join('')
  let rest = 0
  for (const digit of number) rest = (rest * 10 + Number(digit)) % 97
  const whole = `${country}${String(98 - rest).padStart(2, '0')}${body}`
  return whole.replace(/(.{4})(?=.)/g, '$1 ')
}

/** ISO/IEC 7812: the last digit after Luhn. */
function card(head: string): string {
  const sum = [...head].reduce((total, character, index) => {
    const doubled = Number(character) * (index % 2 === head.length % 2 ? 1 : 2)
    return total + (doubled > 9 ? doubled - 9 : doubled)
  }, 0)
  return (head + String((10 - (sum % 10)) % 10)).replace(/(.{4})(?=.)/g, '$1 ')
}

function ascii(name: string): string {
  return name
    .normalize('NFD')
    .replace(/[^A-Za-z]/g, '')
    .toLowerCase()
}
