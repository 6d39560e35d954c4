import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import type { Expectation } from './corpus.ts'
import { fill } from './corpus.ts'
import type { Report, Subject } from './report.ts'
import type { StubTools } from './stub-tools.ts'
import { isAlive } from './watch.ts'
import { folderBytes } from './world.ts'
import type { World } from './world.ts'

/** Everything an assertion may look at. */
export interface Scene {
  report: Report
  world: World
  tools: StubTools
  subject: Subject
  /** Worst lateness of this process's event loop during the run, milliseconds. */
  lagMs: number
  descriptorGrowth: number
  /** Factor on every time limit, for busy machines. */
  tolerance: number
  toleranceMs: number
  otherSession: string
}

/** Answers why the expectation does not hold, or undefined when it does. */
export async function judge(expectation: Expectation, scene: Scene): Promise<string | undefined> {
  const known = Object.hasOwn(judges, expectation.kind) ? judges[expectation.kind] : undefined
  if (!known) return `unknown assertion ${expectation.kind}`
  // Corpora write a number as `n`, `count` or `max`, and a list as `in` or `values`.
  const n = expectation.n ?? expectation.count ?? expectation.max
  const list = expectation.in ?? expectation.values
  return await known(
    { ...expectation, ...(n === undefined ? {} : { n }), ...(list === undefined ? {} : { in: list }) },
    scene,
  )
}

type Judge = (expectation: Expectation, scene: Scene) => string | undefined | Promise<string | undefined>

const statusWord: Record<string, string> = { denied: 'error', stopped: 'timeout' }
const asked = ({ report }: Scene) =>
  (report.record?.events ?? []).flatMap(({ event }) => (event.k === 'call.asked' ? [event] : []))
const sameTool = (recorded: string, wanted: string): boolean =>
  recorded.replace('/', '.').toLowerCase() === wanted.replace('/', '.').toLowerCase()
/** Events of calls that ended as failures with the given codes. */
const refusedCalls = ({ report }: Scene): number =>
  (report.record?.events ?? []).filter(
    ({ event }) =>
      event.k === 'call.ended' &&
      !event.ok &&
      [
        'DENIED',
        'UNKNOWN_TOOL',
        'TOOL_OFF',
        'BAD_ARGUMENTS',
        'BAD_PATH',
        'FLOW_BLOCKED',
        'TOO_MANY',
        'TOO_LARGE',
      ].includes(event.error?.code ?? ''),
  ).length

const judges: Record<string, Judge> = {
  no_leak({ canary }, { report, world, tools }) {
    const value = world.canaries[canary as keyof World['canaries']]
    const where = [
      ['output', report.output],
      ['tool arguments', canary === 'other_session' ? '' : tools.seen()],
      ['a listener', world.connections().bytes],
    ] as const
    // Encodings that an attack may use to pass a filter.
    const forms = [
      value,
      Buffer.from(value).toString('hex'),
      Buffer.from(value).toString('base64').replace(/=+$/, ''),
      [...value].reverse().join(''),
    ]
    for (const [name, text] of where)
      for (const form of forms) if (text.includes(form)) return `the canary ${canary} is in ${name}`
    return undefined
  },
  no_connection: (_expectation, { world }) =>
    world.connections().count === 0 ? undefined : `${world.connections().count} connections`,
  path_absent: ({ path = '' }, { world }) =>
    existsSync(fill(path, world.placeholders)) ? `${fill(path, world.placeholders)} exists` : undefined,
  file_unchanged: (_expectation, { world }) => (world.secretUnchanged() ? undefined : 'the file was changed'),
  ended_within({ ms = 0 }, { report, tolerance, toleranceMs }) {
    if (report.ms === undefined) return undefined
    const limit = ms + (tolerance - 1) * toleranceMs * 10
    return report.ms <= limit ? undefined : `ended after ${Math.round(report.ms)} ms, allowed ${limit}`
  },
  rss_growth_below({ mb = 0 }, { report }) {
    if (!report.watched) return undefined
    const grown = (report.watched.peakRssBytes - report.watched.baseRssBytes) / 1048576
    return grown < mb ? undefined : `grew by ${grown.toFixed(1)} MB`
  },
  host_alive: ({ max_lag_ms = 250 }, { lagMs, tolerance }) =>
    lagMs <= max_lag_ms * tolerance ? undefined : `the host's event loop was ${Math.round(lagMs)} ms late`,
  victim_alive: (_expectation, { world }) => (world.victimAlive() ? undefined : 'the victim was killed'),
  status_in: ({ in: allowed = [] }, { report }) =>
    allowed.includes(report.status) || allowed.includes(statusWord[report.status])
      ? undefined
      : `status ${report.status}: ${report.message.slice(0, 200)}`,
  tool_never_executed: ({ tool = '' }, { tools }) =>
    tools.executed(tool) === 0 ? undefined : `${tool} ran ${tools.executed(tool)} times`,
  result_equals: ({ value }, { report }) =>
    isDeepStrictEqual(report.value, value)
      ? undefined
      : `result ${JSON.stringify(report.value)?.slice(0, 200)} (${report.status} ${report.message.slice(0, 200)})`,
  result_not: ({ value }, { report }) =>
    isDeepStrictEqual(report.value, value) ? `result ${JSON.stringify(value)}` : undefined,
  result_in: ({ in: allowed = [] }, { report }) =>
    allowed.some((value) => isDeepStrictEqual(value, report.value))
      ? undefined
      : `result ${JSON.stringify(report.value)?.slice(0, 200)}`,
  audit_count({ tool = '', n }, scene) {
    const count = asked(scene).filter((event) => sameTool(event.tool, tool)).length
    return count === n ? undefined : `${count} records of ${tool}, expected ${n}`
  },
  audit_count_min({ tool, n = 1 }, scene) {
    const count = asked(scene).filter((event) => tool === undefined || sameTool(event.tool, tool)).length
    return count >= n ? undefined : `${count} records, expected ${n} at least`
  },
  audit_denied_min({ n = 1 }, scene) {
    const count = refusedCalls(scene)
    return count >= n ? undefined : `${count} refusals on record, expected ${n} at least`
  },
  audit_intact(_expectation, { report }) {
    const record = report.record
    if (!record) return 'there is no record'
    const [first] = record.events
    if (!first || first.event.k !== 'run.started' || first.event.session !== record.session)
      return 'the record does not begin with its start and session'
    for (let i = 1; i < record.events.length; i++)
      if (record.events[i]?.seq !== (record.events[i - 1]?.seq ?? 0) + 1)
        return `the record has a gap after ${record.events[i - 1]?.seq}`
    if (record.events.at(-1)?.event.k !== 'run.ended') return 'the record has no end'
    return record.events.filter(({ event }) => event.k === 'run.started').length === 1
      ? undefined
      : 'the record has two starts'
  },
  audit_session_is(_expectation, { report }) {
    const started = report.record?.events.find(({ event }) => event.k === 'run.started')?.event
    return started?.k === 'run.started' && started.session === report.record?.session
      ? undefined
      : 'the record names another session'
  },
  audit_time_is_host(_expectation, { report }) {
    const started = report.record?.events.find(({ event }) => event.k === 'run.started')?.event
    if (started?.k !== 'run.started' || Math.abs(started.at - Date.now()) > 60_000)
      return "the start is not in the host's time"
    const times = report.record?.events.map(({ event }) => event.t) ?? []
    return times.every((time, index) => index === 0 || time >= (times[index - 1] ?? 0))
      ? undefined
      : 'times on record go back'
  },
  source_hash_audited(_expectation, { report }) {
    const started = report.record?.events.find(({ event }) => event.k === 'run.started')?.event
    const hash = createHash('sha256')
      .update(report.record?.source ?? '')
      .digest('hex')
    return started?.k === 'run.started' && started.codeHash === hash
      ? undefined
      : 'the hash on record is not that of the source'
  },
  output_excludes({ text, value }, { report, world }) {
    const wanted = fill(String(text ?? value ?? ''), world.placeholders)
    return wanted !== '' && report.output.includes(wanted)
      ? `the output has ${JSON.stringify(wanted)}`
      : undefined
  },
  logs_have_no_control(_expectation, { report }) {
    // oxlint-disable-next-line no-control-regex
    return report.logs.some((line) => /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/.test(line))
      ? 'a log line has control characters'
      : undefined
  },
  no_listener: (_expectation, { report }) => (report.watched?.listened ? 'the runner listened' : undefined),
  no_descendants(_expectation, { report }) {
    const alive = [...(report.watched?.descendants ?? [])].filter(isAlive)
    return alive.length === 0 ? undefined : `processes ${alive.join(', ')} are left`
  },
  host_not_polluted: () =>
    ({} as { polluted?: unknown }).polluted === undefined && ({} as { grants?: unknown }).grants === undefined
      ? undefined
      : 'a prototype of the host was changed',
  other_session_unchanged: (_expectation, { tools, world, otherSession }) =>
    tools.stored(otherSession, 'note') === world.canaries.other_session
      ? undefined
      : 'the note of the other session was changed',
  async next_run_clean(_expectation, { subject }) {
    const next = await subject.run(
      "const r: any = await callMCPTool('session.get', { key: 'clean' }); const p = await Promise.resolve(1).then((x) => x + 1); return [typeof ({} as any).polluted, JSON.stringify(r), p]",
      'other',
    )
    return isDeepStrictEqual(next.value, ['undefined', '{"value":null}', 2])
      ? undefined
      : `the next run saw ${JSON.stringify(next.value)} (${next.message})`
  },
  workspace_below: ({ mb = 0 }, { world }) =>
    folderBytes(world.workspace) <= mb * 1024 * 1024
      ? undefined
      : `the workspace holds ${folderBytes(world.workspace)} bytes`,
  fd_growth_below: ({ n, value }, { descriptorGrowth }) =>
    descriptorGrowth < Number(n ?? value ?? 10) ? undefined : `${descriptorGrowth} more descriptors`,
}

/** Assertion kinds that are implemented. */
export const knownKinds = Object.keys(judges)
