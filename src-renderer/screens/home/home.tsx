import { formatBytes, formatDuration, formatEstimate } from '../../pure/format.ts'
import { showApprovals, useApprovals } from '../../state/approvals.ts'
import { useDemo } from '../../state/demo.ts'
import { useHostInfo } from '../../state/host-info.ts'
import { routeHash, useRoute } from '../../state/route.ts'
import { useQuery } from '../../state/use-query.ts'
import { t } from '../../text/t.ts'
import { Icon } from '../../widgets/icon.tsx'
import type { IconName } from '../../widgets/icon.tsx'
import { Ago } from '../../widgets/now.tsx'
import { Loading, QueryView } from '../../widgets/states.tsx'
import { StatusBadge } from '../../widgets/status-badge.tsx'
import { Demo } from './demo.tsx'
import { ScreenHeading } from '../../widgets/screen-heading.tsx'
import './home.css'

/** What is going on; in an empty Athena, the demo. */
export function Home() {
  const info = useHostInfo((state) => state.info)
  const demo = useDemo((state) => state.runningSince !== undefined)
  const path = useRoute((route) => route.path)
  if (path === 'demo' || (path === '' && (info?.empty === true || demo))) return <Demo />
  if (info === undefined)
    return (
      <main id="main" className="page">
        <ScreenHeading className="vh">{t('screen.home')}</ScreenHeading>
        <Loading since={Date.now()} />
      </main>
    )
  return <Overview />
}

/** What makes Athena useful, as long as something of it is left to do. */
function GettingStarted() {
  const clients = useHostInfo((state) => state.info?.clients.length ?? 0)
  const ran = useQuery('runs.page', { limit: 1 }, ['runs'])
  const own = useQuery('privacy.own', {}, ['vault'])
  const tree = useQuery('catalog.tree', {}, ['catalog'])
  if (ran.data === undefined || own.data === undefined || tree.data === undefined) return null
  const servers = tree.data.servers.filter((server) => server.kind === 'upstream' && server.name !== 'demo')
  const steps = [
    { id: 'run', done: ran.data.total > 0, href: routeHash('home', 'demo') },
    { id: 'data', done: own.data.values.length > 0, href: routeHash('home', 'demo', { step: 'data' }) },
    { id: 'server', done: servers.length > 0, href: routeHash('servers') },
    { id: 'client', done: clients > 0, href: routeHash('connect') },
  ] as const
  const done = steps.filter((step) => step.done).length
  if (done === steps.length) return null
  return (
    <section className="panel" aria-labelledby="home-start">
      <header>
        <h2 id="home-start">{t('home.start')}</h2>
        <span className="count">{t('home.startCount', { done, count: steps.length })}</span>
      </header>
      <ol className="home-steps">
        {steps.map((step) => (
          <li key={step.id} className={step.done ? 'done' : ''}>
            <a href={step.href}>
              <span className={`state-word ${step.done ? 'ok' : ''}`}>
                <Icon name={step.done ? 'check' : 'right'} small />
                <span className="vh">{t(step.done ? 'home.stepDone' : 'home.stepOpen')}</span>
              </span>
              <span>
                <b className="strong">{t(`home.step.${step.id}`)}</b>
                <span className="muted small block-line">{t(`home.step.${step.id}Text`)}</span>
              </span>
            </a>
          </li>
        ))}
      </ol>
    </section>
  )
}

function Card({
  icon,
  title,
  value,
  note,
  href,
  onClick,
}: {
  icon: IconName
  title: string
  value: string
  note: string
  href?: string
  onClick?: () => void
}) {
  const inside = (
    <>
      <span className="row muted">
        <Icon name={icon} />
        {title}
      </span>
      <b className="num">{value}</b>
      <span className="muted small">{note}</span>
    </>
  )
  return href === undefined ? (
    <button type="button" className="home-card" onClick={onClick}>
      {inside}
    </button>
  ) : (
    <a className="home-card" href={href}>
      {inside}
    </a>
  )
}

function Overview() {
  const info = useHostInfo((state) => state.info)
  const approvals = useApprovals((state) => state.waiting)
  const runs = useQuery('runs.page', { limit: 20 }, ['runs'])
  return (
    <main id="main" className="page">
      <div className="page-in home-in">
        <div className="row">
          <ScreenHeading className="grow">{t('home.title')}</ScreenHeading>
          <a className="btn" href={routeHash('home', 'demo')}>
            <Icon name="play" small fill />
            {t('home.demo')}
          </a>
        </div>
        {info === undefined ? null : (
          <div className="home-cards">
            <Card
              icon="box"
              title={t('home.running')}
              value={String(info.running)}
              note={t('home.warm', { count: info.warm, memory: formatBytes(info.rssBytes) })}
              href={routeHash('runs', '', info.running > 0 ? { filter: 'is:live' } : {})}
            />
            <Card
              icon="savings"
              title={t('home.saved')}
              value={formatEstimate(info.tokensSavedToday)}
              note={t('home.modelTokens')}
              href={routeHash('savings')}
            />
            <Card
              icon="hand"
              title={t('home.attention')}
              value={String(approvals.length)}
              note={approvals.length === 0 ? t('home.nothingWaits') : t('home.callsWait')}
              {...(approvals.length === 0 ? { href: routeHash('runs') } : { onClick: showApprovals })}
            />
            <Card
              icon="connect"
              title={t('home.clients')}
              value={String(info.clients.length)}
              note={info.clients.map((client) => client.name).join(', ') || t('home.noClients')}
              href={routeHash('connect')}
            />
          </div>
        )}
        <GettingStarted />
        <section className="panel" aria-labelledby="home-runs">
          <header>
            <h2 id="home-runs" className="grow">
              {t('home.latest')}
            </h2>
            <a href={routeHash('runs')}>{t('home.allRuns')}</a>
          </header>
          <QueryView query={runs} title={t('runs.failed')}>
            {(page) =>
              page.rows.length === 0 ? (
                <p className="in muted">{t('runs.empty.title')}</p>
              ) : (
                <ul className="home-runs">
                  {page.rows.map((run) => (
                    <li key={run.id}>
                      <a href={routeHash('run', run.id)}>
                        <StatusBadge status={run.status} plain />
                        <span className="ellip">{run.title}</span>
                        <span className="muted small ellip">{run.client}</span>
                        <span className="right small">{t('runs.calls', { count: run.calls })}</span>
                        <span className="right small">{formatDuration(run.durationMs)}</span>
                        <span className="right muted small">
                          <Ago time={run.startedAt} />
                        </span>
                      </a>
                    </li>
                  ))}
                </ul>
              )
            }
          </QueryView>
        </section>
      </div>
    </main>
  )
}
