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
  { state: 'running' },
  { state: 'paused' },
  { state: 'failed', reason: 'no disk' },
  { state: 'stopping' },
  { state: 'stopped' },
]
const events: LifecycleEvent[] = [
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
    // from, started, failed, pause, resume, quit, closed
    ['starting', 'running', 'failed', 'starting', 'starting', 'stopping', 'stopped'],
    ['running', 'running', 'running', 'paused', 'running', 'stopping', 'stopped'],
    ['paused', 'paused', 'paused', 'paused', 'running', 'stopping', 'stopped'],
    ['failed', 'failed', 'failed', 'failed', 'failed', 'stopping', 'stopped'],
    ['stopping', 'stopping', 'stopping', 'stopping', 'stopping', 'stopping', 'stopped'],
    ['stopped', 'stopped', 'stopped', 'stopped', 'stopped', 'stopped', 'stopped'],
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
