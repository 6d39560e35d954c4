import { AthenaError } from '../../../contract/errors.ts'
import type { Clock } from '../../ports.ts'
import type { WritableDatabase } from '../../store/open.ts'
import type { FlowRule } from '../api.ts'
import type { Origin } from '../vault/vault.ts'
import { partyOf } from './sources.ts'

/** A value's way: what, where from, where to. */
export interface Flow {
  kind: string
  origins: readonly Origin[]
  sinkServer: string
  sinkTool: string
  /** JSON pointer into the arguments. */
  field: string
}

export interface FlowDecision {
  action: 'allow' | 'ask' | 'block'
  /** The rule that decided; undefined for the default. */
  rule?: number
}

type NewRule = Omit<FlowRule, 'id' | 'created'>

interface Row {
  id: number
  kind: string
  source_server: string
  source_tool: string
  sink_server: string
  sink_tool: string
  field: string
  action: FlowRule['action']
  created: number
}

/**
 * Where values may flow. By default a value may go back to the party it came from; anywhere else a person is asked.
 * The most exact rule decides; among equally exact ones block comes before ask before allow.
 */
export class FlowRules {
  readonly #database: WritableDatabase
  readonly #clock: Clock
  #rules: FlowRule[]

  constructor(database: WritableDatabase, clock: Clock) {
    this.#database = database
    this.#clock = clock
    this.#rules = this.#read()
  }

  list(): FlowRule[] {
    return this.#rules.map((rule) => ({ ...rule }))
  }

  add(rule: NewRule): FlowRule {
    if (!['allow', 'ask', 'block'].includes(rule.action)) {
      throw new AthenaError(
        'BAD_PARAMS',
        `A flow rule allows, asks or blocks; "${String(rule.action)}" is none of these.`,
      )
    }
    const created = this.#clock.now()
    const { kind, sourceServer, sourceTool, sinkServer, sinkTool, field, action } = rule
    // The same question has one answer: a new rule for the same way replaces the old one.
    this.#database
      .prepare(
        `DELETE FROM flow_rule WHERE kind = ? AND source_server = ? AND source_tool = ? AND sink_server = ? AND sink_tool = ? AND field = ?`,
      )
      .run(kind, sourceServer, sourceTool, sinkServer, sinkTool, field)
    const id = this.#database
      .prepare(
        `INSERT INTO flow_rule (kind, source_server, source_tool, sink_server, sink_tool, field, action, created) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(kind, sourceServer, sourceTool, sinkServer, sinkTool, field, action, created)
      .lastInsertRowid as number
    this.#rules = this.#read()
    return { ...rule, id, created }
  }

  remove(id: number): boolean {
    const { changes } = this.#database.prepare('DELETE FROM flow_rule WHERE id = ?').run(id)
    this.#rules = this.#read()
    return changes > 0
  }

  decide(flow: Flow): FlowDecision {
    return decideFlow(this.#rules, flow)
  }

  #read(): FlowRule[] {
    return (this.#database.prepare('SELECT * FROM flow_rule ORDER BY id').all() as Row[]).map((row) => ({
      id: row.id,
      kind: row.kind,
      sourceServer: row.source_server,
      sourceTool: row.source_tool,
      sinkServer: row.sink_server,
      sinkTool: row.sink_tool,
      field: row.field,
      action: row.action,
      created: row.created,
    }))
  }
}

/** What the rules say about one way; without a rule a value may go back to the party it came from only. */
export function decideFlow(rules: readonly FlowRule[], flow: Flow): FlowDecision {
  let best: { rule: FlowRule; weight: number } | undefined
  for (const rule of rules) {
    if (!ruleApplies(rule, flow)) continue
    const weight = exactness(rule) * 4 + severity(rule.action)
    if (best === undefined || weight > best.weight) best = { rule, weight }
  }
  if (best) return { action: best.rule.action, rule: best.rule.id }
  const sink = partyOf(flow.sinkServer)
  return { action: flow.origins.some((origin) => partyOf(origin.server) === sink) ? 'allow' : 'ask' }
}

/** True if two rules are about exactly the same way. */
export function sameWay(a: NewRule, b: NewRule): boolean {
  return (['kind', 'sourceServer', 'sourceTool', 'sinkServer', 'sinkTool', 'field'] as const).every(
    (part) => a[part] === b[part],
  )
}

/** A field as a rule names it: places in a list are one, since a list has another length next time. */
export function fieldPattern(field: string): string {
  return field.replace(/\/\d{1,9}(?=\/|$)/g, '/*')
}

/** True if a rule is about this way. */
export function ruleApplies(rule: NewRule, flow: Flow): boolean {
  if (
    !fits(rule.kind, flow.kind) ||
    !fits(rule.sinkServer, flow.sinkServer) ||
    !fits(rule.sinkTool, flow.sinkTool)
  )
    return false
  if (!fitsField(rule.field, flow.field)) return false
  if (rule.sourceServer === '*' && rule.sourceTool === '*') return true
  return flow.origins.some(
    (origin) => fits(rule.sourceServer, origin.server) && fits(rule.sourceTool, origin.tool),
  )
}

function fits(pattern: string, value: string): boolean {
  return pattern === '*' || pattern === value
}

/** `*` alone is any field; as a step of a pointer it is any one step. */
function fitsField(pattern: string, field: string): boolean {
  if (fits(pattern, field)) return true
  if (!pattern.includes('/*')) return false
  const steps = field.split('/')
  const wanted = pattern.split('/')
  return wanted.length === steps.length && wanted.every((step, index) => fits(step, steps[index] ?? ''))
}

function exactness(rule: FlowRule): number {
  return [rule.kind, rule.sourceServer, rule.sourceTool, rule.sinkServer, rule.sinkTool, rule.field].filter(
    (part) => part !== '*',
  ).length
}

function severity(action: FlowRule['action']): number {
  return action === 'block' ? 2 : action === 'ask' ? 1 : 0
}
