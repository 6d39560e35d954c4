import { join } from 'node:path'
import { Menu, nativeImage, Tray, type MenuItemConstructorOptions } from 'electron'
import { lifecycleLine, type Lifecycle } from './lifecycle.ts'
import { loginItem } from './menus.ts'

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
  quit: () => void
  lastRuns: () => Promise<TrayRun[]>
}

/** The entries for a state. Pure, so that a test can read it. */
export function trayEntries(
  now: Lifecycle,
  runs: readonly TrayRun[],
  actions: TrayActions,
): MenuItemConstructorOptions[] {
  const access: MenuItemConstructorOptions[] =
    now.state === 'running'
      ? [{ label: 'Pause agent access', click: () => actions.pause() }]
      : now.state === 'paused'
        ? [{ label: 'Resume agent access', click: () => actions.resume() }]
        : []
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
      const runs =
        now.state === 'running' || now.state === 'paused' ? await actions.lastRuns().catch(() => []) : []
      if (!tray.isDestroyed()) tray.setContextMenu(Menu.buildFromTemplate(trayEntries(now, runs, actions)))
    },
    close() {
      tray?.destroy()
    },
  }
}
