import { AthenaError, toWireError } from '../../contract/errors.ts'
import type { Json, JsonSchema } from '../../contract/json.ts'
import type { Catalog, CatalogTool } from '../catalog/api.ts'
import type { Clock, Ids, Logger } from '../ports.ts'
import type { Privacy, Resolved, Sink, Source, ValueFlow } from '../privacy/api.ts'
import type {
  CallOutcome,
  Gateway,
  PlannedWrite,
  QuestionAnswer,
  ServerQuestion,
  ToolCall,
  ToolProvider,
} from './api.ts'
import { createBatchApprovals } from './batch-approvals.ts'
import { createBreaker } from './breaker.ts'
import { badArguments, blocked, cancelled, cleanFailure, cleanName, denied, timeOut } from './call-failure.ts'
import { checkArguments } from './check-arguments.ts'
import { modelTokens } from './count-tokens.ts'
import { canonical, definitionOf, dryRunRule, placeholder, refusePlaceholders, writeKey } from './dry-run.ts'
import { askBatch, askOne, flowsOf, tokensOf } from './ask-person.ts'
import type { Decision, Policy, PolicyAnswer } from './policy.ts'
import { createDeadline } from './deadline.ts'
import { type FormField, formFields } from './form-fields.ts'
import type { Questions } from './questions.ts'
import { createSlots } from './slots.ts'

/** What {@link createGateway} needs. */
export interface GatewayOptions {
  catalog: Catalog
  privacy: Privacy
  policy: Policy
  /** Puts questions of servers to the user; without it servers are told that nobody can be asked. */
  questions?: Questions
  /** The owner of a server's tools; undefined when it is gone. */
  providers: (server: string) => ToolProvider | undefined
  clock: Clock
  ids: Ids
  log: Logger
  /** Calls of one server at once; 8 for servers of others, 64 for Athena's own. */
  concurrency?: (server: string) => number
}

const previewCharacters = 160
const maxProgressCharacters = 300
const maxQuestionCharacters = 2000
/** Largest arguments of one call, bytes of JSON (design: sandbox 4.1). Larger ones are refused before they are scanned. */
const maxArgumentBytes = 1_000_000

/**
 * The one path of every tool call; see {@link Gateway}. Fails closed: what cannot be scanned, decided or resolved is not sent and not
 * handed on.
 */
export function createGateway(options: GatewayOptions): Gateway {
  const { catalog, privacy, policy, providers, clock, log } = options
  const breaker = createBreaker(() => clock.monotonic())
  const slots = createSlots(
    options.concurrency ?? ((server) => (providers(server)?.trust === 'own' || isOwn(server) ? 64 : 8)),
  )

  const batches = createBatchApprovals(isAsked)

  function isOwn(server: string): boolean {
    return catalog.servers().find((one) => one.name === server)?.kind !== 'upstream'
  }

  return {
    async call(call) {
      const started = { asked: false }
      let tool: CatalogTool | undefined
      try {
        tool = catalog.resolve(call.tool)
        return await run(call, tool, started)
      } catch (error) {
        return fail(call, tool, started, error)
      }
    },
  }

  async function run(call: ToolCall, tool: CatalogTool, started: { asked: boolean }): Promise<CallOutcome> {
    const { caller } = call
    const args = (call.args ?? {}) as Json
    const argumentBytes = Buffer.byteLength(JSON.stringify(args))
    if (argumentBytes > maxArgumentBytes) {
      emitAsked(call, tool.id, `[${argumentBytes} bytes, over the limit; not kept]`, started)
      throw new AthenaError(
        'TOO_LARGE',
        `The arguments of ${tool.id} are ${argumentBytes} bytes; one call takes ${maxArgumentBytes} at most. Send less at once, or in several calls.`,
      )
    }
    const provider = providers(tool.server)
    const source = sourceOf(call, tool)
    // What is recorded, and what a person sees, has tokens in place of what the code may have written out.
    // Without a server the scan keeps the session's own tokens as they are; with one it would treat them as look-alikes.
    const written = { session: caller.session, execution: caller.execution, call: call.call }
    const recorded = (await privacy.tokenise(args, written)).value ?? null
    emitAsked(call, tool.id, recorded, started)

    const problems = checkArguments(tool.inputSchema, args, { tokens: true })
    if (problems.length > 0) throw badArguments(tool, problems)
    if (!tool.enabled) {
      throw new AthenaError(
        'TOOL_OFF',
        `${tool.id} is switched off by the user. Use another tool, or ask the user to switch it on.`,
      )
    }
    if (!provider) {
      throw new AthenaError(
        'SERVER_UNAVAILABLE',
        `The server "${tool.server}" is not connected, so ${tool.id} cannot be called.`,
      )
    }
    const off = breaker.offFor(tool.id)
    if (off > 0) {
      throw new AthenaError(
        'TOOL_OFF',
        `${tool.id} timed out three times within five minutes and is off for another ${Math.ceil(off / 1000)} s. Do without it, or try later.`,
      )
    }

    let sink: Sink = {
      session: caller.session,
      server: tool.server,
      tool: tool.name,
      execution: caller.execution,
      call: call.call,
      ...(call.dryRun === true ? { dryRun: true } : {}),
    }
    let resolved: Resolved = await privacy.resolve(args, sink)
    const forbidden = resolved.blocked.filter((entry) => entry.code !== 'ASK')
    if (forbidden.length > 0) throw blocked(call, tool, forbidden)
    const flows = resolved.blocked.filter((entry) => entry.code === 'ASK')

    const isRead = tool.annotations?.readOnlyHint === true && trustOf(tool, provider) !== 'untrusted'
    if (call.dryRun === true) {
      refusePlaceholders(tool, args)
      if (!isRead) return list(call, tool, provider, recorded, flows)
    }
    await decide(call, tool, provider, recorded, flows)
    if (flows.length > 0) {
      sink = { ...sink, approved: true }
      resolved = await privacy.resolve(args, sink)
      if (resolved.blocked.length > 0) throw blocked(call, tool, resolved.blocked)
    }
    const hidden = checkArguments(tool.inputSchema, resolved.value, { hideValues: true })
    if (hidden.length > 0) throw badArguments(tool, hidden)

    const release = await takeSlot(call, tool)
    try {
      for (const entry of resolved.resolved)
        call.emit({ k: 'pii.resolved', token: entry.token, call: call.call, path: entry.path })
      // The audit says where values went: not before everything is settled, not after they are gone.
      privacy.given(resolved.resolved, sink)
      call.emit({ k: 'call.sent', call: call.call })
      const value = await send(call, tool, provider, resolved.value)
      return await succeed(call, value, source)
    } finally {
      release()
    }
  }

  /** A dry run lists a write instead of sending it. A rule that blocks it is told now, not later. */
  function list(
    call: ToolCall,
    tool: CatalogTool,
    provider: ToolProvider,
    recorded: Json,
    flows: Resolved['blocked'],
  ): CallOutcome {
    const answer = askPolicy(call, tool, provider)
    if (answer.action === 'block') {
      call.emit({ k: 'call.held', call: call.call, rule: answer.rule })
      call.emit({ k: 'call.decided', call: call.call, by: 'rule', ok: false })
      throw denied(tool, `a rule of the user blocks it (${answer.rule})`)
    }
    call.onWrite?.({ tool: tool.id, args: recorded, key: writeKey(tool, recorded), flows: flowsOf(flows) })
    const value = placeholder(tool, call.call)
    call.emit({ k: 'call.held', call: call.call, rule: dryRunRule })
    call.emit({
      k: 'call.ended',
      call: call.call,
      ok: true,
      resultRef: call.keep(value),
      bytes: Buffer.byteLength(JSON.stringify(value)),
      tokens: modelTokens(JSON.stringify(value)),
    })
    return { ok: true, value }
  }

  function trustOf(tool: CatalogTool, provider: ToolProvider): 'own' | 'trusted' | 'untrusted' {
    return provider.trust ?? (isOwn(tool.server) ? 'own' : 'untrusted')
  }

  function askPolicy(
    call: ToolCall,
    tool: CatalogTool,
    provider: ToolProvider,
  ): PolicyAnswer & { changed?: string } {
    const changed = provider.changed?.(tool.name)
    const answer = policy.decide({
      execution: call.caller.execution,
      client: call.caller.client,
      server: tool.server,
      tool: tool.name,
      trust: trustOf(tool, provider),
      readOnly: tool.annotations?.readOnlyHint === true,
      ...(changed === undefined ? {} : { changed }),
    })
    return { ...answer, ...(changed === undefined ? {} : { changed }) }
  }

  function emitAsked(call: ToolCall, tool: string, recorded: Json, started: { asked: boolean }): void {
    started.asked = true
    call.emit({
      k: 'call.asked',
      call: call.call,
      tool,
      ...(call.line === undefined ? {} : { line: call.line }),
      argsRef: call.keep(recorded),
      preview: preview(recorded),
    })
  }

  /** Asks the policy, and a person if it says so. Returns when the call may go; throws DENIED otherwise. */
  async function decide(
    call: ToolCall,
    tool: CatalogTool,
    provider: ToolProvider,
    recorded: Json,
    flows: Resolved['blocked'],
  ): Promise<void> {
    const answer = askPolicy(call, tool, provider)
    const { changed } = answer
    if (answer.action === 'block') {
      call.emit({ k: 'call.held', call: call.call, rule: answer.rule })
      call.emit({ k: 'call.decided', call: call.call, by: 'rule', ok: false })
      throw denied(tool, `a rule of the user blocks it (${answer.rule})`)
    }
    if (answer.action === 'allow' && (flows.length === 0 || answer.coversFlows === true)) {
      call.emit({ k: 'call.decided', call: call.call, by: 'rule', ok: true })
      return
    }
    if (
      answer.action === 'ask' &&
      changed === undefined &&
      call.isPlanned?.(writeKey(tool, recorded)) === true
    ) {
      call.emit({ k: 'call.decided', call: call.call, by: 'user', ok: true })
      return
    }
    const tokens = tokensOf(flows)
    const rule = flows.length === 0 ? answer.rule : `sends ${tokens.join(', ')} to ${tool.server}`
    call.emit({ k: 'call.held', call: call.call, rule })
    call.onWait?.(true)
    try {
      const whole =
        changed === undefined
          ? await batches.decide(call, writeKey(tool, recorded), async (writes) => {
              const answer = await askBatch(policy, call, writes)
              keepAlways(
                answer,
                writes.flatMap((write) => write.flows),
              )
              return answer
            })
          : undefined
      const decision =
        whole ?? (await askOne(policy, call, { tool, args: recorded, flows: flowsOf(flows), changed }))
      if (!whole) keepAlways(decision, flowsOf(flows))
      if (decision.by === 'cancelled') {
        throw new AthenaError(
          'CANCELLED',
          `${tool.id} was not called: the run was stopped while it waited for approval.`,
        )
      }
      call.emit({ k: 'call.decided', call: call.call, by: decision.by, ok: decision.ok })
      if (!decision.ok) {
        throw denied(
          tool,
          decision.by === 'user' ? 'the user said no' : 'nobody approved it within 10 minutes',
        )
      }
      // The answer was given for the tool as it was shown.
      if (canonical(definitionOf(catalog.resolve(tool.id))) !== canonical(definitionOf(tool))) {
        throw denied(tool, 'its server changed the tool while the call waited')
      }
      if (changed !== undefined) provider.acceptChange?.(tool.name)
    } finally {
      call.onWait?.(false)
    }
  }

  /** "Always" said to a call that hands values over is a rule for just these kinds, sources and fields. */
  function keepAlways(decision: Decision, flows: readonly ValueFlow[]): void {
    if (decision.ok && decision.always === true) privacy.allowFlows(flows)
  }

  /** Whether a write that a dry run listed would have to be asked about. */
  function isAsked(call: ToolCall, write: PlannedWrite): boolean {
    const tool = catalog.resolve(write.tool)
    const provider = providers(tool.server)
    if (!provider) return false
    const answer = askPolicy(call, tool, provider)
    return answer.changed === undefined && (answer.action === 'ask' || write.flows.length > 0)
  }

  async function takeSlot(call: ToolCall, tool: CatalogTool): Promise<() => void> {
    try {
      return await slots.take(tool.server, call.signal)
    } catch {
      throw new AthenaError('CANCELLED', `${tool.id} was not called: the run was stopped.`)
    }
  }

  /** Calls the provider under the time limit. A provider that does not heed its signal cannot hold the run. */
  async function send(
    call: ToolCall,
    tool: CatalogTool,
    provider: ToolProvider,
    args: Json,
  ): Promise<Json | undefined> {
    const limit = new AbortController()
    const deadline = createDeadline(call.timeoutMs, () => limit.abort(timeOut(call, tool)))
    const signal = AbortSignal.any([call.signal, limit.signal])
    const stopped = new Promise<never>((_, reject) => {
      const onAbort = () => reject(limit.signal.aborted ? timeOut(call, tool) : cancelled(tool))
      if (signal.aborted) onAbort()
      else signal.addEventListener('abort', onAbort, { once: true })
    })
    const { questions } = options
    const over = new AbortController()
    let told = Promise.resolve()
    try {
      const answer = provider.callTool(tool.name, args, {
        caller: call.caller,
        timeoutMs: call.timeoutMs,
        signal,
        ...(call.onProgress === undefined
          ? {}
          : { onProgress: (message) => (told = told.then(() => progress(call, tool, message))) }),
        ...(questions === undefined
          ? {}
          : {
              async ask(question) {
                deadline.hold()
                try {
                  return await putQuestion(
                    questions,
                    call,
                    tool,
                    question,
                    AbortSignal.any([signal, over.signal]),
                  )
                } finally {
                  deadline.release()
                }
              },
            }),
      })
      const value = await Promise.race([answer, stopped])
      breaker.answered(tool.id)
      // In the order in which the server said it, and before the answer.
      await told
      return value
    } catch (error) {
      const late = limit.signal.aborted && !call.signal.aborted
      if (late || (error instanceof AthenaError && error.code === 'TOOL_TIMEOUT')) {
        breaker.timedOut(tool.id)
        throw timeOut(call, tool)
      }
      throw error
    } finally {
      deadline.clear()
      over.abort()
    }
  }

  function sourceOf(call: ToolCall, tool: CatalogTool): Source {
    const { session, execution } = call.caller
    return { session, server: tool.server, tool: tool.name, execution, call: call.call }
  }

  /** Hands on what a server says while it works; like every text of a server it may hold personal values. */
  async function progress(call: ToolCall, tool: CatalogTool, message: string): Promise<void> {
    try {
      const { text } = await privacy.tokeniseText(
        message.slice(0, maxProgressCharacters),
        sourceOf(call, tool),
      )
      call.onProgress?.(`${tool.server}.${tool.name}: ${text}`)
    } catch {
      // What cannot be scanned is not handed on; the call itself goes its way.
    }
  }

  /** Puts a question of the server to the user. Its text is recorded with tokens, the answer not at all: it goes to the server alone. */
  async function putQuestion(
    questions: Questions,
    call: ToolCall,
    tool: CatalogTool,
    question: ServerQuestion,
    signal: AbortSignal,
  ): Promise<QuestionAnswer> {
    const fields = formFields(question.schema)
    if (!fields) return { action: 'decline' }
    const source = sourceOf(call, tool)
    const { text } = await privacy.tokeniseText(question.message.slice(0, maxQuestionCharacters), source)
    const { value: shown } = await privacy.tokenise(fields as unknown as Json, source)
    call.emit({ k: 'call.held', call: call.call, rule: `${tool.server} asks: ${text}` })
    call.onWait?.(true)
    try {
      const { execution, session, client } = call.caller
      const answer = await questions.ask(
        {
          execution,
          session,
          client,
          tool: tool.id,
          ...(call.line === undefined ? {} : { line: call.line }),
          sentence: text,
          question: { server: tool.server, fields: shown as unknown as FormField[] },
        },
        { fields, schema: question.schema as JsonSchema },
        signal,
      )
      const by = answer.action === 'cancel' ? 'timeout' : 'user'
      call.emit({ k: 'call.decided', call: call.call, by, ok: answer.action === 'accept' })
      return answer
    } finally {
      call.onWait?.(false)
    }
  }

  async function succeed(call: ToolCall, raw: Json | undefined, source: Source): Promise<CallOutcome> {
    const { value, minted } = await privacy.tokenise(raw, source)
    for (const { token, kind, path } of minted)
      call.emit({ k: 'pii.minted', token, kind, call: call.call, path })
    const plain = privacy.rawInSandbox(source.server ?? '')
    // Code gets this server's values as they are; the record never does.
    const { session, execution } = source
    const recorded = plain
      ? (
          await privacy.tokenise(raw, {
            session,
            ...(execution === undefined ? {} : { execution }),
            call: call.call,
          })
        ).value
      : value
    const noteResult = (): void => {
      catalog.observe(`${source.server}/${source.tool}`, recorded)
      const text = value === undefined ? '' : JSON.stringify(value)
      call.emit({
        k: 'call.ended',
        call: call.call,
        ok: true,
        ...(plain ? { raw: true } : {}),
        resultRef: call.keep(recorded),
        bytes: Buffer.byteLength(text),
        tokens: modelTokens(text),
      })
    }
    // Counting and keeping a result takes as long as getting it; the code need not wait for that.
    if (call.afterAnswer) call.afterAnswer(noteResult)
    else noteResult()
    return { ok: true, value }
  }

  async function fail(
    call: ToolCall,
    tool: CatalogTool | undefined,
    started: { asked: boolean },
    error: unknown,
  ): Promise<CallOutcome> {
    if (!(error instanceof AthenaError)) {
      log.error('A tool call failed inside Athena', {
        tool: tool?.id ?? 'unknown',
        error:
          error instanceof Error ? `${error.name}: ${error.stack?.split('\n')[1]?.trim() ?? ''}` : 'unknown',
      })
    }
    // A name that no tool has is the code's own text; it may hold a value like any other.
    const name = tool?.id ?? (await cleanName(privacy, call))
    const failure = await cleanFailure(privacy, call, name, error)
    // The arguments of a call that could not even be recorded stay out of the log.
    if (!started.asked) emitAsked(call, name, null, started)
    const text = JSON.stringify({ message: failure.message, content: failure.content })
    call.emit({
      k: 'call.ended',
      call: call.call,
      ok: false,
      ...(failure.content === undefined ? {} : { resultRef: call.keep(failure.content) }),
      bytes: Buffer.byteLength(text),
      tokens: modelTokens(text),
      error: { code: toWireError(error).code, message: failure.message },
    })
    return { ok: false, failure }
  }
}

function preview(value: Json): string {
  const text = JSON.stringify(value)
  return text.length <= previewCharacters ? text : `${text.slice(0, previewCharacters - 1)}…`
}
