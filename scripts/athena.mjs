#!/usr/bin/env node
// The `athena` command: runs the built command line on Node 24. It starts on Node 20 without any package.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fail, findNode24, out, prepare } from './lib/project.mjs'

const args = process.argv.slice(2)
// Built code is used as it is: a command must not rebuild under a running host.
const isReady = existsSync(join(out, '.athena-build'))
const node24 = isReady ? (findNode24() ?? (await prepare())) : await prepare()
const [first] = args
const program = join(out, 'main', first === 'mcp' ? 'bridge.js' : 'cli.js')
if (!existsSync(program)) fail(`${program} is missing. Build it by \`npm run build\`.`, 3)
const child = spawn(node24, [program, ...(first === 'mcp' ? args.slice(1) : args)], { stdio: 'inherit' })
// A terminal sends Ctrl-C to both; the child decides what it means.
process.on('SIGINT', () => undefined)
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
child.on('error', (error) => fail(`Node 24 could not be started: ${error.message}`, 3))
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)))
