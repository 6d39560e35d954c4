import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Updater } from './updates.ts'

/**
 * The updater of an installed app whose package names an update server, which electron-builder writes into `app-update.yml`. Loaded
 * only then: other copies never touch it.
 */
export async function findUpdater(isPackaged: boolean, resourcesPath: string): Promise<Updater | undefined> {
  if (!isPackaged || !existsSync(join(resourcesPath, 'app-update.yml'))) return undefined
  const { default: updater } = await import('electron-updater')
  const { autoUpdater } = updater
  // Ours is the record; the updater's own words would repeat it.
  autoUpdater.logger = null
  autoUpdater.autoDownload = true
  // A quit is no consent; the next start may.
  autoUpdater.autoInstallOnAppQuit = false
  return {
    async check() {
      await autoUpdater.checkForUpdates()
    },
    install: () => autoUpdater.quitAndInstall(),
    on(event, listener) {
      if (event === 'available') autoUpdater.on('update-available', (info) => listener(info.version))
      else if (event === 'none') autoUpdater.on('update-not-available', () => listener(''))
      else if (event === 'downloaded') autoUpdater.on('update-downloaded', (info) => listener(info.version))
      else if (event === 'progress')
        autoUpdater.on('download-progress', (info) => listener(`${info.percent}`))
      else autoUpdater.on('error', (error) => listener(error.message))
    },
  }
}
