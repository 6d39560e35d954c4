// Poll until it is there; waiting costs no model tokens.
import { mailSearch } from './servers/demo'

for (let attempt = 1; attempt <= 5; attempt++) {
  const { total } = await mailSearch({ query: 'invoice', limit: 1 })
  if (total > 0) return `found ${total} after ${attempt} ${attempt === 1 ? 'look' : 'looks'}`
  await new Promise((resolve) => setTimeout(resolve, 1000))
}
return 'nothing came'
