import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { cleanUp, launchStandIn } from './launch.ts'

/** Each deliberate mistake of a main process, and what the stand-in says about it. */
const good = `
  app.enableSandbox()
  protocol.registerSchemesAsPrivileged([{ scheme: 'athena', privileges: { standard: true, secure: true } }])
`
const locked = `
  session.defaultSession.setPermissionRequestHandler(() => undefined)
  session.defaultSession.setPermissionCheckHandler(() => false)
  session.defaultSession.setDevicePermissionHandler(() => false)
  app.on('web-contents-created', (_event, page) => {
    page.on('will-navigate', (event) => event.preventDefault())
    page.setWindowOpenHandler(() => ({ action: 'deny' }))
  })
`
const preferences = (preload: string): string =>
  `new BrowserWindow({ width: 800, height: 600, webPreferences: { preload: ${JSON.stringify(preload)}, contextIsolation: true, sandbox: true, nodeIntegration: false, webviewTag: false } })`

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'athena-mistakes-'))
  writeFileSync(join(folder, 'good.cjs'), "require('electron')")
  writeFileSync(join(folder, 'esm.cjs'), "import { ipcRenderer } from 'electron'")
  writeFileSync(join(folder, 'requires.cjs'), "require('electron'); require('node:fs')")
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const mistakes: [string, () => string, string][] = [
  ['a window before ready', () => `${good} ${preferences('')}`, "after the 'ready' event"],
  ['the sandbox after ready', () => `await app.whenReady(); app.enableSandbox()`, 'before app is ready'],
  ['a scheme after ready', () => `await app.whenReady(); ${good.split('\n')[2]}`, 'before app is ready'],
  ['schemes twice', () => `${good} ${good}`, 'only be used once'],
  [
    'a utility process before ready',
    () => `utilityProcess.fork('x.js', [], { env: {} })`,
    "after the 'ready' event",
  ],
  [
    'a utility process with the whole environment',
    () => `await app.whenReady(); utilityProcess.fork(${JSON.stringify(join(folder, 'good.cjs'))})`,
    'whole environment',
  ],
  [
    'a session without permission handlers',
    () => `${good} await app.whenReady(); ${preferences('')}`,
    'grants everything',
  ],
  [
    'a window without a sandbox',
    () =>
      `${good} await app.whenReady(); ${locked} new BrowserWindow({ webPreferences: { contextIsolation: true, nodeIntegration: false, webviewTag: false } })`,
    'webPreferences.sandbox',
  ],
  [
    'a preload that is an ES module',
    () => `${good} await app.whenReady(); ${locked} ${preferences(join(folder, 'esm.cjs'))}`,
    'Unable to load preload script',
  ],
  [
    'a preload that requires more than electron',
    () => `${good} await app.whenReady(); ${locked} ${preferences(join(folder, 'requires.cjs'))}`,
    'module not found: node:fs',
  ],
  [
    'a value that cannot be cloned',
    () =>
      `${good} await app.whenReady(); ${locked} ${preferences(join(folder, 'good.cjs'))}.webContents.send('x', () => 1)`,
    'could not be cloned',
  ],
  [
    'a channel without a sender check',
    () => `${good} ipcMain.on('x', () => undefined); await app.whenReady(); ${locked} ${preferences(join(folder, 'good.cjs'))};
      process.emit('message', { id: 1, command: 'foreignFrame', argument: ['x', '', 'https://evil.example', true] })`,
    'does not check its sender',
  ],
  ['a method that Electron does not have', () => `app.hideForever()`, 'declares no App.hideForever'],
  [
    'an event that Electron does not have',
    () => `app.on('finished', () => undefined)`,
    "declares no event 'finished'",
  ],
]

it.each(mistakes)('refuses %s', async (name, code, message) => {
  const script = join(folder, `${name.replaceAll(' ', '-')}.mjs`)
  writeFileSync(
    script,
    `import { app, BrowserWindow, ipcMain, protocol, session, utilityProcess } from 'electron'\n${code()}\nsetTimeout(() => process.exit(0), 500)\n`,
  )
  const desktop = await launchStandIn({ script })
  const exit = await desktop.exited
  expect(desktop.output()).toContain(message)
  expect(exit).not.toBe(0)
  cleanUp(desktop)
})
