import { AthenaError } from '../../contract/errors.ts'
import { openDatabase, type Migration } from '../store/open.ts'
import { elapsed } from '../elapsed.ts'
import type { Clock, Ids } from '../ports.ts'
import type { Approval, PolicyAction, PolicyRule } from './api.ts'

/** How long a call waits for a person (design: execution 7). */
export const approvalMs = 10 * 60_000
/** How often it is looked whether the time is over, milliseconds. */
const lookMs = 15_000

/** What a person said, or that nobody did. */
export type Decision = { ok: boolean; by: 'user' | 'timeout' | 'cancelled'; always?: true }

/** What a person can say to a call that waits. */
export type ApprovalDecision = 'deny' | 'allow-once' | 'allow-run' | 'allow-always'

/** What the policy is asked about. */
export interface PolicyQuestion {
  /** The run, for what was allowed for one run only. */
  execution?: string
  client: string
  server: string
  tool: string
  trust: 'own' | 'trusted' | 'untrusted'
  readOnly: boolean
  /** Why the tool's definition cannot be relied on, if it changed. */
  changed?: string
}

/** What is to happen, and why, in words for the record. */
export interface PolicyAnswer {
  action: PolicyAction
  rule: string
  /** A person allowed this tool for the run when values were on their way to its server, so this holds for such calls too. */
  coversFlows?: boolean
}

/** Why a call is asked about, beside the rules. */
export interface AskReasons {
  /** Personal values would go to another server. */
  flows: boolean
  /** The tool's definition changed. */
  changed: boolean
}

/** Rules and approvals. */
export interface Policy {
  decide(question: PolicyQuestion): PolicyAnswer
  rules(): PolicyRule[]
  /** Sets the rule of exactly this client, server and tool (`*` for all); `default` removes it. */
  set(rule: { client: string; server: string; tool: string; action: PolicyAction | 'default' }): void
  /** Calls that wait, oldest first; those of one run stand together. */
  approvals(): Approval[]
  /**
   * `allow-run` lets this tool through for the rest of the run and answers what waits of it; `allow-always` also sets a rule for this
   * client and tool. Throws NOT_FOUND.
   */
  decideApproval(id: string, decision: ApprovalDecision): void
  /** Decides all waiting calls of one run at once. */
  decideRun(execution: string, decision: ApprovalDecision): number
  /** Asks a person; resolves when decided, lapsed or cancelled. */
  ask(
    approval: Omit<Approval, 'id' | 'createdAt' | 'expiresAt'>,
    signal: AbortSignal,
    reasons?: AskReasons,
  ): Promise<Decision>
  onChange(listener: () => void): () => void
  close(): void
}

/** Schema of policy.db. */
export const policyMigrations: readonly Migration[] = [
  {
    number: 1,
    name: 'policy',
    up(database) {
      database.exec(`
        create table rule (
          id text primary key,
          client text not null,
          server text not null,
          tool text not null,
          action text not null check (action in ('allow', 'ask', 'block')),
          created_at integer not null,
          unique (client, server, tool)
        ) strict;
        -- What was asked and how it ended; arguments have tokens in place.
        create table approval (
          id text primary key,
          execution text not null,
          session text not null,
          client text not null,
          tool text not null,
          args text not null,
          sentence text not null,
          created_at integer not null,
          decided_at integer,
          decision text
        ) strict;
        create index approval_execution on approval (execution);
      `)
    },
  },
]

/** What {@link createPolicy} needs. */
export interface PolicyOptions {
  databasePath: string
  clock: Clock
  ids: Ids
}

interface Waiting {
  /** Milliseconds until it lapses. */
  left: () => number
  approval: Approval
  reasons: AskReasons
  settle: (decision: Decision) => void
}

/** Rules in policy.db, approvals in memory with their history in policy.db: a call that waited does not outlive its host. */
export function createPolicy({ databasePath, clock, ids }: PolicyOptions): Policy {
  const database = openDatabase(databasePath, policyMigrations)
  const waiting = new Map<string, Waiting>()
  const listeners = new Set<() => void>()
  /** `execution tool` pairs allowed for one run, and whether that holds for values on their way to another server. */
  const forRun = new Map<string, boolean>()
  // Calls that waited when the last host ended were never let through.
  database
    .prepare("update approval set decided_at = ?, decision = 'lapsed' where decided_at is null")
    .run(clock.now())
  let rules = readRules()

  function readRules(): PolicyRule[] {
    return database
      .prepare(
        'select id, client, server, tool, action, created_at as createdAt from rule order by created_at, id',
      )
      .all() as PolicyRule[]
  }

  function tell(): void {
    for (const listener of listeners) listener()
  }

  function settle(id: string, decision: Decision, word: string): void {
    const entry = waiting.get(id)
    if (!entry) return
    waiting.delete(id)
    database
      .prepare('update approval set decided_at = ?, decision = ? where id = ?')
      .run(clock.now(), word, id)
    entry.settle(decision)
    tell()
  }

  function set(rule: {
    client: string
    server: string
    tool: string
    action: PolicyAction | 'default'
  }): void {
    if (rule.action === 'default') {
      database
        .prepare('delete from rule where client = ? and server = ? and tool = ?')
        .run(rule.client, rule.server, rule.tool)
    } else {
      database
        .prepare(
          `insert into rule (id, client, server, tool, action, created_at) values (?, ?, ?, ?, ?, ?)
           on conflict (client, server, tool) do update set action = excluded.action, created_at = excluded.created_at`,
        )
        .run(ids.next('rule'), rule.client, rule.server, rule.tool, rule.action, clock.now())
    }
    rules = readRules()
    tell()
  }

  function decideOne(id: string, decision: ApprovalDecision): void {
    const entry = waiting.get(id)
    // The computer may have slept past the end of its time a moment ago.
    if (entry && entry.left() <= 0) settle(id, { ok: false, by: 'timeout' }, 'lapsed')
    if (!entry || !waiting.has(id)) {
      throw new AthenaError(
        'NOT_FOUND',
        `No call waits under the id ${id.slice(0, 64)}. It may have been decided already, or have lapsed after ${approvalMs / 60_000} minutes.`,
      )
    }
    const { execution, client, tool, batch, review } = entry.approval
    // An answer is released once; there is nothing to allow for later.
    if (review !== undefined) {
      settle(id, { ok: decision !== 'deny', by: 'user' }, decision === 'deny' ? 'withheld' : 'released')
      return
    }
    const tools = new Set([tool, ...(batch ?? []).map((write) => write.tool)])
    if (decision === 'allow-always') {
      for (const id of tools) {
        const [server = '', ...name] = id.split('/')
        set({ client, server, tool: name.join('/'), action: 'allow' })
      }
    }
    settle(
      id,
      { ok: decision !== 'deny', by: 'user', ...(decision === 'allow-always' ? { always: true } : {}) },
      decision,
    )
    if (decision === 'deny' || decision === 'allow-once') return
    if (decision === 'allow-run' && !entry.reasons.changed) {
      for (const id of tools) rememberForRun(execution, id, entry.reasons.flows)
    }
    // Calls of the same tools that wait beside it, which the answer covers too; values on their way to another server only if the person
    // was told of such.
    for (const other of waiting.values()) {
      if (other.approval.execution !== execution || !tools.has(other.approval.tool)) continue
      if (other.reasons.changed || (other.reasons.flows && !entry.reasons.flows)) continue
      settle(other.approval.id, { ok: true, by: 'user' }, decision)
    }
  }

  function rememberForRun(execution: string, tool: string, withFlows: boolean): void {
    const key = `${execution} ${tool}`
    forRun.set(key, withFlows || forRun.get(key) === true)
    // Runs end without telling; the oldest are surely over.
    if (forRun.size > 1000) for (const oldest of [...forRun.keys()].slice(0, 500)) forRun.delete(oldest)
  }

  return {
    decide(question) {
      const rule = mostSpecific(rules, question)
      if (rule?.action === 'block') return { action: 'block', rule: describeRule(rule) }
      if (question.changed !== undefined) return { action: 'ask', rule: question.changed }
      const run = forRun.get(`${question.execution} ${question.server}/${question.tool}`)
      if (run !== undefined) return { action: 'allow', rule: 'allowed for this run', coversFlows: run }
      if (rule) return { action: rule.action, rule: describeRule(rule) }
      if (question.trust === 'own') return { action: 'allow', rule: "Athena's own tool" }
      if (question.trust === 'trusted' && question.readOnly) {
        return { action: 'allow', rule: 'read-only tool of a trusted server' }
      }
      return {
        action: 'ask',
        rule: question.trust === 'trusted' ? 'not marked read-only' : 'the server is not marked trusted',
      }
    },

    rules: () => [...rules],
    set,

    approvals() {
      // Told anew each time: the wall clock may have been set since it was asked.
      const all = [...waiting.values()]
        .filter(({ left }) => left() > 0)
        .map(({ approval, left }) => ({ ...approval, expiresAt: Math.round(clock.now() + left()) }))
      const first = new Map<string, number>()
      for (const { execution, createdAt } of all) {
        first.set(execution, Math.min(first.get(execution) ?? Infinity, createdAt))
      }
      return all.sort(
        (a, b) =>
          (first.get(a.execution) ?? 0) - (first.get(b.execution) ?? 0) ||
          (a.execution < b.execution ? -1 : a.execution > b.execution ? 1 : 0) ||
          a.createdAt - b.createdAt,
      )
    },

    decideApproval: decideOne,

    decideRun(execution, decision) {
      const mine = [...waiting.values()].filter(({ approval }) => approval.execution === execution)
      // An answer to one may have settled others.
      for (const { approval } of mine) if (waiting.has(approval.id)) decideOne(approval.id, decision)
      return mine.length
    },

    ask(asked, signal, reasons = { flows: false, changed: false }) {
      const now = clock.now()
      const approval: Approval = { ...asked, id: ids.next('a'), createdAt: now, expiresAt: now + approvalMs }
      database
        .prepare(
          `insert into approval (id, execution, session, client, tool, args, sentence, created_at)
           values (?, ?, ?, ?, ?, ?, ?, ?)`,
        )
        .run(
          approval.id,
          approval.execution,
          approval.session,
          approval.client,
          approval.tool,
          JSON.stringify(approval.args),
          approval.sentence,
          now,
        )
      return new Promise((resolve) => {
        const asked = elapsed(clock)
        const left = (): number => approvalMs - (elapsed(clock) - asked)
        let timer: NodeJS.Timeout
        // Timers stand still while the computer sleeps, so the time is looked at in short steps.
        const look = (): void => {
          const ms = left()
          if (ms <= 0) return settle(approval.id, { ok: false, by: 'timeout' }, 'lapsed')
          timer = setTimeout(look, Math.min(ms, lookMs))
          timer.unref()
        }
        const onAbort = () => settle(approval.id, { ok: false, by: 'cancelled' }, 'cancelled')
        waiting.set(approval.id, {
          approval,
          reasons,
          left,
          settle(decision) {
            clearTimeout(timer)
            signal.removeEventListener('abort', onAbort)
            resolve(decision)
          },
        })
        look()
        if (signal.aborted) onAbort()
        else signal.addEventListener('abort', onAbort, { once: true })
        tell()
      })
    },

    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },

    close() {
      for (const id of waiting.keys()) settle(id, { ok: false, by: 'cancelled' }, 'lapsed')
      database.close()
    },
  }
}

/** The rule that names most: tool before server before client; `*` matches all, and `get_*` the names that begin so. */
function mostSpecific(rules: readonly PolicyRule[], question: PolicyQuestion): PolicyRule | undefined {
  let best: { rule: PolicyRule; weight: number } | undefined
  for (const rule of rules) {
    if (!matches(rule.client, question.client)) continue
    if (!matches(rule.server, question.server)) continue
    if (!matches(rule.tool, question.tool)) continue
    const weight = exactness(rule.tool) * 9 + exactness(rule.server) * 3 + exactness(rule.client)
    if (!best || weight > best.weight) best = { rule, weight }
  }
  return best?.rule
}

function matches(pattern: string, name: string): boolean {
  if (pattern === '*' || pattern === name) return true
  const parts = pattern.split('*')
  if (parts.length === 1) return false
  const [first = '', ...rest] = parts
  const last = rest.pop() ?? ''
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length)
    return false
  let at = first.length
  for (const part of rest) {
    const found = name.indexOf(part, at)
    if (found === -1 || found + part.length > name.length - last.length) return false
    at = found + part.length
  }
  return true
}

function exactness(pattern: string): number {
  if (pattern === '*') return 0
  return pattern.includes('*') ? 1 : 2
}

function describeRule(rule: PolicyRule): string {
  const client = rule.client === '*' ? 'every client' : rule.client
  return `rule: ${rule.action} ${rule.server}/${rule.tool} for ${client}`
}
