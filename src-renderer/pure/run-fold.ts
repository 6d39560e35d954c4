import type { Problem, Ref, RunEvent } from '../../src-main/contract/events.ts'
import type { WireError } from '../../src-main/contract/errors.ts'

/** A wait for a person or a rule inside a call. */
export interface CallHold {
  from: number
  to?: number
  rule: string
  by?: 'user' | 'rule' | 'timeout'
  ok?: boolean
}

/** One tool call; times are milliseconds since the start of the run. */
export interface RunCall {
  id: string
  /** `server/tool`. */
  tool: string
  line?: number
  argsRef: Ref
  preview: string
  askedAt: number
  sentAt?: number
  endedAt?: number
  ok?: boolean
  bytes: number
  tokens: number
  resultRef?: Ref
  error?: WireError
  holds: CallHold[]
  minted: number
  resolved: number
  blocked: number
}

/** Where one vault token came from and went in this run. */
export interface TokenTrail {
  token: string
  kind: string
  minted: { t: number; call?: string; path: string }[]
  resolved: { t: number; call: string; path: string }[]
  blocked: { t: number; call: string; path: string; reason: string }[]
}

export interface RunLog {
  t: number
  level: string
  text: string
  line?: number
}

/** A step of the pipeline before the code runs. */
export interface RunPhase {
  id: 'check' | 'compile' | 'sandbox'
  from: number
  to: number
}

type EventOf<K extends RunEvent['k']> = Extract<RunEvent, { k: K }>

/** An event with its number in the run, from 1. */
export interface NumberedEvent {
  seq: number
  event: RunEvent
}

/** Everything the screens show of a run, folded from its events. Grown in place; `version` counts the changes. */
export interface RunModel {
  version: number
  events: NumberedEvent[]
  started?: EventOf<'run.started'>
  ended?: EventOf<'run.ended'>
  phases: RunPhase[]
  calls: Map<string, RunCall>
  tokens: Map<string, TokenTrail>
  logs: RunLog[]
  samples: { t: number; cpu: number; rss: number }[]
  problems: Problem[]
  /** Reports the code showed to the person at this computer. */
  reports: { t: number; title: string; ref: Ref }[]
  limitHits: EventOf<'limit.hit'>['which'][]
  sandbox?: EventOf<'sandbox.ready'>
  /** Time of the newest event. */
  last: number
}

/** A run of which nothing is known yet. */
export function emptyRun(): RunModel {
  return {
    version: 0,
    events: [],
    phases: [],
    calls: new Map(),
    tokens: new Map(),
    logs: [],
    samples: [],
    problems: [],
    reports: [],
    limitHits: [],
    last: 0,
  }
}

function trail(model: RunModel, token: string, kind: string): TokenTrail {
  let found = model.tokens.get(token)
  if (found === undefined) {
    found = { token, kind, minted: [], resolved: [], blocked: [] }
    model.tokens.set(token, found)
  }
  return found
}

/** Kind of a token by its name: `[EMAIL_3]` is `EMAIL`. */
export function kindOfToken(token: string): string {
  return /^\[(.+)_\d+\]$/.exec(token)?.[1] ?? token
}

function phase(model: RunModel, id: RunPhase['id'], event: { t: number; ms: number }): void {
  model.phases.push({ id, from: Math.max(0, event.t - event.ms), to: event.t })
}

function apply(model: RunModel, event: RunEvent): void {
  switch (event.k) {
    case 'run.started':
      model.started = event
      return
    case 'code.checked':
      model.problems.push(...event.problems)
      phase(model, 'check', event)
      return
    case 'code.compiled':
      phase(model, 'compile', event)
      return
    case 'sandbox.ready':
      model.sandbox = event
      phase(model, 'sandbox', event)
      return
    case 'call.asked':
      model.calls.set(event.call, {
        id: event.call,
        tool: event.tool,
        ...(event.line === undefined ? {} : { line: event.line }),
        argsRef: event.argsRef,
        preview: event.preview,
        askedAt: event.t,
        bytes: 0,
        tokens: 0,
        holds: [],
        minted: 0,
        resolved: 0,
        blocked: 0,
      })
      return
    case 'call.held':
      model.calls.get(event.call)?.holds.push({ from: event.t, rule: event.rule })
      return
    case 'call.decided': {
      const hold = model.calls.get(event.call)?.holds.at(-1)
      if (hold !== undefined && hold.to === undefined) {
        hold.to = event.t
        hold.by = event.by
        hold.ok = event.ok
      }
      return
    }
    case 'call.sent': {
      const call = model.calls.get(event.call)
      if (call !== undefined) call.sentAt = event.t
      return
    }
    case 'call.ended': {
      const call = model.calls.get(event.call)
      if (call === undefined) return
      call.endedAt = event.t
      call.ok = event.ok
      call.bytes = event.bytes
      call.tokens = event.tokens
      if (event.resultRef !== undefined) call.resultRef = event.resultRef
      if (event.error !== undefined) call.error = event.error
      return
    }
    case 'pii.minted': {
      const call = event.call === undefined ? undefined : model.calls.get(event.call)
      if (call !== undefined) call.minted++
      trail(model, event.token, event.kind).minted.push({
        t: event.t,
        path: event.path,
        ...(event.call === undefined ? {} : { call: event.call }),
      })
      return
    }
    case 'pii.resolved': {
      const call = model.calls.get(event.call)
      if (call !== undefined) call.resolved++
      trail(model, event.token, kindOfToken(event.token)).resolved.push({
        t: event.t,
        call: event.call,
        path: event.path,
      })
      return
    }
    case 'pii.blocked': {
      const call = model.calls.get(event.call)
      if (call !== undefined) call.blocked++
      trail(model, event.token, kindOfToken(event.token)).blocked.push({
        t: event.t,
        call: event.call,
        path: event.path,
        reason: event.reason,
      })
      return
    }
    case 'log':
      model.logs.push({
        t: event.t,
        level: event.level,
        text: event.text,
        ...(event.line === undefined ? {} : { line: event.line }),
      })
      return
    case 'presented':
      model.reports.push({ t: event.t, title: event.title, ref: event.ref })
      return
    case 'sample':
      model.samples.push({ t: event.t, cpu: event.cpu, rss: event.rss })
      return
    case 'limit.hit':
      model.limitHits.push(event.which)
      return
    case 'run.ended':
      model.ended = event
  }
}

/**
 * Adds one event. Events come in order of `seq`; one that was seen already (a page and the live topic overlap) is
 * ignored. Kinds this version does not know are kept in the list and otherwise ignored.
 */
export function pushEvent(model: RunModel, entry: NumberedEvent): boolean {
  const newest = model.events.at(-1)
  if (newest !== undefined && entry.seq <= newest.seq) return false
  const { event } = entry
  model.events.push(entry)
  model.last = Math.max(model.last, event.t)
  model.version++
  apply(model, event)
  return true
}

/** Folds a whole list. */
export function foldRun(events: readonly NumberedEvent[]): RunModel {
  const model = emptyRun()
  for (const entry of events) pushEvent(model, entry)
  return model
}

/** Where the time of a run went, milliseconds; tools and waits count once however many ran at the same time. */
export interface RunTimes {
  total: number
  tools: number
  waiting: number
  sandbox: number
}

/** Length of the union of intervals. */
export function unionLength(intervals: readonly (readonly [number, number])[]): number {
  let length = 0
  let reach = Number.NEGATIVE_INFINITY
  for (const [from, to] of [...intervals].sort((a, b) => a[0] - b[0])) {
    if (to <= reach) continue
    length += to - Math.max(from, reach)
    reach = to
  }
  return length
}

/** Splits the time of a run; `now` ends what is still going on. */
export function runTimes(model: RunModel, now: number): RunTimes {
  const total = model.ended?.t ?? Math.max(now, model.last)
  const calls: [number, number][] = []
  const waits: [number, number][] = []
  for (const call of model.calls.values()) {
    calls.push([call.askedAt, call.endedAt ?? total])
    for (const hold of call.holds) waits.push([hold.from, hold.to ?? total])
  }
  const waiting = unionLength(waits)
  const busy = unionLength([...calls, ...waits])
  return { total, tools: busy - waiting, waiting, sandbox: Math.max(0, total - busy) }
}
