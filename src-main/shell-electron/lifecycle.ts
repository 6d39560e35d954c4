/** What the app is doing; the window, the tray and the status bar all show this one state. */
export type Lifecycle =
  | { state: 'starting' }
  | { state: 'locked' }
  | { state: 'running' }
  | { state: 'paused' }
  | { state: 'failed'; reason: string }
  | { state: 'stopping' }
  | { state: 'stopped' }

/** What happens to the app. */
export type LifecycleEvent =
  | { happened: 'locked' }
  | { happened: 'unlocked' }
  | { happened: 'started' }
  | { happened: 'failed'; reason: string }
  | { happened: 'pause' }
  | { happened: 'resume' }
  | { happened: 'quit' }
  | { happened: 'closed' }

/** The state after an event; an event that means nothing in a state changes nothing. */
export function nextLifecycle(now: Lifecycle, event: LifecycleEvent): Lifecycle {
  switch (event.happened) {
    case 'locked':
      return now.state === 'starting' ? { state: 'locked' } : now
    case 'unlocked':
      return now.state === 'locked' ? { state: 'starting' } : now
    case 'started':
      return now.state === 'starting' ? { state: 'running' } : now
    case 'failed':
      return now.state === 'starting' ? { state: 'failed', reason: event.reason } : now
    case 'pause':
      return now.state === 'running' ? { state: 'paused' } : now
    case 'resume':
      return now.state === 'paused' ? { state: 'running' } : now
    case 'quit':
      return now.state === 'stopped' ? now : { state: 'stopping' }
    case 'closed':
      return { state: 'stopped' }
  }
}

/** One line for the tray. */
export function lifecycleLine(now: Lifecycle): string {
  switch (now.state) {
    case 'starting':
      return 'Athena is starting …'
    case 'locked':
      return 'Athena waits for your passphrase'
    case 'running':
      return 'Athena is running'
    case 'paused':
      return 'Agent access is paused'
    case 'failed':
      return `Athena could not start: ${now.reason}`
    case 'stopping':
      return 'Athena is closing …'
    case 'stopped':
      return 'Athena is closed'
  }
}

/** Holds the state and tells its listeners of every change. */
export interface LifecycleStore {
  readonly now: Lifecycle
  tell: (event: LifecycleEvent) => void
  onChange: (listener: (now: Lifecycle) => void) => void
}

/** A store that begins with `starting`. */
export function createLifecycle(): LifecycleStore {
  let now: Lifecycle = { state: 'starting' }
  const listeners: ((now: Lifecycle) => void)[] = []
  return {
    get now() {
      return now
    },
    tell(event) {
      const next = nextLifecycle(now, event)
      if (next === now) return
      now = next
      for (const listener of listeners) listener(now)
    },
    onChange: (listener) => void listeners.push(listener),
  }
}
