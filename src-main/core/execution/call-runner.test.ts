import { expect, test } from 'vitest'
import type { Gateway, ToolCall } from '../gateway/api.ts'
import { createCallRunner, type CallRunnerParts } from './call-runner.ts'

/** A call runner whose gateway gives 1 and leaves `work` for later; what it tells the sandbox, in order. */
function runnerWith(work: () => void) {
  const told: string[] = []
  const gateway: Gateway = {
    call: async (call: ToolCall) => {
      call.afterAnswer?.(work)
      return { ok: true, value: 1 }
    },
  }
  const parts = {
    run: 'x_1',
    caller: { execution: 'x_1', session: 's_1', client: 'test' },
    limits: { concurrentCalls: 8, maxCalls: 10, callMs: 1000 },
    recorder: { emit() {}, keep: () => '', setStatus() {} },
    signal: new AbortController().signal,
    dryRun: false,
    gateway,
    sandbox: {
      result: () => told.push('result'),
      stop: (_run: string, reason: string) => told.push(`stop: ${reason}`),
    },
    log: { error() {} },
  } as unknown as CallRunnerParts
  return { runner: createCallRunner(parts), told }
}

test('the code has its result before the record of it is finished, and the run does not end before that', async () => {
  const { runner, told } = runnerWith(() => told.push('recorded'))
  runner.take({ id: 1, tool: 'a/b', args: {} })
  await runner.settle()
  expect(told).toEqual(['result', 'recorded'])
})

test('a run whose record cannot be written is stopped', async () => {
  const { runner, told } = runnerWith(() => {
    throw new Error('disk is full')
  })
  runner.take({ id: 1, tool: 'a/b', args: {} })
  await runner.settle()
  expect(told).toEqual(['result', expect.stringMatching(/^stop: The record of this run cannot be written/)])
})
