// A tool that fails throws a ToolError: catch it where you can do something about it.
import { crmFindContact } from './servers/demo'

const found = []
const missing = []
for (const email of ['tobe.okafor@example.com', 'nobody@example.com']) {
  try {
    found.push(await crmFindContact({ email }))
  } catch (error) {
    if (!(error instanceof ToolError)) throw error
    missing.push(error.message)
  }
}
return { found: found.length, missing }
