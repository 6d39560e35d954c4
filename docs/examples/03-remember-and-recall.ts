// What is worth keeping goes into memory, and comes back in whatever words it is asked for.
import { recall, remember } from './servers/episodic'

await remember({ content: 'We agreed to release on Thursdays, never on Fridays', tags: ['release'] })
await remember({ content: 'The release notes are written by Mara', tags: ['release'] })
const [best] = await recall('what did we agree about releases?', 1)
return best?.content
