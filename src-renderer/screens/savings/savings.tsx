import { useMemo, useState } from 'react'
import type { Result } from '../../../src-main/contract/methods.ts'
import { formatCount, formatEstimate } from '../../pure/format.ts'
import { routeHash } from '../../state/route.ts'
import { useQuery } from '../../state/use-query.ts'
import { t } from '../../text/t.ts'
import { Ago } from '../../widgets/now.tsx'
import { Empty, QueryView } from '../../widgets/states.tsx'
import { ScreenHeading } from '../../widgets/screen-heading.tsx'
import { Segmented } from '../../widgets/segmented.tsx'
import './savings.css'

const ranges = ['1', '7', '30'] as const

/** What running code here saved a model, and how that is counted; runs that lost are shown too. */
export function Savings() {
  const runs = useQuery('runs.page', { limit: 500 }, ['runs'])
  const [days, setDays] = useState<(typeof ranges)[number]>('7')
  const since = useMemo(() => Date.now() - Number(days) * 86_400_000, [days])
  const summary = useQuery('savings.summary', { since }, ['runs'])
  return (
    <main id="main" className="page">
      <div className="page-in">
        <div className="row">
          <ScreenHeading>{t('screen.savings')}</ScreenHeading>
          <span className="grow" />
          <Segmented
            label={t('savings.range')}
            items={ranges.map((id) => ({ id, label: t('savings.days', { count: Number(id) }) }))}
            value={days}
            onChange={setDays}
          />
        </div>
        <QueryView query={runs} title={t('runs.failed')}>
          {(page) => {
            if (page.rows.length === 0)
              return (
                <Empty icon="savings" title={t('savings.empty.title')}>
                  <p>{t('savings.formula')}</p>
                </Empty>
              )
            const largest = Math.max(1, ...page.rows.map((run) => Math.abs(run.tokensSaved)))
            const byRun = [...page.rows].sort((a, b) => b.tokensSaved - a.tokensSaved)
            const shown = byRun.length <= 40 ? byRun : [...byRun.slice(0, 30), ...byRun.slice(-10)]
            return (
              <>
                <QueryView query={summary} title={t('savings.failed')} rows={5}>
                  {(sum) => <Summary sum={sum} />}
                </QueryView>
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
                              {formatEstimate(run.tokensSaved)}
                            </td>
                            <td className="savings-share" aria-label={t('savings.share')}>
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

function Summary({ sum }: { sum: Result<'savings.summary'> }) {
  const most = Math.max(sum.stayedTokens, sum.modelTokens, 1)
  return (
    <>
      <section className="panel" aria-labelledby="savings-sum">
        <div className="in savings-sum">
          <div>
            <h2 id="savings-sum">{t('savings.saved')}</h2>
            <p className="savings-big">
              <b className={sum.savedTokens < 0 ? 'loss' : ''}>{formatEstimate(sum.savedTokens)}</b>{' '}
              {t('savings.tokens')}
            </p>
            <p className="muted small">
              {t('savings.overRuns', { count: sum.runs })}
              {sum.unfavourable === 0 ? '' : ` · ${t('savings.unfavourable', { count: sum.unfavourable })}`}
            </p>
          </div>
          <div className="savings-bars">
            <Bar label={t('savings.would')} value={sum.stayedTokens} most={most} tone="warn" />
            <Bar label={t('savings.did')} value={sum.modelTokens} most={most} tone="ok" />
            <p className="muted small">
              {t('savings.definitions', {
                on: formatEstimate(sum.definitionTokens),
                all: formatEstimate(sum.grossDefinitionTokens),
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
            {formatCount(sum.stayedTokens)} → {formatCount(sum.modelTokens)}: {formatCount(sum.savedTokens)} (
            {sum.method})
          </p>
        </div>
      </details>
    </>
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
