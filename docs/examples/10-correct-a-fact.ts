// Beliefs are corrected, not piled up: after an update the old one is no longer found.
import { search, store, update } from './servers/semantic'

const stored = await store({ statement: 'The office is in Lowick' })
await update({ id: stored.id, statement: 'The office is in Northmere', reason: 'They moved' })
const found = await search({ query: 'where is the office' })
return found.map((fact) => fact.statement)
