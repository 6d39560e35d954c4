import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const root = join(import.meta.dirname, '..', '..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')

/** Text of every source below a folder, tests left out. */
function sources(folder: string): string {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:tsx?|html|js)$/.test(name) && !/\.test\.tsx?$/.test(name))
    .map((name) => read(join(folder, name)))
    .join('\n')
}
const shell = sources('src-main/shell-electron')
const page = sources('src-renderer')

it('leaves every safe default of a window as it is', () => {
  const dangerous =
    /webSecurity|allowRunningInsecureContent|experimentalFeatures|enableBlinkFeatures|nodeIntegrationIn|disable-web-security|ignore-certificate-errors|no-sandbox/
  expect(dangerous.exec(shell)?.[0]).toBeUndefined()
  const windows = shell.match(/new (?:BrowserWindow|WebContentsView|BrowserView)\(/g)
  expect(windows).toEqual(['new BrowserWindow('])
  for (const setting of ['contextIsolation: true', 'sandbox: true', 'nodeIntegration: false']) {
    expect(shell).toContain(setting)
  }
})

it('has no WebView anywhere', () => {
  expect(shell).toContain('webviewTag: false')
  expect(shell).toMatch(/'will-attach-webview', \(event\) => event\.preventDefault\(\)/)
  expect(page).not.toMatch(/<webview/i)
})

it('builds against the Electron it packs', () => {
  const { devDependencies } = JSON.parse(read('package.json')) as { devDependencies: { electron: string } }
  const installed = JSON.parse(read('node_modules/electron/package.json')) as { version: string }
  expect(installed.version.split('.')[0]).toBe(devDependencies.electron.replace(/^\^/, '').split('.')[0])
})

it('gives the page two functions and nothing of Electron', () => {
  const preload = read('src-main/preload/preload.ts')
  expect(preload.match(/exposeInMainWorld\(/g)).toHaveLength(1)
  expect(preload.match(/^ {2}(\w+)\(/gm)).toEqual(['  send(', '  onFrame('])
  // The listener gets the parsed frame; the event, which carries the sender, stays here.
  expect(preload).toContain('(_event: unknown, text: string): void => listener(')
  expect(page).not.toMatch(/from 'electron'|require\('electron'\)/)
})

it('every item of the list has a proof that exists', () => {
  const rows = read('docs/electron-security.md')
    .split('\n')
    .filter((line) => /^\| \d+ \|/.test(line))
    .map((line) => line.split(' | '))
  expect(rows.map((row) => Number(row[0]?.slice(2)))).toEqual(
    Array.from({ length: 20 }, (_, index) => index + 1),
  )
  const missing = rows.filter((row) => {
    const [, file = '', title = ''] = /^`([^`]+)` "(.+)" \|$/.exec(row[3] ?? '') ?? []
    return title === '' || !existsSync(join(root, file)) || !read(file).includes(title)
  })
  expect(missing).toEqual([])
})
