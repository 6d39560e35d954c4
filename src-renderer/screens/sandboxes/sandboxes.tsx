import { useRef, useState } from 'react'
import type { SandboxStatus } from '../../../src-main/contract/sandbox.ts'
import { formatBytes, formatCount, formatDuration } from '../../pure/format.ts'
import { routeHash } from '../../state/route.ts'
import { stopRun } from '../../state/run-actions.ts'
import { useQuery } from '../../state/use-query.ts'
import { useTopic } from '../../state/use-topic.ts'
import { t } from '../../text/t.ts'
import { Icon } from '../../widgets/icon.tsx'
import { ScreenHeading } from '../../widgets/screen-heading.tsx'
import { Empty, QueryView } from '../../widgets/states.tsx'
import './sandboxes.css'

type Runner = SandboxStatus['runners'][number]

/** Samples kept of each process: a minute at two a second. */
const mostSamples = 120

/** The processes that run code, live: what they use, what they run, and a way to stop it. */
export function Sandboxes() {
  const query = useQuery('sandbox.status', {})
  const [live, setLive] = useState<SandboxStatus>()
  const history = useRef(new Map<number, { rss: number; cpu: number }[]>())
  useTopic(
    ['sandbox'],
    (value) => {
      const status = value as SandboxStatus
      const kept = new Map<number, { rss: number; cpu: number }[]>()
      for (const runner of status.runners)
        kept.set(runner.pid, [
          ...(history.current.get(runner.pid) ?? []).slice(1 - mostSamples),
          { rss: runner.rssBytes, cpu: runner.cpuMs },
        ])
      history.current = kept
      setLive(status)
    },
    query.reload,
  )
  return (
    <main id="main" className="page sandboxes">
      <header className="screen-head">
        <ScreenHeading>{t('screen.sandboxes')}</ScreenHeading>
        <span className="grow" />
        <a className="btn" href={routeHash('runs', '', { filter: 'is:live' })}>
          <Icon name="runs" />
          {t('sandboxes.liveRuns')}
        </a>
      </header>
      <QueryView query={query} title={t('sandbox.failed')} rows={6}>
        {(data) => {
          const status = live ?? (data.status as SandboxStatus)
          return (
            <div className="pane-body" tabIndex={0} role="region" aria-label={t('sandbox.processes')}>
              {status.runners.length === 0 ? (
                <Empty icon="box" title={t('sandboxes.none')}>
                  <p>{t('sandboxes.noneText')}</p>
                </Empty>
              ) : (
                <ul className="runner-cards">
                  {status.runners.map((runner) => (
                    <RunnerCard
                      key={runner.pid}
                      runner={runner}
                      samples={history.current.get(runner.pid) ?? []}
                    />
                  ))}
                </ul>
              )}
              <section className="section" aria-labelledby="sandbox-exits">
                <h2 id="sandbox-exits">{t('sandboxes.exits')}</h2>
                {Object.keys(status.exits).length === 0 ? (
                  <p className="muted">{t('sandboxes.noExits')}</p>
                ) : (
                  <dl className="dl">
                    {Object.entries(status.exits).map(([reason, count]) => (
                      <Pair key={reason} name={reason} value={formatCount(count)} />
                    ))}
                  </dl>
                )}
              </section>
            </div>
          )
        }}
      </QueryView>
    </main>
  )
}

function Pair({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  )
}

function RunnerCard({
  runner,
  samples,
}: {
  runner: Runner
  samples: readonly { rss: number; cpu: number }[]
}) {
  const most = Math.max(1, ...samples.map((sample) => sample.rss))
  const points = samples.map(
    (sample, index) =>
      `${((index / Math.max(1, mostSamples - 1)) * 100).toFixed(1)} ${(30 - (sample.rss / most) * 26).toFixed(1)}`,
  )
  const run = runner.run
  return (
    <li className="runner-card" aria-label={t('sandboxes.process', { pid: String(runner.pid) })}>
      <div className="row">
        <span className={`badge ${runner.state === 'busy' ? 'info' : ''}`}>
          {t(`sandbox.state.${runner.state}`)}
        </span>
        <span className="faint small num">{t('sandboxes.process', { pid: String(runner.pid) })}</span>
        <span className="grow" />
        {run === undefined ? null : (
          <>
            <a className="btn ghost sm" href={routeHash('run', run)}>
              {t('runs.open')}
            </a>
            <button type="button" className="btn sm" onClick={() => void stopRun(run)}>
              <Icon name="stop" small />
              {t('runs.stop')}
            </button>
          </>
        )}
      </div>
      <svg viewBox="0 0 100 32" preserveAspectRatio="none" aria-hidden="true">
        {points.length > 1 ? <path d={`M${points.join(' L')}`} vectorEffect="non-scaling-stroke" /> : null}
      </svg>
      <dl className="dl">
        <Pair name={t('sandboxes.memory')} value={formatBytes(runner.rssBytes)} />
        <Pair name={t('sandboxes.cpu')} value={formatDuration(runner.cpuMs)} />
      </dl>
    </li>
  )
}
