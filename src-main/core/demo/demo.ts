import { AthenaError } from '../../contract/errors.ts'
import type { Json } from '../../contract/json.ts'
import type { Result } from '../../contract/methods.ts'
import type { Executions } from '../execution/index.ts'
import type { Caller } from '../gateway/api.ts'
import type { Privacy, Span } from '../privacy/api.ts'
import { countModelTokens } from '../savings/index.ts'
import type { Sessions } from '../session/index.ts'
import type { RunReader } from '../store/index.ts'
import type { Upstream } from '../upstream/api.ts'
import { demoScript } from './script.ts'

/** Name of the bundled server in the tree. */
export const demoServer = 'demo'

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
  async function directCalls(run: string, session: string): Promise<Result<'demo.run'>['direct']> {
    const caller: Caller = { execution: run, session, client: 'demo' }
    const calls: Result<'demo.run'>['direct'] = []
    for (const { event } of reader.events(run, 0, 5_000)) {
      if (event.k !== 'call.asked') continue
      const tool = event.tool.slice(demoServer.length + 1)
      const recorded = JSON.parse(reader.blob(event.argsRef)?.text ?? 'null') as Json
      const args = (await privacy.resolve(recorded, { session, server: demoServer, tool, execution: run }))
        .value
      const result =
        tool === 'outbox_draft'
          ? { id: 'd_1', saved: true }
          : await upstream
              .provider(demoServer)
              ?.callTool(tool, args, { caller, timeoutMs: 10_000, signal: AbortSignal.timeout(10_000) })
      const argsText = JSON.stringify(args)
      const text = JSON.stringify(result ?? null)
      calls.push({
        tool: event.tool,
        args: argsText,
        text,
        bytes: Buffer.byteLength(text) + Buffer.byteLength(argsText),
        spans: await spansOf(text),
      })
    }
    return calls
  }

  async function spansOf(text: string): Promise<Span[]> {
    return (await privacy.scan(text)).spans
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
      const notScanned = new Set<string>()
      let directTokens = 0
      for (const call of direct) {
        directTokens += countModelTokens(call.args) + countModelTokens(call.text)
        for (const found of [...(await spansOf(call.args)), ...call.spans])
          counts[found.kind] = (counts[found.kind] ?? 0) + 1
      }
      const sent = await privacy.scan(result.text)
      for (const what of sent.notScanned) notScanned.add(what)
      const answerCounts: Record<string, number> = {}
      for (const found of sent.spans) answerCounts[found.kind] = (answerCounts[found.kind] ?? 0) + 1
      return {
        id: execution.id,
        code: demoScript,
        direct,
        directBytes: direct.reduce((sum, call) => sum + call.bytes, 0),
        directTokens,
        directCounts: counts,
        answer: result.text,
        answerBytes: Buffer.byteLength(result.text),
        answerTokens: countModelTokens(result.text),
        answerCounts,
        minted: reader.get(execution.id)?.row.tokens ?? 0,
        notScanned: [...notScanned],
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
