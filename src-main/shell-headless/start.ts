import { join } from 'node:path'
import type { Host } from '../core/host-api.ts'
import type { Ports } from '../core/ports.ts'
import { secretFile } from '../shell-common/private-file.ts'
import type { RuntimeInfo } from '../shell-common/runtime-info.ts'
import { startHost } from '../shell-common/start-host.ts'
import { unlockKeys } from '../shell-common/unlock-keys.ts'
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
  /** What opens the keys, if a passphrase protects them. */
  passphrase?: string
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

/**
 * Starts the host with its loopback server and sockets.
 *
 * @throws ALREADY_RUNNING when another process holds the data folder.
 */
export async function startHeadless(options: HeadlessOptions): Promise<Headless> {
  const { data, out } = options
  let unlock = async (): Promise<void> => undefined
  let pageUrl = (): string => ''
  let openPage = async (_url: string): Promise<void> => undefined
  const running = await startHost({
    data,
    shell: 'headless',
    launch: options.launch,
    ...(options.idleMs === undefined ? {} : { idleMs: options.idleMs }),
    createPorts: () => {
      const ports = createHeadlessPorts(data, out, options.resources)
      unlock = () => unlockKeys(ports.keys, options.passphrase)
      return ports
    },
    async createHost(ports) {
      await unlock()
      return options.createHost(ports)
    },
    async serve({ host, ports, presence, mcpToken }) {
      const tokens = createPageTokens(secretFile(join(data, 'page-key')), ports.clock)
      const server = await startHttpServer({
        host,
        tokens,
        mcpToken,
        pageRoot: join(out, 'renderer'),
        port: options.port,
        presence,
        log: ports.log,
        version,
      })
      pageUrl = () => `${server.origin}/#code=${tokens.newCode()}`
      openPage = createOpenExternal(() => server.origin)
      return server
    },
    async page({ open }) {
      if (open) await openPage(pageUrl())
      return { url: pageUrl() }
    },
    onClosed: options.onClosed,
  })
  return { info: running.info, pageUrl, close: running.close }
}
