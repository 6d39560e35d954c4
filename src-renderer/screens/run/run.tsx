import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { isAlive } from '../../../src-main/contract/events.ts'
import type { RunStatus } from '../../../src-main/contract/events.ts'
import { formatDuration, formatTime } from '../../pure/format.ts'
import { idleStretches, timeScale, zoomView } from '../../pure/time-scale.ts'
import type { TimeView } from '../../pure/time-scale.ts'
import { buildTimeline, visibleRows } from '../../pure/timeline.ts'
import type { TimelineNode } from '../../pure/timeline.ts'
import { announce } from '../../state/announce.ts'
import { useCommands } from '../../state/commands.ts'
import { navigate, routeHash, setQuery, useRoute } from '../../state/route.ts'
import { markForCompare, openInEditor, replay, rerun, stopRun } from '../../state/run-actions.ts'
import { useRunEvents } from '../../state/run-events.ts'
import { useKindOfTool } from '../../state/tool-kinds.ts'
import { useQuery } from '../../state/use-query.ts'
import { t } from '../../text/t.ts'
import { Icon } from '../../widgets/icon.tsx'
import { useNow } from '../../widgets/now.tsx'
import { Sash, usePaneSize } from '../../widgets/sash.tsx'
import { Failure, Loading } from '../../widgets/states.tsx'
import { Tabs } from '../../widgets/tabs.tsx'
import { Overview } from './overview.tsx'
import { RunCode } from './run-code.tsx'
import { RunInspector } from './run-inspector.tsx'
import { ReportsTab } from './run-reports.tsx'
import { RunSaw } from './run-saw.tsx'
import { RunStrip } from './run-strip.tsx'
import { DataTab, FlowTab, LogTab, RawTab } from './run-tabs.tsx'
import { SaveSkill } from '../../widgets/save-skill.tsx'
import { TimelineGrid } from './timeline-grid.tsx'
import { ScreenHeading } from '../../widgets/screen-heading.tsx'
import './run.css'

const tabIds = ['timeline', 'flow', 'reports', 'data', 'log', 'raw'] as const
type TabId = (typeof tabIds)[number]
const whole: TimeView = { start: 0, end: 1 }

/** One execution: what, when, how long, why, with what data. */
export function Run() {
  const id = useRoute((route) => route.path)
  return <RunDetail key={id} id={id} />
}

function findNode(nodes: readonly TimelineNode[], id: string | undefined): TimelineNode | undefined {
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
  const { model, version, loading, since, error, reload } = useRunEvents(id)
  const detail = useQuery('runs.get', { id })
  const kindOf = useKindOfTool()
  const now = useNow()
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set())
  const [selected, setSelected] = useState<string>()
  const [view, setView] = useState<TimeView>(whole)
  const [compress, setCompress] = useState(true)
  const [scrolledAway, setScrolledAway] = useState(false)
  const [details, setDetails] = useState(false)
  const [saving, setSaving] = useState(false)
  const codePane = usePaneSize({ id: 'run.code', initial: 428, min: 260, max: 900 })
  const sawPane = usePaneSize({ id: 'run.saw', initial: 200, min: 96, max: 520 })

  const ended = model.ended !== undefined
  const status = model.ended?.status ?? detail.data?.run.status ?? 'running'
  const live = isAlive(status as RunStatus) && !ended
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
      announce(t('run.announceEnd', { status, time: formatDuration(model.last), calls: model.calls.size }))
    }
  }, [live, ended, reloadDetail, status, model])

  const roots = useMemo(() => buildTimeline(model, clock, kindOf), [model, version, clock, kindOf])
  const rows = useMemo(() => visibleRows(roots, toggled), [roots, toggled])
  const total = model.ended?.t ?? clock
  const scale = useMemo(
    () => timeScale(total, compress && !live ? idleStretches(model, total) : []),
    [model, version, total, compress, live],
  )
  const node = findNode(roots, selected) ?? findNode(roots, [...model.calls.keys()][0]) ?? roots[0]

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

  const neighbours = useQuery('runs.page', { limit: 200 })
  const at = neighbours.data?.rows.findIndex((row) => row.id === id) ?? -1
  const newer = at > 0 ? neighbours.data?.rows[at - 1]?.id : undefined
  const older = at >= 0 ? neighbours.data?.rows[at + 1]?.id : undefined
  const step = (by: 1 | -1) => {
    const index = rows.findIndex((row) => row.node.id === node?.id)
    const next = rows[Math.min(Math.max(index + by, 0), rows.length - 1)]
    if (next !== undefined) setSelected(next.node.id)
  }
  useCommands([
    {
      id: 'run.previous',
      group: 'go',
      title: t('command.newerRun'),
      icon: 'left',
      keys: ['['],
      when: () => newer !== undefined,
      run: () => newer !== undefined && navigate('run', newer),
    },
    {
      id: 'run.next',
      group: 'go',
      title: t('command.olderRun'),
      icon: 'right',
      keys: [']'],
      when: () => older !== undefined,
      run: () => older !== undefined && navigate('run', older),
    },
    {
      id: 'run.again',
      group: 'run',
      title: t('command.rerun'),
      icon: 'rerun',
      keys: ['r'],
      run: () => void rerun(id),
    },
    {
      id: 'run.compare',
      group: 'run',
      title: t('command.compare'),
      icon: 'compare',
      keys: ['d'],
      run: () => markForCompare({ id, title: detail.data?.run.title ?? id }),
    },
    {
      id: 'run.skill',
      group: 'run',
      title: t('skills.save'),
      icon: 'spark',
      when: () => !live,
      run: () => setSaving(true),
    },
    {
      id: 'run.replay',
      group: 'run',
      title: t('run.replay'),
      icon: 'rerun',
      keys: ['shift+mod+Enter'],
      when: () => !live,
      run: () => void replay(id),
    },
    {
      id: 'run.stop',
      group: 'run',
      title: t('command.stop'),
      icon: 'stop',
      keys: ['mod+.'],
      when: () => live,
      run: () => void stopRun(id),
    },
    {
      id: 'run.edit',
      group: 'run',
      title: t('command.edit'),
      icon: 'editor',
      keys: ['e'],
      run: () => void openInEditor(id),
    },
    {
      id: 'timeline.in',
      group: 'timeline',
      title: t('command.zoomIn'),
      icon: 'plus',
      keys: ['+', '='],
      run: () => setView(zoomView(view, 0.5, 0.5)),
    },
    {
      id: 'timeline.out',
      group: 'timeline',
      title: t('command.zoomOut'),
      icon: 'minus',
      keys: ['-'],
      run: () => setView(zoomView(view, 2, 0.5)),
    },
    {
      id: 'timeline.fit',
      group: 'timeline',
      title: t('command.zoomFit'),
      keys: ['0'],
      run: () => setView(whole),
    },
    {
      id: 'timeline.compress',
      group: 'timeline',
      title: t('command.compress'),
      icon: 'clock',
      run: () => setCompress(!compress),
    },
    {
      id: 'timeline.follow',
      group: 'timeline',
      title: t('command.follow'),
      keys: ['l'],
      when: () => live,
      run: () => setScrolledAway(!scrolledAway),
    },
    {
      id: 'timeline.nextEvent',
      group: 'timeline',
      title: t('command.nextEvent'),
      keys: ['.'],
      quiet: true,
      run: () => step(1),
    },
    {
      id: 'timeline.previousEvent',
      group: 'timeline',
      title: t('command.previousEvent'),
      keys: [','],
      quiet: true,
      run: () => step(-1),
    },
    ...tabIds.map((one) => ({
      id: `run.tab.${one}`,
      group: 'view' as const,
      title: t('command.showTab', { tab: t(`run.tab.${one}`) }),
      run: () => setQuery({ tab: one }),
    })),
    {
      id: 'run.inspector',
      group: 'view',
      title: t('command.inspector'),
      icon: 'panel',
      keys: ['alt+mod+b'],
      run: () => setDetails(!details),
    },
  ])

  // Reports are rare: their tab is there when there is one.
  const shownTabs = tabIds.filter((one) => one !== 'reports' || model.reports.length > 0 || tab === 'reports')
  const run = detail.data?.run
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
  return (
    <main
      id="main"
      className={`run${details ? ' details' : ''}`}
      style={{ '--saw-h': `${sawPane.size}px` } as React.CSSProperties}
    >
      <header className="screen-head">
        <nav className="row" aria-label={t('run.breadcrumb')}>
          <a href="#/runs">{t('screen.runs')}</a>
          <Icon name="right" small />
        </nav>
        <ScreenHeading className="ellip">{run?.title ?? id}</ScreenHeading>
        <span className="faint small ellip hide-narrow">
          {run === undefined
            ? ''
            : `${run.client === '' ? run.source : run.client} · ${formatTime(run.startedAt)} · ${run.session} · ${run.id}`}
        </span>
        <span className="grow" />
        {model.started?.of === undefined ? null : (
          <a className="btn ghost sm" href={routeHash('compare', `${model.started.of}/${id}`)}>
            <Icon name="compare" />
            {t('run.compareOriginal')}
          </a>
        )}
        {live ? (
          <button
            type="button"
            className={`badge ${follow ? 'info' : ''}`}
            aria-pressed={follow}
            onClick={() => setScrolledAway(follow)}
          >
            <span className="live" />
            {t('run.following', { count: model.events.length })}
          </button>
        ) : null}
        <div className="transport">
          <button
            type="button"
            className="btn ghost icon sm"
            aria-label={t('command.newerRun')}
            title={`${t('command.newerRun')} [`}
            disabled={newer === undefined}
            onClick={() => newer !== undefined && navigate('run', newer)}
          >
            <Icon name="left" />
          </button>
          <button
            type="button"
            className="btn ghost icon sm"
            aria-label={t('command.olderRun')}
            title={`${t('command.olderRun')} ]`}
            disabled={older === undefined}
            onClick={() => older !== undefined && navigate('run', older)}
          >
            <Icon name="right" />
          </button>
        </div>
        <button type="button" className="btn" onClick={() => void openInEditor(id)}>
          <Icon name="editor" />
          {t('runs.edit')}
        </button>
        {live ? (
          <button type="button" className="btn primary" onClick={() => void stopRun(id)}>
            <Icon name="stop" small />
            {t('runs.stop')}
          </button>
        ) : (
          <>
            <button type="button" className="btn opt hide-narrow" onClick={() => setSaving(true)}>
              <Icon name="spark" />
              {t('skills.save')}
            </button>
            <button type="button" className="btn opt" onClick={() => void rerun(id)}>
              <Icon name="play" small />
              {t('runs.again')}
            </button>
            <button
              type="button"
              className="btn primary"
              title={t('run.replayHint')}
              onClick={() => void replay(id)}
            >
              <Icon name="rerun" />
              {t('run.replay')}
            </button>
          </>
        )}
        <button
          type="button"
          className="btn icon show-narrow"
          aria-label={t('run.selected')}
          aria-expanded={details}
          onClick={() => setDetails(!details)}
        >
          <Icon name="panel" />
        </button>
      </header>
      <RunStrip model={model} version={version} run={run} now={clock} />
      <Outcome model={model} status={status} error={detail.data?.error} />
      <Overview model={model} version={version} scale={scale} view={view} kindOf={kindOf} onView={setView} />
      <div
        className="work"
        style={{ gridTemplateColumns: `minmax(0, 1fr) 5px minmax(0, ${codePane.size}px)` }}
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
            end={
              tab !== 'timeline' ? null : (
                <div className="transport">
                  <button
                    type="button"
                    className="btn ghost icon sm"
                    aria-label={t('command.zoomOut')}
                    title={`${t('command.zoomOut')} −`}
                    onClick={() => setView(zoomView(view, 2, 0.5))}
                  >
                    <Icon name="minus" />
                  </button>
                  <button
                    type="button"
                    className="btn ghost sm"
                    title={`${t('command.zoomFit')} 0`}
                    onClick={() => setView(whole)}
                  >
                    {t('run.fit')}
                  </button>
                  <button
                    type="button"
                    className="btn ghost icon sm"
                    aria-label={t('command.zoomIn')}
                    title={`${t('command.zoomIn')} +`}
                    onClick={() => setView(zoomView(view, 0.5, 0.5))}
                  >
                    <Icon name="plus" />
                  </button>
                </div>
              )
            }
          >
            {loading && model.events.length === 0 ? (
              <Loading since={since} />
            ) : tab === 'timeline' ? (
              <TimelineGrid
                rows={rows}
                scale={scale}
                view={view}
                selected={node?.id}
                follow={follow}
                onView={setView}
                onSelect={setSelected}
                onToggle={toggle}
                onScrolled={() => setScrolledAway(true)}
              />
            ) : tab === 'flow' ? (
              <FlowTab model={model} answer={detail.data?.answer} token={token} onToken={showToken} />
            ) : tab === 'reports' ? (
              <ReportsTab model={model} />
            ) : tab === 'data' ? (
              <DataTab model={model} onCall={showCall} />
            ) : tab === 'log' ? (
              <LogTab model={model} />
            ) : (
              <RawTab model={model} />
            )}
          </Tabs>
        </section>
        <Sash label={t('run.sashCode')} pane={codePane} grows={-1} />
        <RunCode
          code={detail.data?.code ?? ''}
          model={model}
          version={version}
          kindOf={kindOf}
          line={node?.line}
          onCall={showCall}
        />
      </div>
      <Sash label={t('run.sashSaw')} pane={sawPane} grows={-1} orientation="horizontal" />
      <RunSaw
        id={id}
        model={model}
        version={version}
        answer={detail.data?.answer}
        kindOf={kindOf}
        token={token}
        onToken={showToken}
      />
      {saving ? <SaveSkill run={id} code={detail.data?.code ?? ''} onClose={() => setSaving(false)} /> : null}
      <RunInspector
        node={node}
        model={model}
        version={version}
        token={token}
        onToken={showToken}
        onSelect={showCall}
      />
    </main>
  )
}

/** Why a run did not end well, over everything else. */
function Outcome({
  model,
  status,
  error,
}: {
  model: ReturnType<typeof useRunEvents>['model']
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
