import { join } from 'node:path'
import { createSampleHost } from '../../rpc/testing/sample-host.ts'
import { startHeadless } from '../start.ts'

/** A headless process with the sample host, for tests that kill it: `node sample-main.ts DATA`. Prints `ready`. */
const data = process.argv[2] ?? ''
const headless = await startHeadless({
  data,
  out: join(data, 'out'),
  resources: data,
  port: 0,
  launch: [process.execPath, process.argv[1] ?? '', data],
  createHost: () => createSampleHost(),
  onClosed: () => process.exit(0),
})
process.on('SIGTERM', () => void headless.close())
process.stdout.write('ready\n')
