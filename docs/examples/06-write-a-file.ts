// The workspace of a session keeps files across runs; personal values in them are tokens.
import { crmListContacts } from './servers/demo'
import { readFile, writeFile } from 'fs/promises'

const { contacts } = await crmListContacts({ limit: 20 })
const rows = contacts.map((contact) => `${contact.id};${contact.email};${contact.amount}`)
await writeFile('/workspace/contacts.csv', ['id;email;amount', ...rows].join('\n'))
const written = await readFile('/workspace/contacts.csv')
return written.split('\n').slice(0, 2)
