import { keepCompiledCode } from '../shell-common/code-cache.ts'

// Checked before anything native is loaded: the database driver crashes on an older Node.
if (Number(process.versions.node.split('.')[0]) < 24) {
  process.stderr.write(
    `Athena needs Node 24, this is ${process.versions.node}. Start it by \`npm start\`, which brings its own.\n`,
  )
  process.exit(3)
}

keepCompiledCode(import.meta.dirname)
const { runHeadless } = await import('./run.ts')
await runHeadless(process.argv.slice(2))
