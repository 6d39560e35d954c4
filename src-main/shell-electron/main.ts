import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { app, dialog, session } from 'electron'
import { AthenaError, toWireError } from '../contract/errors.ts'
import { isAlive, type RunStatus } from '../contract/events.ts'
import { createHost } from '../core/host.ts'
import type { ShellCheck } from '../core/ports.ts'
import { createClipboard } from '../shell-common/clipboard.ts'
import { randomIds, systemClock } from '../shell-common/clock.ts'
import { dataFolder } from '../shell-common/data-folder.ts'
import { createFileLogger } from '../shell-common/file-logger.ts'
import { startMcpListener } from '../shell-common/mcp-listener.ts'
import type { PassphraseKeyStore } from '../shell-common/passphrase-keys.ts'
import { preferredPort } from '../shell-common/preferred-port.ts'
import { noteStartFailure } from '../shell-common/start-failure.ts'
import { unlockKeys } from '../shell-common/unlock-keys.ts'
import { askRunningHost, startHost, type RunningHost } from '../shell-common/start-host.ts'
import { version } from '../shell-common/version.ts'
import { registerScheme, serveScheme, scheme } from './app-scheme.ts'
import { watchApprovals } from './approval-notices.ts'
import { deepLinkIn, deepLinkRoute } from './deep-link.ts'
import { fuseFile, fuseProblems, readFuses, wantedFuses } from './fuses.ts'
import { createElectronKeyStore } from './key-store.ts'
import { createLifecycle } from './lifecycle.ts'
import { lockEverything, openInBrowser } from './lock-down.ts'
import { setApplicationMenu } from './menus.ts'
import { servePages, serveUnlock } from './page-ipc.ts'
import { findPlaces } from './places.ts'
import { createTray } from './tray.ts'
import { createUpdates, type Updates } from './updates.ts'
import { findUpdater } from './electron-updater.ts'
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
/** The passphrase was asked for in the window, which goes on to show the page. */
let isAsked = false
const endings: (() => void)[] = []
const unlockPage = 'unlock.html'
const updateCheckMs = 24 * 60 * 60 * 1000
const runsInFlight = new Set<string>()
let updates: Updates | undefined
const playwrightFuses = { ...wantedFuses, EnableNodeCliInspectArguments: true }
let fuseCheck: ShellCheck = {
  id: 'electron.fuses',
  title: 'Fuses of Electron',
  state: 'skipped',
  detail: 'This is no packaged app; only a packaged one has its fuses set.',
}

if (app.requestSingleInstanceLock()) {
  app.on('second-instance', (_event, args) => show(deepLinkIn(args)))
  app.on('open-url', (event, url) => {
    event.preventDefault()
    const route = deepLinkRoute(url)
    if (route !== undefined) void app.whenReady().then(() => show(route))
  })
  app.on('activate', () => {
    if (app.isReady()) show()
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
    open: show,
    pause: () => setPaused(true),
    resume: () => setPaused(false),
    quit,
    lockVault: () => void running?.host.handlers['vault.lock']({}, new AbortController().signal),
    installUpdate: () => void updates?.install(),
    async status() {
      const { signal } = new AbortController()
      const page = await running?.host.handlers['runs.page']({ limit: 3 }, signal)
      const vault = await running?.host.handlers['vault.status']({}, signal)
      const update = updates?.status()
      return {
        runs: page?.rows ?? [],
        isVaultLocked: vault?.locked === true,
        ...(update?.state === 'downloaded' ? { update: update.version } : {}),
      }
    },
  })
  endings.push(() => tray.close())
  lifecycle.onChange((now) => void tray.show(now))
  void tray.show(lifecycle.now)
  updates = createUpdates({
    updater: await findUpdater(app.isPackaged, process.resourcesPath),
    running: () => runsInFlight.size,
    onChange: () => void tray.show(lifecycle.now),
  })
  const keys = await createElectronKeyStore(join(data, 'keys'))
  try {
    await assertFuses()
    await openKeys(keys)
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
        ...(updates === undefined ? {} : { updates }),
        shellChecks: () => [fuseCheck],
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
  const stopRuns = host.topics.subscribe('runs', ({ value }) => {
    noteRun(value)
    void tray.show(lifecycle.now)
  })
  endings.push(
    stopRuns,
    host.topics.subscribe('vault', () => void tray.show(lifecycle.now)),
  )
  lifecycle.tell({ happened: 'started' })
  if (app.isPackaged) app.setAsDefaultProtocolClient(scheme)
  const check = (): void => void host.handlers['updates.check']({}, new AbortController().signal)
  const timer = setInterval(check, updateCheckMs)
  endings.push(() => clearInterval(timer))
  if (isSmokeTest) return quit()
  check()
  if (!isHidden || isAsked) window.show(deepLinkIn(process.argv) ?? '')
}

/** Shows the window, or, while the keys are closed, the page that asks for the passphrase. */
function show(route?: string): void {
  window.show(lifecycle.now.state === 'locked' ? unlockPage : route)
}

/**
 * A release whose fuses are open is not what was built: its sandbox or its archive can be got round by a variable or an argument.
 *
 * @throws BAD_BUILD
 */
async function assertFuses(): Promise<void> {
  if (!app.isPackaged) return
  const found = await readFuses(fuseFile(process.execPath)).catch(() => undefined)
  const problems = fuseProblems(found, isForPlaywright() ? playwrightFuses : wantedFuses)
  if (problems.length > 0) {
    throw new AthenaError(
      'BAD_BUILD',
      `This copy of Athena is not as it was built, so it does not start. Install it again from where you trust it. (${problems.join(' ')})`,
    )
  }
  fuseCheck = { ...fuseCheck, state: 'ok', detail: Object.keys(wantedFuses).join(', ') }
}

/** The build that Playwright drives differs in one fuse, and says so in its package.json, which the archive's hash protects. */
function isForPlaywright(): boolean {
  const packed = JSON.parse(readFileSync(join(app.getAppPath(), 'package.json'), 'utf8')) as {
    flavour?: string
  }
  return packed.flavour === 'e2e'
}

/** Opens the keys; asks for the passphrase if one is set and nobody handed it over. */
async function openKeys(keys: PassphraseKeyStore): Promise<void> {
  try {
    return await unlockKeys(keys, undefined)
  } catch (error) {
    const { message } = toWireError(error)
    // A bridge that started us tells its client, which tries again later.
    noteStartFailure(data, message)
    log.info('the keys are closed')
  }
  lifecycle.tell({ happened: 'locked' })
  show()
  await serveUnlock((passphrase) => keys.unlock(passphrase), log)
  isAsked = true
  lifecycle.tell({ happened: 'unlocked' })
}

/** Keeps in mind which runs are in flight; the last one's end lets a waiting update in. */
function noteRun(value: unknown): void {
  const row = value as { id: string; status: RunStatus }
  if (isAlive(row.status)) runsInFlight.add(row.id)
  else if (runsInFlight.delete(row.id)) updates?.runEnded()
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
