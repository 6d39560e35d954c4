import { expect, it } from 'vitest'
import {
  createLifecycle,
  lifecycleLine,
  nextLifecycle,
  type Lifecycle,
  type LifecycleEvent,
} from './lifecycle.ts'

const states: Lifecycle[] = [
  { state: 'starting' },
  { state: 'locked' },
  { state: 'running' },
  { state: 'paused' },
  { state: 'failed', reason: 'no disk' },
  { state: 'stopping' },
  { state: 'stopped' },
]
const events: LifecycleEvent[] = [
  { happened: 'locked' },
  { happened: 'unlocked' },
  { happened: 'started' },
  { happened: 'failed', reason: 'no disk' },
  { happened: 'pause' },
  { happened: 'resume' },
  { happened: 'quit' },
  { happened: 'closed' },
]

it('goes from state to state as the table says', () => {
  const table = states.map((from) => [from.state, ...events.map((event) => nextLifecycle(from, event).state)])
  expect(table).toEqual([
    // from, locked, unlocked, started, failed, pause, resume, quit, closed
    ['starting', 'locked', 'starting', 'running', 'failed', 'starting', 'starting', 'stopping', 'stopped'],
    ['locked', 'locked', 'starting', 'locked', 'locked', 'locked', 'locked', 'stopping', 'stopped'],
    ['running', 'running', 'running', 'running', 'running', 'paused', 'running', 'stopping', 'stopped'],
    ['paused', 'paused', 'paused', 'paused', 'paused', 'paused', 'running', 'stopping', 'stopped'],
    ['failed', 'failed', 'failed', 'failed', 'failed', 'failed', 'failed', 'stopping', 'stopped'],
    [...Array<string>(8).fill('stopping'), 'stopped'],
    Array(9).fill('stopped'),
  ])
})

it('tells of changes only', () => {
  const store = createLifecycle()
  const seen: string[] = []
  store.onChange((now) => seen.push(lifecycleLine(now)))
  for (const happened of ['resume', 'started', 'started', 'pause', 'quit', 'closed'] as const)
    store.tell({ happened })
  expect(seen).toEqual([
    'Athena is running',
    'Agent access is paused',
    'Athena is closing …',
    'Athena is closed',
  ])
})
