import { join } from 'node:path'
import { app, BrowserWindow, dialog, screen } from 'electron'
import type { Logger } from '../core/ports.ts'
import { pageUrl } from './app-scheme.ts'
import { readWindowState, writeWindowState } from './window-state.ts'

/** A page that dies this often within the time is not loaded again. */
const maxCrashes = 3
const crashWindowMs = 60_000

/** The one window of the app. */
export interface MainWindow {
  /** Opens the window or brings it to the front; `route` such as `#/run/x_1` is shown in it. */
  show: (route?: string) => void
  close: () => void
}

/** Makes the window when it is first shown. Closing it leaves the app running in the tray. */
export function createMainWindow(data: string, out: string, log: Logger): MainWindow {
  let window: BrowserWindow | undefined
  let crashes: number[] = []
  let isAsking = false

  function open(route: string): BrowserWindow {
    const state = readWindowState(
      data,
      screen.getAllDisplays().map((display) => display.workArea),
    )
    const made = new BrowserWindow({
      ...(state.x === undefined || state.y === undefined ? {} : { x: state.x, y: state.y }),
      width: state.width,
      height: state.height,
      minWidth: 720,
      minHeight: 480,
      show: false,
      title: 'Athena',
      backgroundColor: '#16181d',
      webPreferences: {
        preload: join(out, 'preload', 'preload.cjs'),
        contextIsolation: true,
        sandbox: true,
        nodeIntegration: false,
        webviewTag: false,
        spellcheck: false,
      },
    })
    if (state.maximized) made.maximize()
    made.once('ready-to-show', () => made.show())
    made.on('close', () => {
      writeWindowState(data, { ...made.getNormalBounds(), maximized: made.isMaximized() })
    })
    made.on('closed', () => {
      window = undefined
    })
    made.on('unresponsive', () => void hang(made))
    made.on('responsive', () => log.info('the window responds again'))
    made.webContents.on('render-process-gone', (_event, details) => {
      log.error('the page ended', { reason: details.reason, code: details.exitCode })
      if (details.reason !== 'clean-exit') recover(made)
    })
    load(made, route)
    return made
  }

  function load(made: BrowserWindow, route: string): void {
    made
      .loadURL(pageUrl + route)
      .catch((error: unknown) => log.error('the page did not load', { reason: String(error) }))
  }

  /** Asks what to do with a page that hangs; a page that is ended is loaded again like one that crashed. */
  async function hang(made: BrowserWindow): Promise<void> {
    log.warn('the window does not respond')
    if (isAsking) return
    isAsking = true
    const { response } = await dialog.showMessageBox(made, {
      type: 'warning',
      message: 'The window does not respond.',
      detail: 'Runs go on without it.',
      buttons: ['Wait', 'Load it again'],
      defaultId: 0,
      cancelId: 0,
    })
    isAsking = false
    if (response === 1 && !made.isDestroyed()) made.webContents.forcefullyCrashRenderer()
  }

  /** Loads the page again; the host and its runs have not noticed. */
  function recover(made: BrowserWindow): void {
    const now = Date.now()
    crashes = [...crashes.filter((at) => now - at < crashWindowMs), now]
    if (crashes.length <= maxCrashes) return load(made, '')
    dialog.showErrorBox(
      'Athena',
      'The window fails again and again. Runs go on; close the window and open it from the tray.',
    )
  }

  return {
    show(route) {
      if (window === undefined || window.isDestroyed()) {
        window = open(route ?? '')
        return
      }
      if (route !== undefined) load(window, route)
      if (window.isMinimized()) window.restore()
      window.show()
      window.focus()
      if (process.platform === 'darwin') app.focus({ steal: true })
    },
    close() {
      window?.destroy()
    },
  }
}
