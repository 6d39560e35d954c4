import type { FlowWay } from './flow-graph.ts'
import { tokensIn } from './vault-tokens.ts'
import type { RunModel, TokenTrail } from './run-fold.ts'

/** One step of a value's way; the screen has the words. */
export type FlowStep =
  | { step: 'read'; t: number; tool?: string; path: string }
  | { step: 'given'; t: number; tool: string; path: string; line?: number }
  | { step: 'blocked'; t: number; tool: string; path: string; reason: string }
  | { step: 'returned'; t: number }
  | { step: 'kept' }

/** `/messages/0/from` as code would write it: `messages[0].from`. */
export function readablePath(pointer: string): string {
  if (!pointer.startsWith('/')) return pointer
  let out = ''
  for (const part of pointer.slice(1).split('/')) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~')
    if (/^\d+$/.test(name)) out += `[${name}]`
    else out += out === '' ? name : `.${name}`
  }
  return out
}

function timeOf(step: FlowStep): number {
  return step.step === 'kept' ? Number.POSITIVE_INFINITY : step.t
}

/** The way of one token through a run, in order: read, given to tools or blocked, returned to the model or kept. */
export function flowOf(model: RunModel, trail: TokenTrail, answer: string | undefined): FlowStep[] {
  const steps: FlowStep[] = []
  const tool = (call: string | undefined) => (call === undefined ? undefined : model.calls.get(call)?.tool)
  for (const mint of trail.minted) {
    const name = tool(mint.call)
    steps.push({ step: 'read', t: mint.t, path: mint.path, ...(name === undefined ? {} : { tool: name }) })
  }
  for (const use of trail.resolved) {
    const line = model.calls.get(use.call)?.line
    steps.push({
      step: 'given',
      t: use.t,
      tool: tool(use.call) ?? use.call,
      path: use.path,
      ...(line === undefined ? {} : { line }),
    })
  }
  for (const stop of trail.blocked)
    steps.push({
      step: 'blocked',
      t: stop.t,
      tool: tool(stop.call) ?? stop.call,
      path: stop.path,
      reason: stop.reason,
    })
  steps.sort((a, b) => timeOf(a) - timeOf(b))
  if (answer !== undefined && tokensIn(answer).includes(trail.token))
    steps.push({ step: 'returned', t: model.ended?.t ?? model.last })
  else if (trail.resolved.length === 0 && trail.blocked.length === 0) steps.push({ step: 'kept' })
  return steps
}

/** Every way the values of a run took, for the graph; of one token when it is named. */
export function waysOf(model: RunModel, answer: string | undefined, only?: string): FlowWay[] {
  const seen = new Set(answer === undefined ? [] : tokensIn(answer))
  const ways: FlowWay[] = []
  for (const trail of model.tokens.values()) {
    if (only !== undefined && trail.token !== only) continue
    const toolOf = (call: string | undefined) =>
      call === undefined ? undefined : model.calls.get(call)?.tool
    const sources = trail.minted.flatMap((mint) => {
      const tool = toolOf(mint.call)
      return tool === undefined ? [] : [{ tool, path: mint.path, t: mint.t }]
    })
    /** The reading before a moment; the first one when none was before. */
    const sourceAt = (t: number) => {
      const source = sources.findLast((one) => one.t <= t) ?? sources[0]
      return source === undefined ? {} : { source: { tool: source.tool, path: source.path } }
    }
    const base = { token: trail.token, kind: trail.kind }
    const end = model.ended?.t ?? model.last
    for (const use of trail.resolved) {
      const call = model.calls.get(use.call)
      ways.push({
        ...base,
        ...sourceAt(use.t),
        ...(call?.line === undefined ? {} : { line: call.line }),
        sink: { tool: call?.tool ?? use.call, path: use.path },
        outcome: 'tool',
      })
    }
    for (const stop of trail.blocked) {
      const call = model.calls.get(stop.call)
      ways.push({
        ...base,
        ...sourceAt(stop.t),
        ...(call?.line === undefined ? {} : { line: call.line }),
        sink: { tool: call?.tool ?? stop.call, path: stop.path },
        outcome: 'blocked',
      })
    }
    if (seen.has(trail.token)) ways.push({ ...base, ...sourceAt(end), outcome: 'model' })
    else if (trail.resolved.length === 0 && trail.blocked.length === 0)
      ways.push({ ...base, ...sourceAt(end), outcome: 'stayed' })
  }
  return ways
}
