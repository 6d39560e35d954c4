// Finds a Chromium for the browser tests, or installs one by what the machine offers.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { root, run, step } from './project.mjs'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']
const usualPlaces = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
]

/** Path of a Chromium, or undefined. ATHENA_CHROMIUM names one; otherwise found, else Playwright's, else Debian's. */
export async function findChromium(node24, env) {
  const known = present()
  if (known !== undefined) return known
  const playwright = join(root, 'node_modules', '@playwright', 'test', 'cli.js')
  const own = ownOfPlaywright(node24)
  if (own !== undefined && existsSync(own)) return own
  step("installing Playwright's Chromium …")
  const installed = await run(node24, [playwright, 'install', 'chromium'], {
    env: { ...env, CI: '1' },
    quiet: false,
  })
  if (installed.code === 0 && own !== undefined && existsSync(own)) return own
  if (process.platform === 'linux' && spawnSync('apt-get', ['--version']).status === 0) {
    const prefix = process.getuid?.() === 0 ? [] : ['sudo', '-n']
    step('installing the chromium package …')
    const commands = [
      ['apt-get', 'update', '-qq'],
      ['apt-get', 'install', '-y', '-qq', '--no-install-recommends', 'chromium'],
    ]
    for (const command of commands) {
      const [program, ...list] = [...prefix, ...command]
      await run(program, list, { quiet: true, env: { ...env, DEBIAN_FRONTEND: 'noninteractive' } })
    }
  }
  return present()
}

function present() {
  const chosen = process.env.ATHENA_CHROMIUM
  if (chosen) return existsSync(chosen) ? chosen : undefined
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const name of names) {
      const path = join(folder, name)
      if (folder !== '' && existsSync(path)) return path
    }
  }
  return usualPlaces.find((path) => existsSync(path))
}

function ownOfPlaywright(node24) {
  const program = "import('@playwright/test').then(({ chromium }) => console.log(chromium.executablePath()))"
  const result = spawnSync(node24, ['-e', program], { cwd: root, encoding: 'utf8' })
  return result.status === 0 ? result.stdout.trim() : undefined
}
