import { join } from 'node:path'
import { Menu, nativeImage, Tray, type MenuItemConstructorOptions } from 'electron'
import { lifecycleLine, type Lifecycle } from './lifecycle.ts'
import { loginItem } from './login-item.ts'

/** One of the last runs, for the menu. */
export interface TrayRun {
  id: string
  title: string
  status: string
}

/** What the entries of the tray do. */
export interface TrayActions {
  open: (route?: string) => void
  pause: () => void
  resume: () => void
  lockVault: () => void
  installUpdate: () => void
  quit: () => void
  status: () => Promise<TrayStatus>
}

/** What the menu shows beside the state. */
export interface TrayStatus {
  runs: readonly TrayRun[]
  isVaultLocked: boolean
  /** Version of a downloaded update. */
  update?: string
}

/** The entries for a state. Pure, so that a test can read it. */
export function trayEntries(
  now: Lifecycle,
  { runs, isVaultLocked, update }: TrayStatus,
  actions: TrayActions,
): MenuItemConstructorOptions[] {
  const access: MenuItemConstructorOptions[] =
    now.state === 'running'
      ? [{ label: 'Pause agent access', click: () => actions.pause() }]
      : now.state === 'paused'
        ? [{ label: 'Resume agent access', click: () => actions.resume() }]
        : []
  const vault: MenuItemConstructorOptions[] =
    access.length === 0
      ? []
      : isVaultLocked
        ? [{ label: 'Vault is locked', enabled: false }]
        : [{ label: 'Lock vault', click: () => actions.lockVault() }]
  const recent = runs.map((run): MenuItemConstructorOptions => {
    const title = run.title.length > 40 ? `${run.title.slice(0, 39)}…` : run.title
    return {
      label: `${run.status}  ${title}`,
      click: () => actions.open(`#/run/${encodeURIComponent(run.id)}`),
    }
  })
  return [
    { label: lifecycleLine(now), enabled: false },
    { type: 'separator' },
    { label: 'Open Athena', click: () => actions.open() },
    ...access,
    ...vault,
    ...(update === undefined
      ? []
      : [{ label: `Restart to update to ${update}`, click: () => actions.installUpdate() }]),
    ...(recent.length > 0 ? [{ type: 'separator' } as const, ...recent] : []),
    { type: 'separator' },
    ...loginItem(),
    { label: 'Quit Athena', click: () => actions.quit() },
  ]
}

/** The tray icon. Desktops without a tray are no error: the window has everything too. */
export function createTray(
  resources: string,
  actions: TrayActions,
): { show: (now: Lifecycle) => Promise<void>; close: () => void } {
  const icon = nativeImage.createFromPath(
    join(resources, process.platform === 'darwin' ? 'trayTemplate.png' : 'tray.png'),
  )
  let tray: Tray | undefined
  try {
    tray = new Tray(icon)
    tray.on('click', () => actions.open())
  } catch {
    tray = undefined
  }
  return {
    async show(now) {
      if (tray === undefined || tray.isDestroyed()) return
      tray.setToolTip(lifecycleLine(now))
      const nothing = { runs: [], isVaultLocked: false }
      const isUp = now.state === 'running' || now.state === 'paused'
      const status = isUp ? await actions.status().catch(() => nothing) : nothing
      if (!tray.isDestroyed()) tray.setContextMenu(Menu.buildFromTemplate(trayEntries(now, status, actions)))
    },
    close() {
      tray?.destroy()
    },
  }
}
