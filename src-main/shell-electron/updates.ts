import type { UpdatesPort, UpdateStatus } from '../core/ports.ts'

/** What we use of electron-updater; an update is checked and, when one is there, downloaded in one go. */
export interface Updater {
  check(): Promise<void>
  install(): void
  on(
    event: 'available' | 'none' | 'downloaded' | 'progress' | 'failed',
    listener: (text: string) => void,
  ): void
}

/** What happens to an update. */
export type UpdateEvent =
  | { happened: 'check' }
  | { happened: 'available'; version: string }
  | { happened: 'none' }
  | { happened: 'progress'; percent: number }
  | { happened: 'downloaded'; version: string }
  | { happened: 'failed'; reason: string }

/** The state after an event. A downloaded update stays downloaded, whatever a later check finds. */
export function nextUpdate(now: UpdateStatus, event: UpdateEvent): UpdateStatus {
  if (now.state === 'off' || now.state === 'downloaded') return now
  switch (event.happened) {
    case 'check':
      return now.state === 'downloading' ? now : { state: 'checking' }
    case 'available':
      return { state: 'downloading', version: event.version, percent: 0 }
    case 'none':
      return { state: 'current' }
    case 'progress':
      return now.state === 'downloading' ? { ...now, percent: event.percent } : now
    case 'downloaded':
      return { state: 'downloaded', version: event.version }
    case 'failed':
      return { state: 'failed', reason: event.reason }
  }
}

/** How {@link createUpdates} works. */
export interface UpdatesOptions {
  /** Undefined when this copy has no update server, which is no error: it came another way and is updated that way. */
  updater: Updater | undefined
  /** Runs in flight now. */
  running: () => number
  onChange: (status: UpdateStatus) => void
}

/** The updates of this app. */
export interface Updates extends UpdatesPort {
  /** A run ended: what was put off is installed. */
  runEnded(): void
}

/** Keeps the state of updates. Nothing is ever installed while a run is in flight; a failure keeps the version that works. */
export function createUpdates({ updater, running, onChange }: UpdatesOptions): Updates {
  let now: UpdateStatus =
    updater === undefined
      ? { state: 'off', reason: 'This copy has no update server; it is updated the way it was installed.' }
      : { state: 'current' }
  let wantsInstall = false

  function tell(event: UpdateEvent): void {
    const next = nextUpdate(now, event)
    if (next === now) return
    now = next
    onChange(now)
  }
  function installIfQuiet(): void {
    if (wantsInstall && now.state === 'downloaded' && running() === 0) {
      wantsInstall = false
      updater?.install()
    }
  }

  updater?.on('available', (version) => tell({ happened: 'available', version }))
  updater?.on('none', () => tell({ happened: 'none' }))
  updater?.on('progress', (percent) => tell({ happened: 'progress', percent: Math.round(Number(percent)) }))
  updater?.on('downloaded', (version) => tell({ happened: 'downloaded', version }))
  updater?.on('failed', (reason) => tell({ happened: 'failed', reason }))

  return {
    status: () => now,
    async check() {
      if (updater === undefined || now.state === 'checking' || now.state === 'downloading') return now
      tell({ happened: 'check' })
      try {
        await updater.check()
      } catch (error) {
        tell({ happened: 'failed', reason: error instanceof Error ? error.message : String(error) })
      }
      return now
    },
    install() {
      if (now.state !== 'downloaded') return false
      wantsInstall = true
      installIfQuiet()
      return true
    },
    runEnded: installIfQuiet,
  }
}
