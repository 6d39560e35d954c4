// Mail knows who wrote, the customer file knows what they owe. Addresses stay tokens all the way.
import { crmFindContact, mailSearch } from './servers/demo'

const { messages } = await mailSearch({ query: 'invoice', unread: true, limit: 10 })
const senders = await Promise.all(messages.map((message) => crmFindContact({ email: message.from })))
return messages.map((message, index) => ({ subject: message.subject, owes: senders[index].amount }))
