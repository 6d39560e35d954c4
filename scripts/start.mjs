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
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    })

for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill('SIGTERM'))
// From a terminal, Ctrl-C reaches the child by itself; a signal sent to us alone must be passed on. Twice does no harm
// only when the child ignores the second, so it is passed on only if the child is still there a moment later.
process.on('SIGINT', () => setTimeout(() => child.kill('SIGTERM'), 1500).unref())
child.on('error', (error) => {
  process.stderr.write(`Athena could not be started: ${error.message}\n`)
  process.exit(3)
})
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)))
