// `npm start`: brings everything up to date, then opens the desktop app, or the headless shell where there is none.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { environmentWith, out, prepare, root, step } from './lib/project.mjs'

const args = process.argv.slice(2)
const wantsHeadless = args.includes('--headless')
const node24 = await prepare()

/** The Electron binary, if it was ever downloaded. */
function electronBinary() {
  const folder = join(root, 'node_modules', 'electron')
  const pathFile = join(folder, 'path.txt')
  if (!existsSync(pathFile)) return undefined
  const path = join(folder, 'dist', readFileSync(pathFile, 'utf8').trim())
  return existsSync(path) ? path : undefined
}

function hasDisplay() {
  if (process.platform !== 'linux') return true
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
}

const electron = electronBinary()
const electronMain = join(out, 'main', 'electron.js')
let reason
if (!wantsHeadless) {
  if (!hasDisplay()) reason = 'no display'
  else if (electron === undefined)
    reason = 'the Electron binary is not here (`npx install-electron` brings it)'
  else if (!existsSync(electronMain)) reason = 'the desktop app is not built'
}
const desktop = !wantsHeadless && reason === undefined
if (reason !== undefined) step(`${reason}: starting headless, for an ordinary browser.`)

const rest = args.filter((argument) => argument !== '--headless')
const env = environmentWith(node24)
if (process.env.ATHENA_DATA && process.env.INIT_CWD) env.INIT_CWD = process.env.INIT_CWD
// The channel is how the child knows that we are gone, however we ended.
const child = desktop
  ? spawn(electron, [root, ...rest], { cwd: root, env, stdio: 'inherit' })
  : spawn(node24, [join(out, 'main', 'headless.js'), ...rest], {
      cwd: root,
      env,
      // In a process group of its own, so that Ctrl-C reaches the host alone, which then ends the others in order.
      detached: process.platform !== 'win32',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill('SIGTERM'))
child.on('error', (error) => {
  process.stderr.write(`Athena could not be started: ${error.message}\n`)
  process.exit(3)
})
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)))
