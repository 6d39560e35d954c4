import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AthenaError } from '../contract/errors.ts'
import type { Host } from '../core/host-api.ts'
import type { Ports } from '../core/ports.ts'
import { openControl } from '../shell-common/control-client.ts'
import { takeDataLock } from '../shell-common/data-lock.ts'
import { prepareDataFolder } from '../shell-common/data-folder.ts'
import { startIsOver } from '../shell-common/join-host.ts'
import { localPaths, mcpToken, openLocalServices } from '../shell-common/local-services.ts'
import { createPresence } from '../shell-common/presence.ts'
import { secretFile } from '../shell-common/private-file.ts'
import {
  removeRuntimeInfo,
  writeLaunchInfo,
  writeRuntimeInfo,
  type RuntimeInfo,
} from '../shell-common/runtime-info.ts'
import { version } from '../shell-common/version.ts'
import { startHttpServer } from './http-server.ts'
import { createPageTokens } from './page-tokens.ts'
import { createHeadlessPorts } from './ports/index.ts'
import { createOpenExternal } from './ports/open-external.ts'

/** How to start the headless shell. */
export interface HeadlessOptions {
  data: string
  /** Folder of built code, with `renderer/` and `sandbox/` in it. */
  out: string
  resources: string
  /** Preferred port; 0 for any. */
  port: number
  /** End after this many milliseconds without any client; undefined for never. */
  idleMs?: number
  /** Program and arguments that start a background host like this one. */
  launch: string[]
  createHost: (ports: Ports) => Host | Promise<Host>
  /** Called once when everything is closed. */
  onClosed: () => void
}

/** A running headless Athena. */
export interface Headless {
  info: RuntimeInfo
  /** A fresh address of the page, with a one-use code. */
  pageUrl(): string
  close(): Promise<void>
}

/** The port that a page is usually on, so that bookmarks and client configurations stay valid. */
export const preferredPort = 7423

/** Milliseconds to wait for a host that holds the data folder but does not answer yet. */
const joinMs = 10_000

/**
 * Starts the host with its loopback server and sockets.
 *
 * @throws ALREADY_RUNNING when another process holds the data folder; see {@link askRunningHost}.
 */
export async function startHeadless(options: HeadlessOptions): Promise<Headless> {
  const { data } = options
  prepareDataFolder(data)
  const lock = takeDataLock(data)
  if (lock === undefined) {
    throw new AthenaError('ALREADY_RUNNING', `Athena is already running with the data folder ${data}.`)
  }
  // Registered in the order of making, ended in the reverse order.
  const endings: (() => Promise<void> | void)[] = [() => lock.release()]
  let closing: Promise<void> | undefined
  function close(): Promise<void> {
    closing ??= (async () => {
      for (const end of endings.toReversed()) {
        try {
          await end()
        } catch (error) {
          ports?.log.error('something did not close', { reason: String(error) })
        }
      }
      options.onClosed()
    })()
    return closing
  }

  let ports: Ports | undefined
  try {
    ports = createHeadlessPorts(data, options.out, options.resources)
    const { log } = ports
    const host = await options.createHost(ports)
    endings.push(() => host.close())
    const presence = createPresence(options.idleMs, () => {
      log.info('nobody uses this background host any more')
      void close()
    })
    endings.push(() => presence.close())

    const tokens = createPageTokens(secretFile(join(data, 'page-key')), ports.clock)
    const server = await startHttpServer({
      host,
      tokens,
      mcpToken: mcpToken(data),
      pageRoot: join(options.out, 'renderer'),
      port: options.port,
      presence,
      log,
      version,
    })
    endings.push(() => server.close())

    const paths = localPaths(data)
    const info: RuntimeInfo = {
      pid: process.pid,
      version,
      shell: 'headless',
      page: `${server.origin}/`,
      mcp: { url: `${server.origin}/mcp`, tokenFile: paths.tokenFile, socket: paths.mcpSocket },
      control: paths.controlSocket,
      startedAt: ports.clock.now(),
    }
    host.setEndpoint({
      page: `${server.origin}/`,
      mcpUrl: info.mcp.url,
      tokenFile: paths.tokenFile,
      socket: paths.mcpSocket,
      shell: 'headless',
    })
    const pageUrl = (): string => `${server.origin}/#code=${tokens.newCode()}`
    const openPage = createOpenExternal(() => server.origin)
    const services = await openLocalServices(
      data,
      host,
      {
        'shell.page': async ({ open, keep }) => {
          if (keep !== false) presence.keep()
          if (open) await openPage(pageUrl())
          return { url: pageUrl() }
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
    host.onStopRequested(() => {
      // The answer to the caller goes out first.
      setTimeout(() => void close(), 50)
    })
    writeLaunchInfo(data, { command: options.launch })
    writeRuntimeInfo(data, info)
    endings.push(() => removeRuntimeInfo(data))
    startIsOver(data)
    log.info('started', { version, port: server.port, pid: process.pid })
    return { info, pageUrl, close }
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

/** Notes for the next reader why the last start failed; a background host has no other way to tell. */
export function noteStartFailure(data: string, reason: string | undefined): void {
  try {
    writeFileSync(join(data, 'start-failure.txt'), reason ?? '', { mode: 0o600 })
  } catch {
    // The folder itself may be what is wrong.
  }
}
