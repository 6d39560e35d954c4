import { formatBytes, formatCount, formatEstimate, formatThousands } from '../../pure/format.ts'
import { treeCost } from '../../pure/tool-tree.ts'
import { routeHash } from '../../state/route.ts'
import { useQuery } from '../../state/use-query.ts'
import { t } from '../../text/t.ts'
import { Ago } from '../../widgets/now.tsx'
import { Empty, QueryView } from '../../widgets/states.tsx'
import { ScreenHeading } from '../../widgets/screen-heading.tsx'
import './savings.css'

/** What running code here saved a model, and how that is counted; runs that lost are shown too. */
export function Savings() {
  const runs = useQuery('runs.page', { limit: 500 }, ['runs'])
  const tree = useQuery('catalog.tree', {}, ['catalog'])
  return (
    <main id="main" className="page">
      <div className="page-in">
        <ScreenHeading>{t('screen.savings')}</ScreenHeading>
        <QueryView query={runs} title={t('runs.failed')}>
          {(page) => {
            if (page.rows.length === 0)
              return (
                <Empty icon="savings" title={t('savings.empty.title')}>
                  <p>{t('savings.formula')}</p>
                </Empty>
              )
            const sent = page.rows.reduce((sum, run) => sum + run.tokensToModel, 0)
            const saved = page.rows.reduce((sum, run) => sum + run.tokensSaved, 0)
            const would = sent + saved
            const stayed = page.rows.reduce((sum, run) => sum + run.bytesStayed, 0)
            const largest = Math.max(1, ...page.rows.map((run) => Math.abs(run.tokensSaved)))
            const byRun = [...page.rows].sort((a, b) => b.tokensSaved - a.tokensSaved)
            const shown = byRun.length <= 40 ? byRun : [...byRun.slice(0, 30), ...byRun.slice(-10)]
            const cost = treeCost(tree.data?.servers ?? [])
            return (
              <>
                <section className="panel" aria-labelledby="savings-sum">
                  <div className="in savings-sum">
                    <div>
                      <h2 id="savings-sum">{t('savings.saved')}</h2>
                      <p className="savings-big">
                        <b>{formatEstimate(saved)}</b> {t('savings.tokens')}
                      </p>
                      <p className="muted small">{t('savings.overRuns', { count: page.rows.length })}</p>
                    </div>
                    <div className="savings-bars">
                      <Bar
                        label={t('savings.would')}
                        value={would}
                        most={Math.max(would, sent)}
                        tone="warn"
                      />
                      <Bar label={t('savings.did')} value={sent} most={Math.max(would, sent)} tone="ok" />
                      <p className="muted small">{t('savings.stayed', { bytes: formatBytes(stayed) })}</p>
                      <p className="muted small">
                        {t('savings.definitions', {
                          on: formatEstimate(cost.on),
                          all: formatEstimate(cost.all),
                        })}
                      </p>
                    </div>
                  </div>
                </section>
                <details className="panel">
                  <summary className="in">{t('savings.how')}</summary>
                  <div className="in">
                    <p>{t('savings.formula')}</p>
                    <p className="mono small">
                      {formatCount(would)} − {formatCount(sent)} = {formatCount(saved)}
                    </p>
                  </div>
                </details>
                <section className="panel" aria-labelledby="savings-runs">
                  <header>
                    <h2 id="savings-runs">{t('savings.byRun')}</h2>
                  </header>
                  <div className="in">
                    <table className="plain-table">
                      <thead>
                        <tr>
                          <th scope="col">{t('runs.column.title')}</th>
                          <th scope="col">{t('runs.column.when')}</th>
                          <th scope="col" className="right">
                            {t('savings.did')}
                          </th>
                          <th scope="col" className="right">
                            {t('savings.saved')}
                          </th>
                          <th scope="col">
                            <span className="vh">{t('savings.share')}</span>
                          </th>
                        </tr>
                      </thead>
                      <tbody>
                        {shown.map((run) => (
                          <tr key={run.id}>
                            <td>
                              <a href={routeHash('run', run.id)}>{run.title}</a>
                            </td>
                            <td className="muted">
                              <Ago time={run.startedAt} />
                            </td>
                            <td className="right num">{formatEstimate(run.tokensToModel)}</td>
                            <td className={`right num${run.tokensSaved < 0 ? ' loss' : ''}`}>
                              ≈ {run.tokensSaved < 0 ? '−' : ''}
                              {formatThousands(Math.abs(run.tokensSaved))}
                            </td>
                            <td className="savings-share">
                              <span className="meter" aria-hidden="true">
                                <i
                                  className={run.tokensSaved < 0 ? 'loss' : ''}
                                  style={{ width: `${(Math.abs(run.tokensSaved) / largest) * 100}%` }}
                                />
                              </span>
                            </td>
                          </tr>
                        ))}
                      </tbody>
                    </table>
                  </div>
                </section>
              </>
            )
          }}
        </QueryView>
      </div>
    </main>
  )
}

function Bar({
  label,
  value,
  most,
  tone,
}: {
  label: string
  value: number
  most: number
  tone: 'warn' | 'ok'
}) {
  return (
    <div className="savings-bar">
      <span>{label}</span>
      <span
        className={`meter ${tone}`}
        role="meter"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={Math.max(1, most)}
        aria-valuenow={value}
        aria-valuetext={t('savings.meter', { tokens: formatCount(value) })}
      >
        <i style={{ width: `${most === 0 ? 0 : (value / most) * 100}%` }} />
      </span>
      <span className="right num">{formatEstimate(value)}</span>
    </div>
  )
}
