// Two hundred customers go in, three lines come out.
import { crmListContacts } from './servers/demo'

const { contacts } = await crmListContacts({ limit: 200 })
const late = contacts.filter((contact) => contact.daysLate > 0)
const worst = late.sort((a, b) => b.daysLate - a.daysLate).slice(0, 3)
return {
  customers: contacts.length,
  late: late.length,
  worst: worst.map(({ company, daysLate }) => ({ company, daysLate })),
}
