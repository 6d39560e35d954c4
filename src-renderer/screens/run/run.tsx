import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { isAlive } from '../../../src-main/contract/events.ts'
import type { RunStatus } from '../../../src-main/contract/events.ts'
import { criticalPath } from '../../pure/critical-path.ts'
import { formatDuration } from '../../pure/format.ts'
import type { RunModel } from '../../pure/run-fold.ts'
import { lastLine, runAt } from '../../pure/time-travel.ts'
import { idleStretches, timeScale } from '../../pure/time-scale.ts'
import { buildTimeline, visibleRows } from '../../pure/timeline.ts'
import type { TimelineNode } from '../../pure/timeline.ts'
import { announce } from '../../state/announce.ts'
import { isOpenedRun, OpenedBlobsProvider } from '../../state/opened-runs.ts'
import { usePlayer } from '../../state/player.ts'
import { setQuery, useRoute } from '../../state/route.ts'
import { useShownRun } from '../../state/run-detail.ts'
import { createRunView } from '../../state/run-view.ts'
import { useKindOfTool } from '../../state/tool-kinds.ts'
import { useQuery } from '../../state/use-query.ts'
import { t } from '../../text/t.ts'
import { Icon } from '../../widgets/icon.tsx'
import { useNow } from '../../widgets/now.tsx'
import { Sash, usePaneSize } from '../../widgets/sash.tsx'
import { ScreenHeading } from '../../widgets/screen-heading.tsx'
import { Failure, Loading } from '../../widgets/states.tsx'
import { Tabs } from '../../widgets/tabs.tsx'
import { Overview } from './overview.tsx'
import { RunCode } from './run-code.tsx'
import { tabIds, useRunCommands } from './run-commands.ts'
import type { TabId } from './run-commands.ts'
import { RunFlow } from './run-flow.tsx'
import { RunHeader } from './run-header.tsx'
import { RunInspector } from './run-inspector.tsx'
import { ReportsTab } from './run-reports.tsx'
import { RunSaw } from './run-saw.tsx'
import { RunStrip } from './run-strip.tsx'
import { DataTab, LogTab, RawTab } from './run-tabs.tsx'
import { SaveSkill } from '../../widgets/save-skill.tsx'
import { TimelineGrid } from './timeline-grid.tsx'
import { Transport } from './transport.tsx'
import './run.css'

/** One execution: what, when, how long, why, with what data. */
export function Run() {
  const id = useRoute((route) => route.path)
  return <RunDetail key={id} id={id} />
}

function findNode(nodes: readonly TimelineNode[], id: string | undefined): TimelineNode | undefined {
  if (id === undefined) return undefined
  for (const node of nodes) {
    if (node.id === id) return node
    const inside = findNode(node.children, id)
    if (inside !== undefined) return inside
  }
  return undefined
}

/** Ids on the way to a node, outermost first. */
function wayTo(nodes: readonly TimelineNode[], id: string): string[] | undefined {
  for (const node of nodes) {
    if (node.id === id) return []
    const inside = wayTo(node.children, id)
    if (inside !== undefined) return [node.id, ...inside]
  }
  return undefined
}

function RunDetail({ id }: { id: string }) {
  const query = useRoute((route) => route.query)
  const tab: TabId = tabIds.find((one) => one === query.get('tab')) ?? 'timeline'
  const token = query.get('token') ?? undefined
  const { events, detail, file } = useShownRun(id)
  const { model, version, loading, since, error, reload } = events
  const kindOf = useKindOfTool()
  const now = useNow()
  const [store] = useState(createRunView)
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set())
  const [selected, setSelected] = useState<string>()
  const [compress, setCompress] = useState(true)
  const [critical, setCritical] = useState(false)
  const [scrolledAway, setScrolledAway] = useState(false)
  const [details, setDetails] = useState(false)
  const [saving, setSaving] = useState(false)
  const [copies, setCopies] = useState(0)
  const codePane = usePaneSize({ id: 'run.code', initial: 428, min: 260, max: 900 })
  const sawPane = usePaneSize({ id: 'run.saw', initial: 200, min: 96, max: 520 })

  const ended = model.ended !== undefined
  const status = model.ended?.status ?? detail.data?.run.status
  const live = status !== undefined && isAlive(status as RunStatus) && !ended
  const clock =
    live && model.started !== undefined ? Math.max(model.last, now - model.started.at) : model.last
  const follow = live && !scrolledAway

  // The answer and the row of a run that was alive are read when it has ended.
  const { reload: reloadDetail } = detail
  const wasLive = useRef(false)
  useEffect(() => {
    if (live) wasLive.current = true
    else if (wasLive.current && ended) {
      wasLive.current = false
      reloadDetail()
      announce(
        t('run.announceEnd', {
          status: status ?? '',
          time: formatDuration(model.last),
          calls: model.calls.size,
        }),
      )
    }
  }, [live, ended, reloadDetail, status, model])

  const roots = useMemo(() => buildTimeline(model, clock, kindOf), [model, version, clock, kindOf])
  const rows = useMemo(() => visibleRows(roots, toggled), [roots, toggled])
  const total = model.ended?.t ?? clock
  const scale = useMemo(
    () => timeScale(total, compress && !live ? idleStretches(model, total) : []),
    [model, version, total, compress, live],
  )
  const path = useMemo(() => (critical ? criticalPath(model) : undefined), [critical, model, version])
  const node = useMemo(
    () => findNode(roots, selected) ?? findNode(roots, [...model.calls.keys()][0]) ?? roots[0],
    [roots, selected, model],
  )
  usePlayer(store, model, scale)
  const past = usePast(model, version, store)

  const toggle = useCallback((one: string) => {
    setToggled((old) => {
      const next = new Set(old)
      if (!next.delete(one)) next.add(one)
      return next
    })
  }, [])
  const newestRoots = useRef(roots)
  newestRoots.current = roots
  const showCall = useCallback((call: string) => {
    // Opens the groups above it, so that the row can be seen.
    const way = wayTo(newestRoots.current, call) ?? []
    setToggled((old) => {
      const next = new Set(old)
      for (const one of way) {
        const open = one === 'run' || one === 'code'
        if (open) next.delete(one)
        else next.add(one)
      }
      return next
    })
    setSelected(call)
  }, [])
  const showToken = useCallback((next: string | undefined) => setQuery({ token: next ?? '' }), [])

  const neighbours = useQuery('runs.page', isOpenedRun(id) ? null : { limit: 200 })
  const at = neighbours.data?.rows.findIndex((row) => row.id === id) ?? -1
  const newer = at > 0 ? neighbours.data?.rows[at - 1]?.id : undefined
  const older = at >= 0 ? neighbours.data?.rows[at + 1]?.id : undefined
  useRunCommands({
    id,
    title: detail.data?.run.title ?? id,
    model,
    store,
    live,
    owned: file === undefined,
    newer,
    older,
    onFollow: () => setScrolledAway(!scrolledAway),
    onSkill: () => setSaving(true),
    onDetails: () => setDetails(!details),
    onCompress: () => setCompress(!compress),
    onCritical: () => setCritical(!critical),
    onCopy: () => setCopies(copies + 1),
  })

  // Reports are rare: their tab is there when there is one.
  const shownTabs = tabIds.filter((one) => one !== 'reports' || model.reports.length > 0 || tab === 'reports')
  const run = detail.data?.run
  const code = detail.data?.code ?? ''
  const answer = past.model.ended === undefined ? undefined : detail.data?.answer
  const failure = error ?? detail.error
  if (failure !== undefined && model.events.length === 0)
    return (
      <main id="main" className="page">
        <ScreenHeading className="vh">{t('run.failed')}</ScreenHeading>
        <Failure
          title={t('run.failed')}
          error={failure}
          retry={() => {
            reload()
            detail.reload()
          }}
        />
      </main>
    )
  const reading = loading && model.events.length === 0
  return (
    <OpenedBlobsProvider value={file?.blobs}>
      <main
        id="main"
        className={`run${details ? ' details' : ''}`}
        style={{ '--saw-h': `${sawPane.size}px` } as React.CSSProperties}
      >
        <RunHeader
          id={id}
          run={run}
          model={model}
          code={code}
          answer={detail.data?.answer}
          live={live}
          follow={follow}
          newer={newer}
          older={older}
          details={details}
          onFollow={() => setScrolledAway(follow)}
          onSkill={() => setSaving(true)}
          onDetails={() => setDetails(!details)}
          onChanged={reloadDetail}
        />
        <RunStrip
          model={past.model}
          version={past.version}
          run={run}
          now={past.t ?? clock}
          looking={past.t}
          reading={reading}
        />
        <Outcome model={model} status={status ?? 'ok'} error={detail.data?.error} />
        <Overview model={model} version={version} scale={scale} store={store} kindOf={kindOf} />
        <div
          className="work"
          style={{
            // The picture of the flow needs the width; its code column names the lines.
            gridTemplateColumns:
              tab === 'flow' ? 'minmax(0, 1fr)' : `minmax(0, 1fr) 5px minmax(0, ${codePane.size}px)`,
          }}
        >
          <section className="pane" aria-label={t('run.views')}>
            <Tabs
              label={t('run.viewTabs')}
              items={shownTabs.map((one) => ({
                id: one,
                label: t(`run.tab.${one}`),
                ...(one === 'log' && model.logs.length > 0 ? { count: model.logs.length } : {}),
                ...(one === 'reports' ? { count: model.reports.length } : {}),
                ...(one === 'flow' && model.tokens.size > 0 ? { count: model.tokens.size } : {}),
              }))}
              value={tab}
              onChange={(next) => setQuery({ tab: next })}
              end={<Transport store={store} model={model} zoom={tab === 'timeline'} />}
            >
              {reading ? (
                <Loading since={since} />
              ) : tab === 'timeline' ? (
                <TimelineGrid
                  rows={rows}
                  scale={scale}
                  store={store}
                  selected={node?.id}
                  critical={path}
                  follow={follow}
                  onSelect={setSelected}
                  onToggle={toggle}
                  onScrolled={() => setScrolledAway(true)}
                />
              ) : tab === 'flow' ? (
                <RunFlow
                  model={past.model}
                  version={past.version}
                  answer={answer}
                  token={token}
                  onToken={showToken}
                  onCall={showCall}
                />
              ) : tab === 'reports' ? (
                <ReportsTab model={model} />
              ) : tab === 'data' ? (
                <DataTab model={past.model} store={store} scale={scale} onCall={showCall} />
              ) : tab === 'log' ? (
                <LogTab model={past.model} store={store} scale={scale} />
              ) : (
                <RawTab model={past.model} store={store} scale={scale} />
              )}
            </Tabs>
          </section>
          {tab === 'flow' ? null : (
            <>
              <Sash label={t('run.sashCode')} pane={codePane} grows={-1} />
              <RunCode
                code={code}
                model={past.model}
                version={past.version}
                kindOf={kindOf}
                line={past.t === undefined ? node?.line : lastLine(past.model)}
                onCall={showCall}
              />
            </>
          )}
        </div>
        <Sash label={t('run.sashSaw')} pane={sawPane} grows={-1} orientation="horizontal" />
        <RunSaw
          id={id}
          model={past.model}
          version={past.version}
          answer={answer}
          reading={detail.loading}
          looking={past.t !== undefined}
          kindOf={kindOf}
          token={token}
          onToken={showToken}
        />
        {saving ? <SaveSkill run={id} code={code} onClose={() => setSaving(false)} /> : null}
        <RunInspector
          node={node}
          model={model}
          version={version}
          token={token}
          copies={copies}
          onToken={showToken}
          onSelect={showCall}
        />
      </main>
    </OpenedBlobsProvider>
  )
}

/** The run as it was at the playhead; the run itself when nothing else is looked at. */
function usePast(model: RunModel, version: number, store: ReturnType<typeof createRunView>) {
  const at = store((state) => state.shown)
  const known = useRef<RunModel>(undefined)
  return useMemo(() => {
    if (at === undefined) return { model, version, t: undefined }
    const past = runAt(model, at, known.current)
    known.current = past
    // The fold grows in place; how many events are in it says which state it is.
    return { model: past, version: past.events.length, t: at }
  }, [model, version, at])
}

/** Why a run did not end well, over everything else. */
function Outcome({
  model,
  status,
  error,
}: {
  model: RunModel
  status: string
  error: { code: string; message: string; line?: number } | undefined
}) {
  if (status === 'ok' || isAlive(status as RunStatus)) return null
  const failure = model.ended?.error ?? error
  const inFlight = [...model.calls.values()].filter((call) => call.endedAt === undefined)
  const problem = model.problems.find((one) => one.severity === 'error')
  return (
    <div className="strip-note error outcome" role="status">
      <Icon name="warn" small />
      <span className="grow">
        {failure === undefined ? (problem?.message ?? t('run.endedBadly', { status })) : failure.message}{' '}
        {failure === undefined ? null : <code>{failure.code}</code>}
        {failure?.line === undefined ? '' : ` · ${t('run.line', { line: failure.line })}`}
        {inFlight.length === 0
          ? ''
          : ` · ${t('run.inFlight', { tools: inFlight.map((call) => call.tool).join(', ') })}`}
      </span>
    </div>
  )
}
