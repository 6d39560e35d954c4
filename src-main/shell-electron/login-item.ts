import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { app, type MenuItemConstructorOptions } from 'electron'
import { autostartEntry, autostartFile } from '../shell-common/autostart.ts'

/** Starts the app with the user's session, without a window. Only for installed apps: a checkout has no lasting program. */
export function loginItem(): MenuItemConstructorOptions[] {
  if (!app.isPackaged) return []
  const isLinux = process.platform === 'linux'
  return [
    {
      label: 'Start at login',
      type: 'checkbox',
      checked: isLinux ? existsSync(autostartFile()) : app.getLoginItemSettings().openAtLogin,
      click: ({ checked }) => {
        if (isLinux) setAutostart(checked)
        else app.setLoginItemSettings({ openAtLogin: checked, args: ['--hidden'] })
      },
    },
  ]
}

/** Electron knows no login items on Linux; desktops there read a folder. */
function setAutostart(on: boolean): void {
  const file = autostartFile()
  if (!on) return rmSync(file, { force: true })
  mkdirSync(dirname(file), { recursive: true })
  // An AppImage runs from a folder that goes with it; its file stays.
  writeFileSync(file, autostartEntry(process.env.APPIMAGE ?? process.execPath))
}
