import { join } from 'node:path'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callHost } from '../support/control.ts'
import { root, startAthena } from '../support/start-athena.ts'
import type { Athena } from '../support/start-athena.ts'

// What a server wants of its client while a call runs, through the whole product: questions reach the user, progress the agent, a
// cancellation the server; the user's model and folders stay out of reach.

interface Waiting {
  id: string
  execution: string
  sentence: string
  question?: {
    server: string
    fields: { name: string; type: string; required: boolean; options?: object[] }[]
  }
}

const patient = { timeout: 20_000 }
let athena: Athena
let agent: Client

beforeAll(async () => {
  athena = await startAthena()
  const server = join(root, 'e2e', 'fixtures', 'servers', 'asking.mjs')
  const added = await athena.cli(['server', 'add', 'asking', '--trusted', '--', process.execPath, server])
  expect(added.stdout).toContain('asking: running, 13 tools')
  agent = new Client({ name: 'agent', version: '1.0.0' })
  const headers = { authorization: `Bearer ${athena.mcp.token}` }
  await agent.connect(
    new StreamableHTTPClientTransport(new URL(athena.mcp.url), { requestInit: { headers } }),
  )
}, 60_000)
afterAll(async () => {
  await agent?.close()
  await athena?.stop()
})

async function tool(name: string, args: Record<string, unknown>, options: object = {}): Promise<string> {
  const result = await agent.callTool({ name, arguments: args }, options)
  return (result.content as { text: string }[])[0]?.text ?? ''
}

async function waitForQuestion(): Promise<Waiting> {
  for (;;) {
    const { approvals } = await callHost<{ approvals: Waiting[] }>(athena.data, 'approvals.list')
    const [first] = approvals
    if (first) return first
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}

const book = `const answer = await callMCPTool('asking/book', {})\nreturn answer`

describe('a question of a server', () => {
  test('waits for the user with a form, outside every limit of time, and the answer goes to the server', async () => {
    const running = tool('execute_code', { code: book, timeoutMs: 1000 })
    const asked = await waitForQuestion()
    expect(asked.sentence).toMatch(/Confirmation goes to \[EMAIL_\d+\]/)
    expect(asked.question).toMatchObject({ server: 'asking' })
    expect(asked.question?.fields.map(({ name, type, required }) => [name, type, required])).toEqual([
      ['name', 'text', true],
      ['seats', 'integer', false],
      ['room', 'choice', true],
      ['quiet', 'boolean', false],
      ['note', 'text', false],
    ])
    expect(asked.question?.fields[2]?.options).toContainEqual({ value: 'large', label: 'Large room' })
    const told = await tool('wait_execution', { executionId: asked.execution, waitMs: 1500 })
    expect(told).toMatch(/^waiting · [^]*The server asking asks the user something/)

    const list = (await athena.cli(['approvals', 'list'])).stdout
    expect(list).toContain('asking asks: Who travels?')
    expect(list).toContain('room=small|large')
    const wrong = await athena.cli(['approvals', 'answer', asked.id, 'name=A', 'room=huge', 'seats=many'])
    expect(wrong.code).toBe(4)
    expect(wrong.stderr).toContain('seats: expected a integer')
    const short = await athena.cli(['approvals', 'answer', asked.id, 'name=A', 'room=huge', 'seats=3'])
    expect(short.stderr).toMatch(/name[^]*room/)
    expect((await athena.cli(['approvals', 'allow', asked.id])).stderr).toContain('approvals answer')
    const sent = await athena.cli(['approvals', 'answer', asked.id, 'name=Ann', 'room=large', 'seats=3'])
    expect(sent.code, sent.stderr).toBe(0)
    const text = await running
    expect(text).toMatch(/^ok · /)
    expect(text).toContain('accept')
    expect(text).toMatch(/"?seats"?: ?3/)
    expect((await callHost<{ approvals: Waiting[] }>(athena.data, 'approvals.list')).approvals).toEqual([])
  })

  test('can be declined, and is declined by itself where no form could show it', async () => {
    const running = tool('call_tool', { tool: 'asking/book', arguments: {} })
    const asked = await waitForQuestion()
    await athena.cli(['approvals', 'deny', asked.id])
    expect(await running).toContain('decline')
    expect(await tool('call_tool', { tool: 'asking/long', arguments: {} })).toContain('decline')
  })

  test('goes when its run is stopped', async () => {
    const stop = new AbortController()
    const running = tool('execute_code', { code: book }, { signal: stop.signal })
    const asked = await waitForQuestion()
    stop.abort()
    await expect(running).rejects.toThrow()
    await expect
      .poll(
        async () => (await callHost<{ approvals: Waiting[] }>(athena.data, 'approvals.list')).approvals,
        patient,
      )
      .toEqual([])
    await expect(callHost(athena.data, 'approvals.answer', { id: asked.id, content: {} })).rejects.toThrow(
      'NOT_FOUND',
    )
  })
})

describe('a server', () => {
  test('uses neither the model of the user nor learns of folders', async () => {
    const code = `return [await callMCPTool('asking/sample', {}), await callMCPTool('asking/roots', {})]`
    expect(await tool('execute_code', { code })).toMatch(/-32601[^]*-32601/)
  })

  test('tells the agent how far it is, without personal values', async () => {
    const messages: (string | undefined)[] = []
    const onprogress = ({ message }: { message?: string }): void => void messages.push(message)
    const code = `return await callMCPTool('asking/steps', {})`
    const running = tool('execute_code', { code }, { onprogress })
    await expect.poll(() => messages, patient).toContain('asking.steps: wrote')
    expect(messages[1]).toMatch(/^asking\.steps: fetched \[EMAIL_\d+\]$/)
    await tool('call_tool', { tool: 'asking/finish', arguments: {} })
    expect(await running).toContain('three steps')
  })

  test('is told when the agent gives up', async () => {
    const stop = new AbortController()
    const running = tool(
      'execute_code',
      { code: `await callMCPTool('asking/hang', {})` },
      { signal: stop.signal },
    )
    await expect
      .poll(
        async () =>
          JSON.stringify((await callHost<{ rows: object[] }>(athena.data, 'runs.page', { limit: 1 })).rows),
        patient,
      )
      .toContain('asking/hang')
    stop.abort()
    await expect(running).rejects.toThrow()
    const cancelled = `return (await callMCPTool('asking/cancelled', {})).length > 0`
    await expect.poll(() => tool('execute_code', { code: cancelled }), patient).toMatch(/\ntrue\n/)
  })

  test('has its resources and prompts as typed functions', async () => {
    const text = await tool('execute_code', {
      code: `import { listResources, listResourceTemplates, readResource, listPrompts, getPrompt } from './servers/asking'
const uris = (await listResources()).resources.map((one) => one.uri)
const [today] = (await readResource({ uri: 'notes://today' })).contents
const [logo] = (await readResource({ uri: 'notes://logo' })).contents
const missing = await readResource({ uri: 'notes://never' }).catch((error) => error.message)
const prompt = await getPrompt({ name: 'greet', arguments: { who: 'Zoe' } })
return { uris, today: today?.text, logo, missing, templates: (await listResourceTemplates()).resourceTemplates.length,
  prompts: (await listPrompts()).prompts.map((one) => one.name), prompt: prompt.messages[0] }`,
    })
    expect(text).toMatch(/^ok · /)
    expect(text).toContain('notes://logo')
    expect(text).toMatch(/Call \[EMAIL_\d+\]/)
    expect(text).toMatch(/"?handle"?: ?"image_/)
    expect(text).not.toContain('aGVsbG8=')
    expect(text).toContain('There is no notes://never')
    expect(text).toContain('Greet ')
    const wrong = await tool('execute_code', {
      code: `import { readResource } from './servers/asking'\nreturn await readResource({ url: 'x' })`,
    })
    expect(wrong).toMatch(/^rejected · [^]*ReadResourceInput/)
  })
})
