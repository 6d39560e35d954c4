import { useMemo } from 'react'
import { formatBytes, formatDuration, formatEstimate, toolName } from '../../pure/format.ts'
import { diffRuns, diffText } from '../../pure/run-diff.ts'
import type { DiffLine } from '../../pure/run-diff.ts'
import { useCommands } from '../../state/commands.ts'
import { navigate, routeHash, setQuery, useRoute } from '../../state/route.ts'
import { useRunEvents } from '../../state/run-events.ts'
import { useQuery } from '../../state/use-query.ts'
import { t } from '../../text/t.ts'
import { Icon } from '../../widgets/icon.tsx'
import { ScreenHeading } from '../../widgets/screen-heading.tsx'
import { Empty, Failure, Loading } from '../../widgets/states.tsx'
import { Tabs } from '../../widgets/tabs.tsx'
import { TokenText } from '../../widgets/token-text.tsx'
import './compare.css'

const tabs = ['calls', 'code', 'result'] as const

/** What changed between two runs: their calls aligned, their code, what the model got. */
export function Compare() {
  const [first = '', second = ''] = useRoute((route) => route.path).split('/')
  const query = useRoute((route) => route.query)
  const tab = tabs.find((one) => one === query.get('tab')) ?? 'calls'
  const hideEqual = query.get('equal') === 'hidden'
  const a = useRunEvents(first)
  const b = useRunEvents(second)
  const one = useQuery('runs.get', first === '' ? null : { id: first })
  const other = useQuery('runs.get', second === '' ? null : { id: second })
  const lines = useMemo(() => diffRuns(a.model, b.model), [a.model, a.version, b.model, b.version])
  const swap = () => navigate('compare', `${second}/${first}`)
  useCommands([{ id: 'compare.swap', group: 'run', title: t('compare.swap'), icon: 'compare', run: swap }])

  const error = a.error ?? b.error ?? one.error ?? other.error
  const ready = one.data !== undefined && other.data !== undefined && !a.loading && !b.loading
  const differences = lines.filter((line) => line.kind !== 'same').length
  return (
    <main id="main" className="compare">
      <header className="screen-head">
        <nav className="row" aria-label={t('run.breadcrumb')}>
          <a href={routeHash('runs')}>{t('screen.runs')}</a>
          <Icon name="right" small />
        </nav>
        <ScreenHeading>{t('screen.compare')}</ScreenHeading>
        <span className="grow" />
        <button type="button" className="btn" onClick={swap}>
          <Icon name="compare" />
          {t('compare.swap')}
        </button>
      </header>
      {first === '' || second === '' ? (
        <Empty icon="compare" title={t('compare.none')}>
          <p>{t('compare.noneText')}</p>
        </Empty>
      ) : error !== undefined ? (
        <Failure title={t('compare.failed')} error={error} />
      ) : !ready ? (
        <Loading since={a.since} />
      ) : (
        <>
          <dl className="strip" aria-label={t('run.summary')}>
            <Delta label={t('compare.a')}>
              <a href={routeHash('run', first)} className="ellip">
                {one.data?.run.title}
              </a>
            </Delta>
            <Delta label={t('compare.b')}>
              <a href={routeHash('run', second)} className="ellip">
                {other.data?.run.title}
              </a>
            </Delta>
            <Delta label={t('runs.column.duration')}>
              {formatDuration(one.data?.run.durationMs ?? 0)} →{' '}
              {formatDuration(other.data?.run.durationMs ?? 0)}
            </Delta>
            <Delta label={t('run.calls')}>
              {a.model.calls.size} → {b.model.calls.size}
            </Delta>
            <Delta label={t('run.sent')}>
              {formatEstimate(one.data?.run.tokensToModel ?? 0)} →{' '}
              {formatEstimate(other.data?.run.tokensToModel ?? 0)}
            </Delta>
            <Delta label={t('compare.result')}>
              {body(one.data?.answer) === body(other.data?.answer)
                ? t('compare.equal')
                : t('compare.differs')}
            </Delta>
          </dl>
          <Tabs
            label={t('compare.views')}
            items={tabs.map((id) => ({
              id,
              label: t(`compare.tab.${id}`),
              ...(id === 'calls' ? { count: differences } : {}),
            }))}
            value={tab}
            onChange={(next) => setQuery({ tab: next })}
            end={
              tab !== 'calls' ? null : (
                <button
                  type="button"
                  className="btn ghost sm"
                  aria-pressed={hideEqual}
                  onClick={() => setQuery({ equal: hideEqual ? '' : 'hidden' })}
                >
                  {t('compare.hideEqual')}
                </button>
              )
            }
          >
            {tab === 'calls' ? (
              differences === 0 ? (
                <Empty icon="check" title={t('compare.identical', { count: lines.length })} />
              ) : (
                <Calls lines={hideEqual ? lines.filter((line) => line.kind !== 'same') : lines} />
              )
            ) : tab === 'code' ? (
              <TextDiff
                first={one.data?.code ?? ''}
                second={other.data?.code ?? ''}
                label={t('compare.tab.code')}
              />
            ) : (
              <TextDiff
                first={one.data?.answer ?? ''}
                second={other.data?.answer ?? ''}
                label={t('compare.tab.result')}
              />
            )}
          </Tabs>
        </>
      )}
    </main>
  )
}

/** An answer without its first line, which names the execution and the time. */
function body(answer: string | undefined): string {
  return (answer ?? '').split('\n').slice(1).join('\n')
}

function Delta({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  )
}

const signs = { same: '=', changed: '~', onlyA: '−', onlyB: '+' } as const
/** Lines shown at once. */
const mostLines = 2000

function Calls({ lines }: { lines: readonly DiffLine[] }) {
  return (
    <div className="pane-body" tabIndex={0} role="region" aria-label={t('compare.tab.calls')}>
      <table className="plain-table diff-table">
        <thead>
          <tr>
            <th scope="col">
              <span className="vh">{t('compare.difference')}</span>
            </th>
            <th scope="col">{t('compare.a')}</th>
            <th scope="col">{t('compare.b')}</th>
            <th scope="col">{t('compare.differsIn')}</th>
          </tr>
        </thead>
        <tbody>
          {lines.slice(0, mostLines).map((line, index) => (
            <tr key={index} className={line.kind}>
              <td>
                <span aria-hidden="true">{signs[line.kind]}</span>
                <span className="vh">{t(`compare.kind.${line.kind}`)}</span>
              </td>
              <CallCell call={line.a} />
              <CallCell call={line.b} />
              <td>{line.what.map((what) => t(`compare.what.${what}`)).join(', ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function CallCell({ call }: { call: DiffLine['a'] }) {
  if (call === undefined) return <td className="faint">—</td>
  return (
    <td>
      <b className="strong">{toolName(call.tool)}</b>{' '}
      <span className="mono small muted sensitive">
        <TokenText text={call.preview.slice(0, 120)} />
      </span>{' '}
      <span className="faint small">
        {call.endedAt === undefined ? '' : formatDuration(call.endedAt - call.askedAt)} ·{' '}
        {formatBytes(call.bytes)}
        {call.error === undefined ? '' : ` · ${call.error.code}`}
      </span>
    </td>
  )
}

const textSigns = { same: ' ', removed: '−', added: '+' } as const

function TextDiff({ first, second, label }: { first: string; second: string; label: string }) {
  const lines = useMemo(() => diffText(first, second), [first, second])
  if (first === second) return <Empty icon="check" title={t('compare.equal')} />
  return (
    <div className="pane-body code text-diff" tabIndex={0} role="region" aria-label={label}>
      {lines.slice(0, mostLines).map((line, index) => (
        <div key={index} className={line.kind}>
          <span aria-hidden="true">{textSigns[line.kind]}</span>
          <span className="vh">{line.kind === 'same' ? '' : t(`compare.line.${line.kind}`)}</span>
          <span className="sensitive">
            <TokenText text={line.text} />
          </span>
        </div>
      ))}
    </div>
  )
}
