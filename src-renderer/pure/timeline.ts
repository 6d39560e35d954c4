import type { CallHold, RunCall, RunModel } from './run-fold.ts'

/** What a row is; each has a hue and an icon. */
export type RowKind =
  | 'run'
  | 'phase'
  | 'tool'
  | 'memory'
  | 'sandbox'
  | 'request'
  | 'wait'
  | 'vault'
  | 'log'
  | 'group'
export type RowState = 'ok' | 'failed' | 'running' | 'waiting'

/** One thing of the timeline, with what happened inside it. Times: milliseconds since the start of the run. */
export interface TimelineNode {
  id: string
  kind: RowKind
  /** Name of a tool or log text; for other kinds the screen has the words. */
  label: string
  from: number
  to: number
  state: RowState
  /** A moment without length. */
  point?: boolean
  call?: RunCall
  hold?: CallHold
  /** Calls of a folded group, in order. */
  members?: RunCall[]
  /** Values minted or resolved. */
  count?: number
  level?: string
  line?: number
  children: TimelineNode[]
}

/** A node as a visible row of a treegrid. */
export interface TimelineRow {
  node: TimelineNode
  /** 1-based. */
  depth: number
  position: number
  siblings: number
  expanded?: boolean
  parent?: string
}

/** Which kind a tool is drawn as, by its server. */
export type KindOfTool = (tool: string) => 'tool' | 'memory' | 'sandbox'

/** So many neighbours of one tool become one row. */
export const foldFrom = 5

function callState(call: RunCall, ended: boolean): RowState {
  if (call.ok !== undefined) return call.ok ? 'ok' : 'failed'
  if (ended) return 'failed'
  return call.holds.some((hold) => hold.to === undefined) ? 'waiting' : 'running'
}

function callNode(call: RunCall, end: number, ended: boolean, kindOf: KindOfTool): TimelineNode {
  const to = call.endedAt ?? end
  const children: TimelineNode[] = call.holds.map((hold, index) => ({
    id: `${call.id}/hold${index}`,
    kind: 'wait',
    label: hold.rule,
    from: hold.from,
    to: hold.to ?? end,
    state: hold.to === undefined ? (ended ? 'failed' : 'waiting') : hold.ok === false ? 'failed' : 'ok',
    hold,
    call,
    children: [],
  }))
  const inner = call.holds.length > 0 || call.resolved > 0 || call.minted > 0
  if (call.resolved > 0)
    children.push({
      id: `${call.id}/resolved`,
      kind: 'vault',
      label: 'resolved',
      count: call.resolved,
      from: call.sentAt ?? call.askedAt,
      to: call.sentAt ?? call.askedAt,
      point: true,
      state: 'ok',
      call,
      children: [],
    })
  if (inner && call.sentAt !== undefined)
    children.push({
      id: `${call.id}/sent`,
      kind: 'request',
      label: call.tool,
      from: call.sentAt,
      to,
      state: callState(call, ended),
      call,
      children: [],
    })
  if (call.minted > 0)
    children.push({
      id: `${call.id}/minted`,
      kind: 'vault',
      label: 'minted',
      count: call.minted,
      from: to,
      to,
      point: true,
      state: 'ok',
      call,
      children: [],
    })
  return {
    id: call.id,
    kind: kindOf(call.tool),
    label: call.tool,
    from: call.askedAt,
    to,
    state: callState(call, ended),
    call,
    ...(call.line === undefined ? {} : { line: call.line }),
    children,
  }
}

/** Neighbours of one tool, at least {@link foldFrom}, become one group. Logs between them keep their place after it. */
export function foldEqual(nodes: readonly TimelineNode[]): TimelineNode[] {
  const out: TimelineNode[] = []
  let run: TimelineNode[] = []
  let between: TimelineNode[] = []
  const flush = () => {
    const first = run[0]
    if (first !== undefined && run.length >= foldFrom) {
      const states = new Set(run.map((node) => node.state))
      out.push({
        id: `${first.id}/group`,
        kind: 'group',
        label: first.label,
        from: Math.min(...run.map((node) => node.from)),
        to: Math.max(...run.map((node) => node.to)),
        state: states.has('running')
          ? 'running'
          : states.has('waiting')
            ? 'waiting'
            : states.has('failed')
              ? 'failed'
              : 'ok',
        members: run.flatMap((node) => node.call ?? []),
        children: run,
        ...(first.line === undefined ? {} : { line: first.line }),
      })
      out.push(...between)
    } else out.push(...[...run, ...between].sort((a, b) => a.from - b.from))
    run = []
    between = []
  }
  for (const node of nodes) {
    if (node.kind === 'log') {
      if (run.length === 0) out.push(node)
      else between.push(node)
      continue
    }
    if (run[0] !== undefined && run[0].label !== node.label) flush()
    run.push(node)
  }
  flush()
  return out
}

/** The tree of a run: phases, then the code with its calls and logs in order of time. `now` ends what goes on. */
export function buildTimeline(model: RunModel, now: number, kindOf: KindOfTool): TimelineNode[] {
  if (model.started === undefined && model.events.length === 0) return []
  const ended = model.ended !== undefined
  const end = model.ended?.t ?? Math.max(now, model.last)
  const status = model.ended?.status
  const state: RowState = ended ? (status === 'ok' ? 'ok' : 'failed') : 'running'
  const children: TimelineNode[] = model.phases.map((phase) => ({
    id: `phase/${phase.id}`,
    kind: 'phase',
    label: phase.id,
    from: phase.from,
    to: phase.to,
    state: 'ok',
    children: [],
  }))
  const inside: TimelineNode[] = []
  for (const call of model.calls.values()) inside.push(callNode(call, end, ended, kindOf))
  for (const [index, log] of model.logs.entries())
    inside.push({
      id: `log/${index}`,
      kind: 'log',
      label: log.text,
      level: log.level,
      from: log.t,
      to: log.t,
      point: true,
      state: log.level === 'error' ? 'failed' : 'ok',
      ...(log.line === undefined ? {} : { line: log.line }),
      children: [],
    })
  inside.sort((a, b) => a.from - b.from)
  const codeFrom = model.sandbox?.t ?? inside[0]?.from
  if (codeFrom !== undefined)
    children.push({
      id: 'code',
      kind: 'phase',
      label: 'code',
      from: codeFrom,
      to: end,
      state,
      children: foldEqual(inside),
    })
  return [{ id: 'run', kind: 'run', label: 'run', from: 0, to: end, state, children }]
}

/** True when a node starts open: the run and its code do, calls and groups do not. */
export function opensByDefault(node: TimelineNode): boolean {
  return node.kind === 'run' || node.id === 'code'
}

/** Visible rows. `toggled` holds the nodes whose state differs from {@link opensByDefault}. */
export function visibleRows(roots: readonly TimelineNode[], toggled: ReadonlySet<string>): TimelineRow[] {
  const rows: TimelineRow[] = []
  const walk = (nodes: readonly TimelineNode[], depth: number, parent: string | undefined): void => {
    for (const [index, node] of nodes.entries()) {
      const expanded = node.children.length === 0 ? undefined : opensByDefault(node) !== toggled.has(node.id)
      rows.push({
        node,
        depth,
        position: index + 1,
        siblings: nodes.length,
        ...(expanded === undefined ? {} : { expanded }),
        ...(parent === undefined ? {} : { parent }),
      })
      if (expanded === true) walk(node.children, depth + 1, node.id)
    }
  }
  walk(roots, 1, undefined)
  return rows
}
