// A strict stand-in for Electron on plain Node with a real Chromium behind its windows. It throws where Electron would
// misbehave: calls before `ready`, schemes after it, preloads that are not one CommonJS file, values that cannot be
// cloned, listeners that do not look at the sender, members that electron.d.ts does not declare. For tests only.
import { fork } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import vm from 'node:vm'
import { chromium } from '@playwright/test'
import { guarded } from './declared.mjs'

/** What happened, for the test that drives us. */
const seen = {
  dialogs: [],
  notifications: [],
  opened: [],
  windows: 0,
  tray: [],
  refusedNavigations: [],
  clipboard: [],
}
let isReady = false
let sandboxEnabled = false
let schemes
const handlers = new Map()
const pages = new Map()

function needReady(what) {
  if (!isReady) throw new Error(`${what} can only be used after the 'ready' event of app`)
}
/** Fails the process: what we found would go wrong silently in the real one. */
function mistake(message) {
  process.stderr.write(`stand-in: ${message}\n`)
  process.exit(86)
}
function clone(value) {
  try {
    return structuredClone(value)
  } catch {
    throw new Error('An object could not be cloned.')
  }
}

// --- app ---------------------------------------------------------------------------------------------------------
class App extends EventEmitter {
  isPackaged = false
  #paths = new Map()
  #quitting = false
  getAppPath = () => process.env.STAND_IN_APP ?? process.cwd()
  getName = () => 'athena'
  isReady = () => isReady
  whenReady = () => ready
  focus() {}
  enableSandbox() {
    if (isReady) throw new Error('app.enableSandbox() can only be called before app is ready')
    sandboxEnabled = true
  }
  setPath(name, path) {
    if (isReady && name === 'userData')
      mistake('app.setPath("userData") after ready has no effect on the session')
    this.#paths.set(name, path)
  }
  getPath(name) {
    return this.#paths.get(name)
  }
  requestSingleInstanceLock = () => process.env.STAND_IN_SECOND !== '1'
  setAsDefaultProtocolClient = () => true
  getLoginItemSettings = () => ({ openAtLogin: false })
  setLoginItemSettings() {}
  quit() {
    if (this.#quitting) return
    this.#quitting = true
    let prevented = false
    this.emit('before-quit', { preventDefault: () => (prevented = true) })
    this.#quitting = false
    if (!prevented) this.exit(0)
  }
  exit(code = 0) {
    void (browser?.close() ?? Promise.resolve()).catch(() => undefined).finally(() => process.exit(code))
    setTimeout(() => process.exit(code), 2000).unref()
  }
}
const rawApp = new App()
export const app = guarded('App', rawApp)
let browser
const ready = new Promise((resolve) => {
  // As in Electron, ready comes later than the first run of the main script.
  setTimeout(() => {
    isReady = true
    rawApp.emit('ready', {}, {})
    resolve()
  }, 20)
})

// --- protocol and session ---------------------------------------------------------------------------------------
export const protocol = guarded('Protocol', {
  registerSchemesAsPrivileged(list) {
    if (isReady) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready')
    if (schemes !== undefined) throw new Error('protocol.registerSchemesAsPrivileged can only be used once')
    schemes = list
  },
  handle(scheme, handler) {
    needReady('protocol.handle')
    if (
      !schemes?.some(
        (entry) => entry.scheme === scheme && entry.privileges?.standard && entry.privileges?.secure,
      )
    ) {
      throw new Error(`The scheme ${scheme} was not registered as standard and secure`)
    }
    if (handlers.has(scheme)) throw new Error(`The scheme ${scheme} is handled already`)
    handlers.set(scheme, handler)
  },
})
class Session extends EventEmitter {
  permission = {}
  setPermissionRequestHandler = (handler) => void (this.permission.request = handler)
  setPermissionCheckHandler = (handler) => void (this.permission.check = handler)
  setDevicePermissionHandler = (handler) => void (this.permission.device = handler)
  setSpellCheckerEnabled() {}
}
const rawSession = new Session()
const guardedSession = guarded('Session', rawSession)
export const session = {
  get defaultSession() {
    needReady('session.defaultSession')
    return guardedSession
  },
}

// --- IPC ---------------------------------------------------------------------------------------------------------
const rawIpc = new EventEmitter()
export const ipcMain = new Proxy(rawIpc, {
  get(target, name) {
    if (['on', 'off', 'removeListener', 'emit', 'listenerCount'].includes(name))
      return target[name].bind(target)
    throw new Error(`The stand-in has no ipcMain.${String(name)}`)
  },
})
/** Delivers a message; a listener that never looks at `senderFrame` would trust any frame. */
function deliver(channel, sender, senderFrame, args) {
  for (const listener of rawIpc.listeners(channel)) {
    let looked = false
    const event = {
      sender,
      processId: 1,
      frameId: 1,
      get senderFrame() {
        looked = true
        return senderFrame
      },
    }
    listener(event, ...args)
    if (!looked) mistake(`the listener of ipcMain channel '${channel}' does not check its sender`)
  }
}
function frameOf(url, isTop = true) {
  const frame = {
    url,
    get top() {
      return isTop ? frame : frameOf('athena://app/')
    },
  }
  return frame
}

// --- windows -----------------------------------------------------------------------------------------------------
/** Chromium knows no scheme of ours; the page lives at an address of its own that is answered by the scheme's handler. */
const toChromium = (url) => url.replace(/^athena:\/\/app/, 'https://app.athena')
const fromChromium = (url) => url.replace(/^https:\/\/app\.athena/, 'athena://app')

class WebContents extends EventEmitter {
  constructor(id) {
    super()
    this.id = id
  }
  isDestroyed = () => this.page === undefined || this.page.isClosed()
  setWindowOpenHandler(handler) {
    this._openHandler = handler
  }
  forcefullyCrashRenderer = () => this.emit('render-process-gone', {}, { reason: 'killed', exitCode: 9 })
  getURL = () => fromChromium(this.page?.url() ?? '')
  send(channel, ...args) {
    const values = clone(args)
    this.page
      ?.evaluate(([name, list]) => globalThis.__fromMain?.(name, list), [channel, values])
      .catch(() => undefined)
  }
}

/** Runs a preload as a sandboxed one: a CommonJS script whose `require` knows electron alone. */
function preloadScript(path) {
  if (!existsSync(path)) throw new Error(`Unable to load preload script: ${path}`)
  const text = readFileSync(path, 'utf8')
  try {
    // Compiled, not run: an ES module is a syntax error here, as it is in a sandboxed preload.
    new vm.Script(`(function (require, module, exports) {${text}\n})`)
  } catch (error) {
    throw new Error(`Unable to load preload script: ${path}: ${error.message}`, { cause: error })
  }
  for (const [, name] of text.matchAll(/\brequire\(\s*["'`]([^"'`]+)["'`]\s*\)/g)) {
    if (name !== 'electron')
      throw new Error(`Unable to load preload script: ${path}: module not found: ${name}`)
  }
  return `(() => {
    if (globalThis.top !== globalThis || location.protocol === 'about:') return
    const listeners = new Map()
    globalThis.__fromMain = (channel, args) => { for (const listener of listeners.get(channel) ?? []) listener({}, ...args) }
    const electron = {
      contextBridge: { exposeInMainWorld(name, api) {
        for (const [key, value] of Object.entries(api)) if (typeof value !== 'function') throw new Error('the stand-in bridges functions only: ' + key)
        Object.defineProperty(globalThis, name, { value: Object.freeze({ ...api }), enumerable: true })
      } },
      ipcRenderer: {
        send(channel, ...args) { globalThis.__toMain(channel, structuredClone(args)) },
        on(channel, listener) { listeners.set(channel, [...(listeners.get(channel) ?? []), listener]) },
        off(channel, listener) { listeners.set(channel, (listeners.get(channel) ?? []).filter((entry) => entry !== listener)) },
      },
    }
    const require = (name) => { if (name !== 'electron') throw new Error('module not found: ' + name); return electron }
    const module = { exports: {} };
    (function (require, module, exports) {${text}
    })(require, module, module.exports)
  })()`
}

let lastId = 0
class RawBrowserWindow extends EventEmitter {
  #bounds
  #closed = false
  constructor(options) {
    super()
    needReady('BrowserWindow')
    const preferences = options.webPreferences ?? {}
    const required = { contextIsolation: true, sandbox: true, nodeIntegration: false, webviewTag: false }
    for (const [name, value] of Object.entries(required)) {
      if (preferences[name] !== value) mistake(`webPreferences.${name} must be ${value}`)
    }
    if (!sandboxEnabled) mistake('app.enableSandbox() was not called')
    const { request, check, device } = rawSession.permission
    if (!request || !check || !device) mistake('a session without permission handlers grants everything')
    this.#bounds = { x: options.x ?? 0, y: options.y ?? 0, width: options.width, height: options.height }
    const contents = new WebContents(++lastId)
    this._contents = contents
    this.webContents = guarded('WebContents', contents)
    this._preload = preferences.preload === undefined ? '' : preloadScript(preferences.preload)
    seen.windows++
    rawApp.emit('web-contents-created', {}, this.webContents)
    if (contents.listenerCount('will-navigate') === 0 || contents._openHandler === undefined) {
      mistake('a page may navigate or open windows unchecked')
    }
    pages.set(contents.id, this)
  }
  async loadURL(url) {
    await this.#open()
    this._contents.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false, url })
    await this._contents.page.goto(toChromium(url))
    this.emit('ready-to-show')
  }
  async #open() {
    const contents = this._contents
    if (contents.page !== undefined && !contents.page.isClosed()) return
    browser ??= await chromium.launch({
      executablePath: process.env.ATHENA_CHROMIUM || undefined,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        `--remote-debugging-port=${process.env.STAND_IN_CDP_PORT ?? 0}`,
      ],
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
    })
    const context = await browser.newContext({
      viewport: { width: this.#bounds.width, height: this.#bounds.height },
    })
    const page = await context.newPage()
    contents.page = page
    await page.exposeBinding('__toMain', ({ frame }, channel, args) => {
      deliver(
        channel,
        this.webContents,
        frameOf(fromChromium(frame.url()), frame.parentFrame() === null),
        args,
      )
    })
    await page.exposeBinding('__open', (_source, url) => {
      if (contents._openHandler({ url }).action !== 'deny') mistake(`a new window was allowed for ${url}`)
    })
    await page.addInitScript(this._preload)
    await page.addInitScript(() => {
      globalThis.open = (url) => {
        void globalThis.__open(String(url))
        return null
      }
    })
    await page.route('**/*', (route) => this.#answer(route))
    page.on('crash', () => contents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 }))
  }
  async #answer(route) {
    const request = route.request()
    const url = fromChromium(request.url())
    if (request.isNavigationRequest() && !url.startsWith('athena://')) {
      let prevented = false
      this._contents.emit('will-navigate', { url, preventDefault: () => (prevented = true) })
      if (!prevented) mistake(`a navigation to ${url} was allowed`)
      seen.refusedNavigations.push(url)
      return route.abort()
    }
    const handler = handlers.get(url.split(':')[0])
    // Nothing but the app's own scheme: a page that reaches for the network fails its test.
    if (handler === undefined) return route.abort()
    const answer = await handler(new Request(url, { method: request.method() }))
    await route.fulfill({
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      body: Buffer.from(await answer.arrayBuffer()),
    })
  }
  show() {}
  focus() {}
  restore() {}
  maximize() {}
  isMinimized = () => false
  isMaximized = () => false
  isDestroyed = () => this.#closed
  getNormalBounds = () => this.#bounds
  close() {
    if (this.#closed) return
    this.emit('close', { preventDefault() {} })
    this.destroy()
  }
  destroy() {
    if (this.#closed) return
    this.#closed = true
    pages.delete(this._contents.id)
    this._contents.emit('destroyed')
    void this._contents.page
      ?.context()
      .close()
      .catch(() => undefined)
    this.emit('closed')
    if (pages.size === 0) {
      if (rawApp.listenerCount('window-all-closed') === 0) rawApp.quit()
      else rawApp.emit('window-all-closed')
    }
  }
}
export const BrowserWindow = new Proxy(RawBrowserWindow, {
  construct: (target, args) => guarded('BrowserWindow', new target(...args)),
})

// --- utility process ---------------------------------------------------------------------------------------------
const allowedForkOptions = new Set(['env', 'execArgv', 'cwd', 'stdio', 'serviceName'])
class RawUtilityProcess extends EventEmitter {
  #child
  constructor(modulePath, args, options) {
    super()
    const host = fileURLToPath(new URL('./utility-host.mjs', import.meta.url))
    // Chromium reads --js-flags; Node wants the flags themselves.
    const execArgv = (options.execArgv ?? []).flatMap((flag) =>
      flag.startsWith('--js-flags=') ? flag.slice(11).split(' ') : [flag],
    )
    this.#child = fork(host, [modulePath, ...args], {
      env: options.env,
      execArgv,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      serialization: 'advanced',
    })
    this.stdout = this.#child.stdout
    this.stderr = this.#child.stderr
    this.#child.once('spawn', () => this.emit('spawn'))
    this.#child.on('message', (message) => this.emit('message', message))
    this.#child.once('exit', (code) => this.emit('exit', code ?? 1))
  }
  get pid() {
    return this.#child.exitCode === null && this.#child.signalCode === null ? this.#child.pid : undefined
  }
  postMessage(message) {
    if (this.#child.connected) this.#child.send(clone(message), () => undefined)
  }
  kill = () => this.#child.kill('SIGTERM')
}
export const utilityProcess = {
  fork(modulePath, args = [], options = {}) {
    needReady('utilityProcess.fork')
    if (!existsSync(modulePath)) throw new Error(`utilityProcess.fork: no such file ${modulePath}`)
    for (const name of Object.keys(options))
      if (!allowedForkOptions.has(name)) mistake(`utilityProcess.fork has no option ${name}`)
    if (options.env === undefined) mistake('utilityProcess.fork without env hands over the whole environment')
    return guarded('UtilityProcess', new RawUtilityProcess(modulePath, args, options))
  },
}

// --- the rest ----------------------------------------------------------------------------------------------------
export const screen = guarded('Screen', {
  getAllDisplays() {
    needReady('screen')
    return [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }]
  },
})
export const safeStorage = guarded('SafeStorage', {
  async isAsyncEncryptionAvailable() {
    needReady('safeStorage')
    return process.env.STAND_IN_KEYCHAIN === '1'
  },
  getSelectedStorageBackend() {
    needReady('safeStorage')
    return process.env.STAND_IN_KEYCHAIN === '1' ? 'gnome_libsecret' : 'basic_text'
  },
  encryptStringAsync: async (text) => Buffer.from(`encrypted:${Buffer.from(text).toString('hex')}`),
  async decryptStringAsync(data) {
    const match = /^encrypted:([0-9a-f]*)$/.exec(data.toString())
    if (match === null)
      throw new Error('Error while decrypting the ciphertext provided to safeStorage.decryptString.')
    return { result: Buffer.from(match[1], 'hex').toString(), shouldReEncrypt: false }
  },
})
export const shell = guarded('Shell', { openExternal: async (url) => void seen.opened.push(url) })
export const dialog = guarded('Dialog', {
  showErrorBox: (title, text) => void seen.dialogs.push({ title, text }),
  async showMessageBox(_window, { message, detail, buttons }) {
    needReady('dialog.showMessageBox')
    seen.dialogs.push({ title: message, text: detail })
    return { response: buttons.length - 1, checkboxChecked: false }
  },
})
export const nativeImage = { createFromPath: (path) => ({ path, isEmpty: () => !existsSync(path) }) }
export const Menu = {
  setApplicationMenu() {},
  buildFromTemplate: (template) => ({ template }),
}
export class Tray extends EventEmitter {
  constructor(image) {
    super()
    needReady('Tray')
    if (image?.path === undefined) throw new Error('Tray needs an image')
  }
  isDestroyed = () => false
  setToolTip() {}
  setContextMenu = (menu) => void (seen.tray = menu.template)
  destroy() {}
}
export class Notification extends EventEmitter {
  static isSupported = () => true
  constructor(options) {
    super()
    needReady('Notification')
    this.options = options
  }
  show() {
    seen.notifications.push(this.options)
  }
  close() {}
}
Object.defineProperty(process, 'resourcesPath', { value: process.cwd() })

// --- the test's hand ---------------------------------------------------------------------------------------------
const commands = {
  state: () => ({
    ...seen,
    tray: seen.tray.map(({ label, type, enabled }) => ({ label, type, enabled })),
    ready: isReady,
  }),
  secondInstance: (args) => rawApp.emit('second-instance', {}, args, ''),
  openUrl: (url) => rawApp.emit('open-url', { preventDefault() {} }, url),
  clickTray: (label) => seen.tray.find((entry) => entry.label === label)?.click({ checked: true }),
  closeWindow: () => [...pages.values()][0]?.close(),
  quit: () => rawApp.quit(),
  hangPage: () => void [...pages.values()][0]?.emit('unresponsive'),
  crashPage: () =>
    [...pages.values()][0]?._contents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 }),
  /** A message from a frame that is not our page. */
  foreignFrame: ([channel, text, url, isTop]) => {
    const window = [...pages.values()][0]
    deliver(channel, window.webContents, url === null ? null : frameOf(url, isTop), [text])
  },
  permission: ([name, url]) =>
    new Promise((resolve) => rawSession.permission.request({}, name, resolve, { requestingUrl: url })),
}
process.on('message', async ({ id, command, argument }) => {
  try {
    const result = await commands[command](argument)
    process.send?.({
      id,
      result:
        result === undefined || typeof result === 'object' || typeof result === 'boolean' ? result : true,
    })
  } catch (error) {
    process.send?.({ id, error: String(error) })
  }
})
process.channel?.unref()
