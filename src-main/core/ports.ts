import type { Result } from '../contract/methods.ts'
import type { FromSupervisor, ToSupervisor } from '../contract/sandbox.ts'

/** Everything the host needs from the world, so that it runs the same under Electron, headless and in tests. */
export interface Ports {
  clock: Clock
  ids: Ids
  keys: KeyStore
  launcher: SupervisorLauncher
  paths: Paths
  log: Logger
  openExternal: OpenExternal
  /** Absent where there is none, as in tests. */
  clipboard?: Clipboard
  /** Updates of the installed app; absent where the shell does not update itself. */
  updates?: UpdatesPort
  /** Checks of the shell itself, for Doctor. */
  shellChecks?: () => ShellCheck[]
}

/** The clipboard of this computer. Both fail where it cannot be reached. */
export interface Clipboard {
  write(text: string): Promise<void>
  read(): Promise<string>
}

/** Where an update stands. */
export type UpdateStatus = Result<'updates.status'>

/** Updates of the installed app. */
export interface UpdatesPort {
  status(): UpdateStatus
  check(): Promise<UpdateStatus>
  /** Installs what was downloaded now, or as soon as no run is in flight. False when nothing was downloaded. */
  install(): boolean
}

/** A check of the shell, as Doctor shows it. */
export interface ShellCheck {
  id: string
  title: string
  state: 'ok' | 'warning' | 'failed' | 'skipped'
  detail: string
  fix?: string
}

export interface Clock {
  /** Wall clock, epoch milliseconds. */
  now(): number
  /** Monotonic milliseconds; never goes back, unaffected by clock changes. Stands still while the computer sleeps. */
  monotonic(): number
  /** Like {@link monotonic}, but goes on while the computer sleeps, for time that a person or a stranger has. Coarse (10 ms – 1 s). */
  sinceBoot?(): number
}

export interface Ids {
  /** A new id, `prefix_` and 10 random base-32 characters, such as `x_7k2m9qt4ab`. */
  next(prefix: string): string
}

/** Keeps small secrets. `describe` names the protection truthfully, such as "protected by file permissions only". */
export interface KeyStore {
  get(name: string): Promise<Uint8Array | undefined>
  set(name: string, value: Uint8Array): Promise<void>
  delete(name: string): Promise<void>
  describe(): {
    protection: 'keychain' | 'file-permissions' | 'passphrase' | 'session-only'
    sentence: string
  }
  /** The passphrase that protects the keys at rest; absent where none can. */
  passphrase?: {
    isSet(): boolean
    /** @throws WRONG_PASSPHRASE when one is set and it is another. */
    verify(passphrase: string | undefined): Promise<void>
    /** Sets or changes it, or takes it away with `next` undefined. @throws WRONG_PASSPHRASE */
    set(current: string | undefined, next: string | undefined): Promise<void>
  }
}

/** Absolute folders. */
export interface Paths {
  /** The data folder: databases, keys, sockets. Mode 0700. */
  data: string
  /** Built code: `main/`, `sandbox/`, `renderer/` below it. */
  out: string
  /** Resources shipped with the app, such as the demo server. */
  resources: string
  /** The Node 24 for scripts of ours that run as processes of their own; this process's program when absent. */
  node?: string
}

export interface Logger {
  debug(message: string, data?: Record<string, unknown>): void
  info(message: string, data?: Record<string, unknown>): void
  warn(message: string, data?: Record<string, unknown>): void
  error(message: string, data?: Record<string, unknown>): void
}

/** Opens an https: or mailto: address in the user's browser. */
export type OpenExternal = (url: string) => Promise<void>

/** A running supervisor process. */
export interface SupervisorPort {
  readonly pid: number | undefined
  post(message: ToSupervisor): void
  onMessage(listener: (message: FromSupervisor) => void): void
  /** Called once, with a sentence on how it ended. */
  onExit(listener: (detail: string) => void): void
  /** Ends it at once (SIGKILL). */
  kill(): void
}

/** Starts the supervisor: `fork` headless, `utilityProcess` on the desktop. */
export type SupervisorLauncher = () => SupervisorPort
