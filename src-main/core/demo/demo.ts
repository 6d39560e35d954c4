import { AthenaError } from '../../contract/errors.ts'
import type { Json } from '../../contract/json.ts'
import type { Result } from '../../contract/methods.ts'
import type { Executions } from '../execution/index.ts'
import type { Caller } from '../gateway/api.ts'
import type { Privacy } from '../privacy/api.ts'
import { countModelTokens } from '../savings/index.ts'
import type { Sessions } from '../session/index.ts'
import type { RunReader } from '../store/index.ts'
import type { Upstream } from '../upstream/api.ts'
import { markJson } from './json-spans.ts'
import { demoScript } from './script.ts'

/** Name of the bundled server in the tree. */
export const demoServer = 'demo'

type DirectCall = Result<'demo.run'>['direct'][number] & { tokens: number; counts: Record<string, number> }

export interface Demo {
  /** Runs the demo script in the real sandbox and works out what direct calls would have sent. */
  run(): Promise<Result<'demo.run'>>
  /** Removes the sample server and what the demo's sessions stored; its runs go with the others. */
  remove(): Promise<void>
}

/** Makes the demo. `command` starts the bundled server. */
export function createDemo(parts: {
  executions: Executions
  upstream: Upstream
  privacy: Privacy
  reader: RunReader
  sessions: Sessions
  command: { command: string; args: string[] }
}): Demo {
  const { executions, upstream, privacy, reader, sessions } = parts
  const own = new Set<string>()

  async function ensureServer(): Promise<void> {
    const known = upstream.configs().find((config) => config.name === demoServer)
    const status = known
      ? upstream.status(demoServer).some((found) => found.state === 'running')
        ? upstream.status(demoServer)[0]
        : await upstream.restart(demoServer)
      : await upstream.add({ name: demoServer, ...parts.command, trusted: true, enabled: true })
    if (status?.state !== 'running')
      throw new AthenaError(
        'SERVER_UNAVAILABLE',
        `The demo server did not start: ${status?.detail ?? 'no detail'}`,
      )
  }

  /** Repeats the reading calls of a run without tokens: the people are fictional, and the page shows what a model would have got. */
  async function directCalls(run: string, session: string): Promise<DirectCall[]> {
    const caller: Caller = { execution: run, session, client: 'demo' }
    const calls: DirectCall[] = []
    for (const { event } of reader.events(run, 0, 5_000)) {
      if (event.k !== 'call.asked') continue
      const tool = event.tool.slice(demoServer.length + 1)
      const recorded = JSON.parse(reader.blob(event.argsRef)?.text ?? 'null') as Json
      const sink = { session, server: demoServer, tool, execution: run }
      const { value: args, resolved, blocked } = await privacy.resolve(recorded, sink)
      if (blocked[0]) throw new AthenaError('FLOW_BLOCKED', blocked[0].reason)
      privacy.given(resolved, sink)
      const result =
        tool === 'outbox_draft'
          ? { saved: true }
          : await upstream
              .provider(demoServer)
              ?.callTool(tool, args, { caller, timeoutMs: 10_000, signal: AbortSignal.timeout(10_000) })
      calls.push(await directCall(event.tool, args, result ?? null))
    }
    return calls
  }

  /** What one direct call costs and shows: its arguments come from the model, its result goes to it. */
  async function directCall(tool: string, args: Json, result: Json): Promise<DirectCall> {
    const [sent, received] = [await privacy.scanValue(args), await privacy.scanValue(result)]
    const counts: Record<string, number> = {}
    for (const [kind, count] of [...Object.entries(sent.counts), ...Object.entries(received.counts)]) {
      counts[kind] = (counts[kind] ?? 0) + count
    }
    const [argsText, resultText] = [JSON.stringify(args), JSON.stringify(result)]
    return {
      tool,
      args: argsText,
      ...markJson(result, received.spans),
      bytes: Buffer.byteLength(argsText) + Buffer.byteLength(resultText),
      tokens: countModelTokens(argsText) + countModelTokens(resultText),
      counts,
    }
  }

  return {
    async run() {
      await ensureServer()
      const execution = executions.start({ code: demoScript, client: 'demo', source: 'demo', limited: false })
      own.add(execution.session)
      const result = await execution.done
      if (result.status !== 'ok')
        throw new AthenaError('TOOL_FAILED', `The demo run ended as ${result.status}:\n${result.text}`)
      const direct = await directCalls(execution.id, execution.session)
      const counts: Record<string, number> = {}
      for (const call of direct) {
        for (const [kind, count] of Object.entries(call.counts)) counts[kind] = (counts[kind] ?? 0) + count
      }
      const sent = await privacy.scan(result.text)
      const answerCounts: Record<string, number> = {}
      for (const found of sent.spans) answerCounts[found.kind] = (answerCounts[found.kind] ?? 0) + 1
      return {
        id: execution.id,
        code: demoScript,
        direct: direct.map(({ tool, args, text, bytes, spans }) => ({ tool, args, text, bytes, spans })),
        directBytes: direct.reduce((sum, call) => sum + call.bytes, 0),
        directTokens: direct.reduce((sum, call) => sum + call.tokens, 0),
        directCounts: counts,
        answer: result.text,
        answerBytes: Buffer.byteLength(result.text),
        answerTokens: countModelTokens(result.text),
        answerCounts,
        minted: reader.get(execution.id)?.row.tokens ?? 0,
        notScanned: sent.notScanned,
      }
    },
    async remove() {
      if (upstream.configs().some((config) => config.name === demoServer)) await upstream.remove(demoServer)
      const demoSessions = sessions
        .list(1_000)
        .filter((session) => session.client === 'demo' || own.has(session.id))
      for (const session of demoSessions) {
        await privacy.forget({ session: session.id })
        sessions.delete(session.id)
      }
    },
  }
}
