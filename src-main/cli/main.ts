import { keepCompiledCode } from '../shell-common/code-cache.ts'

// Checked before anything else is loaded; `scripts/athena.mjs` runs this file on the Node that Athena brings.
if (Number(process.versions.node.split('.')[0]) < 24) {
  process.stderr.write(
    `Athena needs Node 24, this is ${process.versions.node}. Call it by \`npm run -s athena -- …\`.\n`,
  )
  process.exit(3)
}

keepCompiledCode(import.meta.dirname)
const { runCli } = await import('./run-cli.ts')
await runCli(process.argv.slice(2))
