/** The script of the demo, as an agent would write it: find who is late, look them up, draft a reminder to each. */
export const demoScript = `// Chase late invoices: mail, customer file and outbox of 200 fictional people
import { mailSearch, crmFindContact, outboxDraft } from './servers/demo'

const { messages } = await mailSearch({ query: 'invoice late', unread: true })
const people = await Promise.all(messages.map((m) => crmFindContact({ email: m.from })))
const late = people.filter((p) => p.daysLate > 0).sort((a, b) => b.daysLate - a.daysLate)

for (const person of late.slice(0, 12)) {
  await outboxDraft({
    to: person.email,
    subject: \`Invoice \${person.invoice}\`,
    text: \`Hello \${person.name}, invoice \${person.invoice} is \${person.daysLate} days late.\`,
  })
}

return {
  late: late.length,
  drafts: Math.min(late.length, 12),
  worst: late.slice(0, 3).map((p) => ({ to: p.email, invoice: p.invoice, daysLate: p.daysLate })),
  callFirst: { name: late[0]?.name, phone: late[0]?.phone },
}
`
