import { join } from 'node:path'
import { app, dialog, session } from 'electron'
import { toWireError } from '../contract/errors.ts'
import { createHost } from '../core/host.ts'
import { createClipboard } from '../shell-common/clipboard.ts'
import { randomIds, systemClock } from '../shell-common/clock.ts'
import { dataFolder } from '../shell-common/data-folder.ts'
import { createFileLogger } from '../shell-common/file-logger.ts'
import { startMcpListener } from '../shell-common/mcp-listener.ts'
import { preferredPort } from '../shell-common/preferred-port.ts'
import { noteStartFailure } from '../shell-common/start-failure.ts'
import { askRunningHost, startHost, type RunningHost } from '../shell-common/start-host.ts'
import { version } from '../shell-common/version.ts'
import { registerScheme, serveScheme, scheme } from './app-scheme.ts'
import { watchApprovals } from './approval-notices.ts'
import { deepLinkIn, deepLinkRoute } from './deep-link.ts'
import { createElectronKeyStore } from './key-store.ts'
import { createLifecycle } from './lifecycle.ts'
import { lockEverything, openInBrowser } from './lock-down.ts'
import { setApplicationMenu } from './menus.ts'
import { servePages } from './page-ipc.ts'
import { findPlaces } from './places.ts'
import { createTray } from './tray.ts'
import { createUtilityLauncher } from './utility-supervisor.ts'
import { createMainWindow } from './window.ts'

/** Everything must have closed by then, milliseconds. */
const closeMs = 8000

// The order matters: the sandbox for every renderer and the scheme must be set before the app is ready.
app.enableSandbox()
registerScheme()
const data = dataFolder()
app.setPath('userData', join(data, 'chromium'))
const isHidden = process.argv.includes('--hidden')
const isSmokeTest = process.argv.includes('--smoke')
const lifecycle = createLifecycle()
const log = createFileLogger(join(data, 'logs'))
const places = findPlaces(app.getAppPath(), app.isPackaged, process.resourcesPath)
const window = createMainWindow(data, places.out, log)
let running: RunningHost | undefined
const endings: (() => void)[] = []

if (app.requestSingleInstanceLock()) {
  app.on('second-instance', (_event, args) => window.show(deepLinkIn(args)))
  app.on('open-url', (event, url) => {
    event.preventDefault()
    const route = deepLinkRoute(url)
    if (route !== undefined) void app.whenReady().then(() => window.show(route))
  })
  app.on('activate', () => {
    if (running !== undefined) window.show()
  })
  // Without a window Athena goes on serving agents from the tray.
  app.on('window-all-closed', () => undefined)
  app.on('before-quit', (event) => {
    if (lifecycle.now.state === 'stopped') return
    event.preventDefault()
    quit()
  })
  app.on('child-process-gone', (_event, details) => log.warn('a process ended', { ...details }))
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, quit)
  app.whenReady().then(start, fail)
} else {
  // The first instance shows its window.
  app.exit(0)
}

async function start(): Promise<void> {
  lockEverything(openInBrowser)
  session.defaultSession.setSpellCheckerEnabled(false)
  serveScheme(join(places.out, 'renderer'))
  setApplicationMenu(app.isPackaged)
  const tray = createTray(places.resources, {
    open: (route) => window.show(route),
    pause: () => setPaused(true),
    resume: () => setPaused(false),
    quit,
    async lastRuns() {
      const page = await running?.host.handlers['runs.page']({ limit: 3 }, new AbortController().signal)
      return page?.rows ?? []
    },
  })
  endings.push(() => tray.close())
  lifecycle.onChange((now) => void tray.show(now))
  void tray.show(lifecycle.now)
  const keys = await createElectronKeyStore(join(data, 'keys'))
  try {
    running = await startHost({
      data,
      shell: 'electron',
      launch: [process.execPath, ...(app.isPackaged ? [] : [app.getAppPath()]), '--hidden'],
      createPorts: () => ({
        clock: systemClock,
        ids: randomIds,
        keys,
        launcher: createUtilityLauncher(
          join(places.unpackedOut, 'sandbox', 'supervisor.js'),
          places.node,
          log,
        ),
        paths: { data, out: places.unpackedOut, resources: places.resources, node: places.node },
        log,
        openExternal: openInBrowser,
        clipboard: createClipboard(),
      }),
      createHost,
      serve: ({ host, presence, mcpToken }) => startMcpListener(host, mcpToken, preferredPort, presence, log),
      async page({ keep }) {
        // `doctor` only asks for the address.
        if (keep !== false) window.show()
        return {}
      },
      onClosed: () => {
        lifecycle.tell({ happened: 'closed' })
        for (const end of endings.toReversed()) end()
        app.exit(process.exitCode === undefined ? 0 : Number(process.exitCode))
      },
    })
  } catch (error) {
    return fail(error)
  }
  noteStartFailure(data, undefined)
  const { host } = running
  const pages = servePages(host, log, version)
  endings.push(() => pages.close())
  const stopNotices = watchApprovals(host.topics, (route) => window.show(route))
  endings.push(stopNotices)
  const stopRuns = host.topics.subscribe('runs', () => void tray.show(lifecycle.now))
  endings.push(stopRuns)
  lifecycle.tell({ happened: 'started' })
  if (app.isPackaged) app.setAsDefaultProtocolClient(scheme)
  if (isSmokeTest) return quit()
  if (!isHidden) window.show(deepLinkIn(process.argv))
}

function setPaused(paused: boolean): void {
  running?.setPaused(paused)
  lifecycle.tell({ happened: paused ? 'pause' : 'resume' })
  log.info(paused ? 'agent access is paused' : 'agent access is open again')
}

async function fail(error: unknown): Promise<void> {
  const { code, message } = toWireError(error)
  if (code === 'ALREADY_RUNNING') {
    // A headless host holds the folder: its page is as good as ours.
    try {
      const url = await askRunningHost(data)
      dialog.showErrorBox(
        'Athena is already running',
        url === undefined ? message : `It is open in the browser: ${url}`,
      )
      return app.exit(0)
    } catch (reason) {
      log.error('the other host does not answer', { reason: String(reason) })
    }
  }
  lifecycle.tell({ happened: 'failed', reason: message })
  noteStartFailure(data, message)
  log.error('the start failed', { code })
  if (!isHidden && !isSmokeTest) dialog.showErrorBox('Athena could not start', message)
  app.exit(1)
}

function quit(): void {
  if (lifecycle.now.state === 'stopping' || lifecycle.now.state === 'stopped') return
  lifecycle.tell({ happened: 'quit' })
  window.close()
  setTimeout(() => app.exit(1), closeMs).unref()
  if (running === undefined) app.exit(0)
  else void running.close()
}
