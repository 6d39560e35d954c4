import { expect, it } from 'vitest'
import type { UpdateStatus } from '../core/ports.ts'
import { createUpdates, nextUpdate, type Updater, type UpdateEvent } from './updates.ts'

const states: UpdateStatus[] = [
  { state: 'off', reason: 'no server' },
  { state: 'current' },
  { state: 'checking' },
  { state: 'downloading', version: '2.0.0', percent: 5 },
  { state: 'downloaded', version: '2.0.0' },
  { state: 'failed', reason: 'no network' },
]
const events: UpdateEvent[] = [
  { happened: 'check' },
  { happened: 'available', version: '2.0.0' },
  { happened: 'none' },
  { happened: 'progress', percent: 40 },
  { happened: 'downloaded', version: '2.0.0' },
  { happened: 'failed', reason: 'no network' },
]

it('goes from state to state as the table says', () => {
  const table = states.map((from) => [from.state, ...events.map((event) => nextUpdate(from, event).state)])
  expect(table).toEqual([
    // from, check, available, none, progress, downloaded, failed
    Array(7).fill('off'),
    ['current', 'checking', 'downloading', 'current', 'current', 'downloaded', 'failed'],
    ['checking', 'checking', 'downloading', 'current', 'checking', 'downloaded', 'failed'],
    ['downloading', 'downloading', 'downloading', 'current', 'downloading', 'downloaded', 'failed'],
    Array(7).fill('downloaded'),
    ['failed', 'checking', 'downloading', 'current', 'failed', 'downloaded', 'failed'],
  ])
})

class FakeUpdater implements Updater {
  checks = 0
  installs = 0
  listeners = new Map<string, (text: string) => void>()
  outcome: () => void = () => this.listeners.get('none')?.('')
  async check(): Promise<void> {
    this.checks++
    this.outcome()
  }
  install(): void {
    this.installs++
  }
  on(event: string, listener: (text: string) => void): void {
    this.listeners.set(event, listener)
  }
}

it('takes a copy without an update server as it is', async () => {
  const updates = createUpdates({
    updater: undefined,
    running: () => 0,
    onChange: () => expect.unreachable(),
  })
  expect(await updates.check()).toMatchObject({
    state: 'off',
    reason: expect.stringContaining('no update server'),
  })
  expect(updates.install()).toBe(false)
})

it('never interrupts a run, and installs when the last one has ended', async () => {
  const updater = new FakeUpdater()
  let running = 2
  const seen: string[] = []
  const updates = createUpdates({
    updater,
    running: () => running,
    onChange: (status) => seen.push(status.state),
  })
  updater.outcome = () => {
    updater.listeners.get('available')?.('2.0.0')
    updater.listeners.get('progress')?.('51.4')
    updater.listeners.get('downloaded')?.('2.0.0')
  }
  expect(await updates.check()).toEqual({ state: 'downloaded', version: '2.0.0' })
  expect(seen).toEqual(['checking', 'downloading', 'downloading', 'downloaded'])
  expect(updates.install()).toBe(true)
  running = 1
  updates.runEnded()
  expect(updater.installs).toBe(0)
  running = 0
  updates.runEnded()
  updates.runEnded()
  expect(updater.installs).toBe(1)
})

it('keeps the version that works when a download fails, and tries again when asked', async () => {
  const updater = new FakeUpdater()
  const updates = createUpdates({ updater, running: () => 0, onChange: () => {} })
  updater.outcome = () => {
    throw new Error('the checksum differs')
  }
  expect(await updates.check()).toEqual({ state: 'failed', reason: 'the checksum differs' })
  updater.outcome = () => updater.listeners.get('none')?.('')
  expect(await updates.check()).toEqual({ state: 'current' })
})
