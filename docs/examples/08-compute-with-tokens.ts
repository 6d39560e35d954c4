// Tokens are stable, so counting and grouping work without any value; pii.* answers the rest.
import { mailSearch } from './servers/demo'

const { messages } = await mailSearch({ query: 'invoice' })
const byDomain: Record<string, number> = {}
for (const message of messages) {
  const domain = String(await pii.domain(message.from))
  byDomain[domain] = (byDomain[domain] ?? 0) + 1
}
return byDomain
