import { AthenaError } from '../contract/errors.ts'
import type { Host } from '../core/host-api.ts'
import type { Ports } from '../core/ports.ts'
import { openControl } from './control-client.ts'
import type { PageParams } from './control-socket.ts'
import { takeDataLock } from './data-lock.ts'
import { prepareDataFolder } from './data-folder.ts'
import { startIsOver } from './join-host.ts'
import { localPaths, mcpToken, openLocalServices, type LocalServices } from './local-services.ts'
import { createPresence, type Presence } from './presence.ts'
import { removeRuntimeInfo, writeLaunchInfo, writeRuntimeInfo, type RuntimeInfo } from './runtime-info.ts'
import { version } from './version.ts'

/** What a shell serves over HTTP. */
export interface ShellServer {
  /** `http://127.0.0.1:PORT` */
  origin: string
  /** It serves the page too, not only `/mcp`. */
  servesPage: boolean
  /** While paused, agents get nothing. */
  setPaused: (paused: boolean) => void
  close: () => Promise<void>
}

/** How a shell starts the host. */
export interface StartHostOptions {
  data: string
  shell: 'headless' | 'electron'
  /** Program and arguments that start a host like this one in the background. */
  launch: string[]
  /** End after this many milliseconds without any client; undefined for never. */
  idleMs?: number
  createPorts: () => Ports
  createHost: (ports: Ports) => Host | Promise<Host>
  serve: (parts: { host: Host; ports: Ports; presence: Presence; mcpToken: string }) => Promise<ShellServer>
  /** Shows the page or gives a fresh address of it. */
  page: (params: PageParams) => Promise<{ url?: string }>
  /** Called once when a host that had started is closed; a failed start throws instead. */
  onClosed: () => void
}

/** A host with its sockets, running. */
export interface RunningHost {
  host: Host
  ports: Ports
  info: RuntimeInfo
  /** Keeps agents out, or lets them in again. Ends the connections that are open. */
  setPaused: (paused: boolean) => void
  close: () => Promise<void>
}

/** Milliseconds to wait for a host that holds the data folder but does not answer yet. */
const joinMs = 10_000

/**
 * Takes the data folder, makes the host, opens its server and sockets, and tells other processes where they are. What
 * was opened is closed again, in reverse order, at the end or when the start fails.
 *
 * @throws ALREADY_RUNNING when another process holds the data folder; see {@link askRunningHost}.
 */
export async function startHost(options: StartHostOptions): Promise<RunningHost> {
  const { data } = options
  prepareDataFolder(data)
  const lock = takeDataLock(data)
  if (lock === undefined) {
    throw new AthenaError('ALREADY_RUNNING', `Athena is already running with the data folder ${data}.`)
  }
  const endings: (() => Promise<void> | void)[] = [() => lock.release()]
  let ports: Ports | undefined
  let closing: Promise<void> | undefined
  let hasStarted = false

  async function closeAll(): Promise<void> {
    for (const end of endings.toReversed()) {
      try {
        await end()
      } catch (error) {
        ports?.log.error('something did not close', { reason: String(error) })
      }
    }
    if (hasStarted) options.onClosed()
  }
  function close(): Promise<void> {
    closing ??= closeAll()
    return closing
  }

  try {
    ports = options.createPorts()
    const { log, clock } = ports
    const host = await options.createHost(ports)
    endings.push(() => host.close())
    const presence = createPresence(options.idleMs, () => {
      log.info('nobody uses this background host any more')
      void close()
    })
    endings.push(() => presence.close())
    const server = await options.serve({ host, ports, presence, mcpToken: mcpToken(data) })
    endings.push(() => server.close())

    const paths = localPaths(data)
    const mcp = { url: `${server.origin}/mcp`, tokenFile: paths.tokenFile, socket: paths.mcpSocket }
    const page = server.servesPage ? { page: `${server.origin}/` } : {}
    const info: RuntimeInfo = {
      pid: process.pid,
      version,
      shell: options.shell,
      ...page,
      mcp,
      control: paths.controlSocket,
      startedAt: clock.now(),
    }
    host.setEndpoint({
      page: info.page ?? '',
      mcpUrl: mcp.url,
      tokenFile: mcp.tokenFile,
      socket: mcp.socket,
      shell: options.shell,
    })
    const services: LocalServices = await openLocalServices(
      data,
      host,
      {
        'shell.page': async (params) => {
          if (params.keep !== false) presence.keep()
          return options.page(params)
        },
        'shell.info': async () => info,
        'shell.keep': async () => {
          presence.keep()
          return {}
        },
      },
      presence,
      log,
      version,
    )
    endings.push(() => services.close())
    // The answer to the caller goes out first.
    host.onStopRequested(() => void setTimeout(() => void close(), 50))
    writeLaunchInfo(data, { command: options.launch })
    writeRuntimeInfo(data, info)
    endings.push(() => removeRuntimeInfo(data))
    startIsOver(data)
    hasStarted = true
    log.info('started', { version, shell: options.shell, pid: process.pid })
    return {
      host,
      ports,
      info,
      setPaused(paused) {
        server.setPaused(paused)
        services.setPaused(paused)
      },
      close,
    }
  } catch (error) {
    ports?.log.error('the start failed', { reason: error instanceof Error ? error.message : String(error) })
    await close()
    throw error
  }
}

/**
 * Asks the host that holds the data folder for a fresh address.
 *
 * @returns The address, or undefined for a desktop app, which has shown its window.
 * @throws ALREADY_RUNNING when a process holds the folder but does not answer.
 */
export async function askRunningHost(data: string): Promise<string | undefined> {
  const control = await openControl(data, joinMs)
  if (control === undefined) {
    throw new AthenaError(
      'ALREADY_RUNNING',
      `Another process holds the data folder ${data} but does not answer. End it, or set ATHENA_DATA to another folder.`,
    )
  }
  try {
    const { url } = (await control.client.raw('shell.page', {})) as { url?: string }
    return url
  } finally {
    control.close()
  }
}
