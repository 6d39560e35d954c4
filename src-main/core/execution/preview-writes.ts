import { toWireError } from '../../contract/errors.ts'
import type { Json } from '../../contract/json.ts'
import type { Gateway, PlannedWrite } from '../gateway/api.ts'
import type { CallRunnerParts, SandboxCall } from './call-runner.ts'
import type { SandboxClient, SandboxRun } from './sandbox-client.ts'
import type { Services } from './services.ts'

/** Longest time the code is run ahead; a script that needs more has its writes asked about one by one. */
const previewMs = 10_000

/** What running ahead needs. */
export interface PreviewParts {
  gateway: Gateway
  services: Services
  sandbox: SandboxClient
  /** The run that waits, with its own runner. */
  run: SandboxRun
  call: Pick<CallRunnerParts, 'caller' | 'limits' | 'recorder' | 'signal'>
  /** Whether a host service would change the workspace or show something. */
  isChange: (service: string, args: Json) => boolean
}

/**
 * Runs the code of a waiting run ahead as a dry run and lists its writes, so that a person is asked about all of them at once. Reads are
 * made for real (and again when the run goes on); nothing is written, shown or kept, and the session's variables stay as they are.
 */
export async function previewWrites(parts: PreviewParts): Promise<PlannedWrite[]> {
  const { gateway, services, sandbox, call } = parts
  const { caller, limits, recorder, signal } = call
  const id = `${parts.run.run}_ahead`
  const writes: PlannedWrite[] = []
  const payloads = new Map<string, Json | undefined>()
  const reads = new Map<string, number>()
  const abort = new AbortController()
  let isCut = false
  const end = (reason: string): void => {
    isCut = true
    abort.abort(reason)
    sandbox.stop(id, reason)
  }
  const timer = setTimeout(() => end('Looking ahead took too long.'), previewMs)
  const onAbort = (): void => end('The run was stopped.')
  signal.addEventListener('abort', onAbort, { once: true })

  async function serve(asked: SandboxCall): Promise<void> {
    try {
      if (asked.tool.startsWith('athena/')) {
        const service = asked.tool.slice('athena/'.length)
        const value = parts.isChange(service, asked.args)
          ? undefined
          : await services.call(service, asked.args, {
              caller,
              emit: () => undefined,
              keepText: () => '',
            })
        return sandbox.result(id, asked.id, { ok: true, value })
      }
      const before = writes.length
      const outcome = await gateway.call({
        caller,
        call: `c${asked.id}`,
        tool: asked.tool,
        args: asked.args,
        timeoutMs: limits.callMs,
        signal: abort.signal,
        dryRun: true,
        onWrite: (write) => void writes.push(write),
        emit: () => undefined,
        keep(payload) {
          const reference = String(payloads.size)
          payloads.set(reference, payload)
          return reference
        },
        // A read that has to be asked about would be asked about twice.
        onWait: (isWaiting) => {
          if (isWaiting) end('A read has to be asked about.')
        },
      })
      if (outcome.ok) {
        if (writes.length === before) reads.set(asked.tool, (reads.get(asked.tool) ?? 0) + 1)
        return sandbox.result(id, asked.id, { ok: true, value: outcome.value })
      }
      const { server, tool, code, message } = outcome.failure
      // From here on the code would go another way than for real; what was listed until now stands.
      if (code === 'DRY_RUN') return sandbox.stop(id, message)
      sandbox.result(id, asked.id, {
        ok: false,
        error: { name: 'ToolError', code, message, tool: `${server}/${tool}` },
      })
    } catch (error) {
      const { code, message } = toWireError(error)
      sandbox.result(id, asked.id, { ok: false, error: { name: 'Error', code, message } })
    }
  }

  try {
    await sandbox.run(
      { ...parts.run, run: id },
      {
        onCompiled: () => undefined,
        onStarted: () => undefined,
        onCall: (asked) => void serve(asked),
        onLog: () => undefined,
        onSample: () => undefined,
      },
    )
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', onAbort)
    abort.abort('The look ahead is over.')
  }
  if (isCut) return []
  if (writes.length > 1) {
    const again = [...reads].map(([tool, count]) => `${tool} ×${count}`).join(', ')
    recorder.emit({
      k: 'log',
      level: 'info',
      text: `Athena ran the code ahead as a dry run to list its ${writes.length} writes for approval.${again === '' ? '' : ` Reads made twice by this: ${again}.`}`,
    })
  }
  return writes
}
