import { afterAll, beforeAll, expect, test } from 'vitest'
import { callHost } from '../support/control.ts'
import { startAthena } from '../support/start-athena.ts'
import type { Athena } from '../support/start-athena.ts'

let athena: Athena

beforeAll(async () => {
  athena = await startAthena()
}, 60_000)
afterAll(async () => {
  await athena?.stop()
})

interface Run {
  run: { status: string; calls: number; source: string }
  answer?: string
}

async function finished(id: string): Promise<Run> {
  for (;;) {
    const run = await callHost<Run>(athena.data, 'runs.get', { id })
    if (!['queued', 'running', 'waiting'].includes(run.run.status)) return run
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

const body = (answer: string | undefined): string | undefined => answer?.split('\n')[1]

const code = `import { remember, recall } from './servers/episodic'
await remember({ content: 'The deploy checklist is in the wiki, ask anna@shop-example.de' })
state.count = (state.count ?? 0) + 1
const hits = await recall('deploy checklist', 5)
return { count: state.count, texts: hits.map((hit) => hit.content) }`

test('a run repeats against its recording without touching anything, and stops where it differs', async () => {
  const first = (await athena.cli(['exec', '-', '--json'], { input: code })).json<{
    executionId: string
    session: string
    text: string
  }>()
  const memories = async (): Promise<unknown> =>
    (
      await callHost<{ value: unknown }>(athena.data, 'memory.call', {
        operation: 'episodic/list_events',
        args: {},
      })
    ).value
  const before = await memories()

  const { id } = await callHost<{ id: string }>(athena.data, 'runs.replay', { id: first.executionId })
  const again = await finished(id)
  expect(again.run).toMatchObject({ status: 'ok', source: 'replay', calls: 2 })
  expect(body(again.answer)).toBe(body(first.text))
  expect(await memories()).toEqual(before)

  const edited = code.replace(`recall('deploy checklist', 5)`, `recall('something else', 5)`)
  const changed = await callHost<{ id: string }>(athena.data, 'runs.replay', {
    id: first.executionId,
    code: edited,
  })
  const diverged = await finished(changed.id)
  expect(diverged.run.status).toBe('stopped')
  expect(diverged.answer).toContain('Diverged here: episodic.recall({"query":"something else"')
  expect(diverged.answer).toContain('at line 4')
  expect(await memories()).toEqual(before)

  // The session's variables are those of the live run, not of its repetitions.
  const state = await athena.cli(['exec', '-', '--json', '--session', first.session], {
    input: 'return state.count',
  })
  expect(state.json<{ value: number }>().value).toBe(1)
})

test('what is recorded holds tokens, and the window shows the value only when asked', async () => {
  const page = await callHost<{ entries: { token: string; masked: string }[] }>(athena.data, 'vault.page', {
    limit: 10,
  })
  expect(JSON.stringify(page)).not.toContain('anna@')
  const token = page.entries.find((entry) => entry.token.startsWith('[EMAIL'))?.token ?? ''
  // The vault of a new start is locked.
  await expect(callHost(athena.data, 'vault.reveal', { token })).rejects.toThrow('VAULT_LOCKED')
  await callHost(athena.data, 'vault.unlock')
  expect(await callHost(athena.data, 'vault.reveal', { token })).toMatchObject({
    value: 'anna@shop-example.de',
  })
  await callHost(athena.data, 'vault.lock')
  await expect(callHost(athena.data, 'vault.reveal', { token })).rejects.toThrow('VAULT_LOCKED')
  await callHost(athena.data, 'vault.unlock')
  const audit = await callHost<{ entries: { action: string }[] }>(athena.data, 'vault.audit', {
    token,
    limit: 20,
  })
  expect(audit.entries.map((entry) => entry.action)).toContain('reveal')
})
