import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { operations } from '../../src-main/core/memory/operations.ts'
import { callHost } from '../support/control.ts'
import { root, startAthena } from '../support/start-athena.ts'
import type { Athena } from '../support/start-athena.ts'
import { facts } from './memory-facts.ts'

// The examples of docs/memory.md, as an agent would run them: one host, one run a layer, through the type checker and the sandbox.
const text = readFileSync(join(root, 'docs/memory.md'), 'utf8')
const examples = [...text.matchAll(/```ts\n\/\/ (\w+)[^]*?```/g)].map((match) => ({
  name: match[1] ?? '',
  code: match[0].slice('```ts\n'.length, -'```'.length),
}))

let athena: Athena

beforeAll(async () => {
  athena = await startAthena()
}, 60_000)
afterAll(async () => {
  await athena?.stop()
})

interface Executed {
  status: string
  value: unknown
  text: string
  executionId: string
}

async function execute(code: string): Promise<Executed> {
  return (await athena.cli(['exec', '-', '--json'], { input: code })).json<Executed>()
}

/** What each call of a run gave, as recorded. */
async function resultsOf(execution: string): Promise<{ tool: string; result: unknown }[]> {
  const { events } = await callHost<{
    events: { event: { k: string; call: string; tool: string; resultRef?: string; error?: unknown } }[]
  }>(athena.data, 'runs.events', { id: execution, limit: 5000 })
  const tools = new Map<string, string>()
  const results: { tool: string; result: unknown }[] = []
  for (const { event } of events) {
    if (event.k === 'call.asked') tools.set(event.call, event.tool)
    if (event.k !== 'call.ended') continue
    expect(event.error).toBeUndefined()
    const { text: json } = await callHost<{ text: string }>(athena.data, 'blobs.read', {
      ref: event.resultRef ?? '',
      length: 262_144,
    })
    results.push({ tool: tools.get(event.call) ?? '', result: JSON.parse(json) as unknown })
  }
  return results
}

/** Answers every question for approval that comes while something runs, and tells which tools were asked about. */
async function approving<T>(work: Promise<T>): Promise<{ value: T; asked: string[] }> {
  const asked: string[] = []
  const state = { done: false }
  const finished = work.finally(() => (state.done = true))
  while (!state.done) {
    const { approvals } = await callHost<{ approvals: { id: string; tool: string }[] }>(
      athena.data,
      'approvals.list',
    )
    for (const { id, tool } of approvals) {
      asked.push(tool)
      await callHost(athena.data, 'approvals.decide', { id, decision: 'allow-once' }).catch(() => undefined)
    }
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
  return { value: await finished, asked }
}

describe('every operation through execute_code', () => {
  const called = new Set<string>()

  test.for(examples)('$name', { timeout: 60_000 }, async ({ code }) => {
    const { value: run, asked } = await approving(execute(code))
    expect(run.status, run.text).toBe('ok')
    // What reads files of this computer asks the person first, whoever wrote the code.
    expect(asked).toEqual(['rag/ingest', 'meta/import'].filter((tool) => code.includes(tool)))
    for (const { tool, result } of await resultsOf(run.executionId)) {
      called.add(tool)
      const operation = operations.find((one) => `${one.layer}/${one.name}` === tool)
      expect(operation?.output.safeParse(result).error, tool).toBeUndefined()
      const fact = facts[tool]
      if (!fact) throw new Error(`There is no fact about ${tool}.`)
      try {
        fact(result)
      } catch (error) {
        throw new Error(`${tool} gave ${JSON.stringify(result).slice(0, 600)}`, { cause: error })
      }
    }
  })

  test('none is left out', () => {
    expect(examples).toHaveLength(8)
    const all = operations.map((one) => `${one.layer}/${one.name}`)
    expect(all.filter((id) => !called.has(id))).toEqual([])
    expect(all.filter((id) => facts[id] === undefined)).toEqual([])
  })
})
