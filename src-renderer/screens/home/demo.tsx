import { useEffect, useState } from 'react'
import { formatBytes, formatCount, formatDuration, formatEstimate, toolName } from '../../pure/format.ts'
import { showKeys } from '../../pure/keys.ts'
import { tokensIn } from '../../pure/vault-tokens.ts'
import { announce } from '../../state/announce.ts'
import { useCommands } from '../../state/commands.ts'
import { useConnection } from '../../state/connection.ts'
import { removeDemo, runDemo, useDemo } from '../../state/demo.ts'
import type { DemoResult } from '../../state/demo.ts'
import { isMac } from '../../state/platform.ts'
import { navigate, useRoute } from '../../state/route.ts'
import { useRunEvents } from '../../state/run-events.ts'
import { t } from '../../text/t.ts'
import { CodeView } from '../../widgets/code-view.tsx'
import { Confirm } from '../../widgets/confirm.tsx'
import { Dialog } from '../../widgets/dialog.tsx'
import { Icon } from '../../widgets/icon.tsx'
import { useNow } from '../../widgets/now.tsx'
import { Failure } from '../../widgets/states.tsx'
import { TokenText } from '../../widgets/token-text.tsx'
import { ConnectStep, DataStep, DemoSteps } from './demo-steps.tsx'
import { DemoDirect } from './demo-direct.tsx'
import { DemoTrail } from './demo-trail.tsx'
import { OwnText } from './own-text.tsx'
import { ScreenHeading } from '../../widgets/screen-heading.tsx'
import './demo.css'

/** What would a model have got, and what did it get: with fictional people, in the real sandbox. */
export function Demo() {
  const step = useRoute((route) => route.query.get('step'))
  return step === 'data' ? <DataStep /> : step === 'connect' ? <ConnectStep /> : <DemoRun />
}

function DemoRun() {
  const { result, error, runningSince, removed } = useDemo()
  const [code, setCode] = useState(false)
  const [confirm, setConfirm] = useState(false)
  const connected = useConnection((state) => state.state === 'open')
  const running = runningSince !== undefined
  useCommands([
    {
      id: 'demo.run',
      group: 'run',
      title: t('demo.run'),
      icon: 'play',
      keys: ['mod+Enter'],
      when: () => !running,
      run: () => void runDemo(),
    },
  ])
  useEffect(() => {
    if (result !== undefined)
      announce(t('demo.done', { before: total(result.directCounts), after: total(result.answerCounts) }))
  }, [result])

  return (
    <main id="main" className={`demo${result === undefined ? ' fresh' : ''}`}>
      <div className="hero">
        <div className="grow">
          <ScreenHeading>{t('demo.title')}</ScreenHeading>
          <p className="muted">{t('demo.lead')}</p>
        </div>
        <DemoSteps step="demo" />
        {result === undefined ? null : (
          <RunButton running={running} again since={runningSince} disabled={!connected} />
        )}
      </div>
      {error === undefined ? null : (
        <Failure title={t('demo.failed')} error={error} retry={() => void runDemo()} />
      )}
      {result === undefined ? (
        <div className="demo-start">
          <div className="demo-lead">
            <p className="demo-why">{t('demo.why')}</p>
            <ol className="demo-what">
              <li>
                <Icon name="mail" />
                <span>
                  <b>{t('demo.what1')}</b> {t('demo.what1more')}
                </span>
              </li>
              <li>
                <Icon name="box" />
                <span>
                  <b>{t('demo.what2')}</b> {t('demo.what2more')}
                </span>
              </li>
              <li>
                <Icon name="eye" />
                <span>
                  <b>{t('demo.what3')}</b> {t('demo.what3more')}
                </span>
              </li>
            </ol>
            <RunButton running={running} since={runningSince} disabled={!connected} />
            <p className="faint small">{removed === true ? t('demo.removed') : t('demo.deletable')}</p>
          </div>
          <div className="ghosts" aria-hidden="true">
            <Ghost title={t('demo.direct')} tone="out" />
            <Icon name="arrow" />
            <Ghost title={t('demo.sent')} tone="in" />
          </div>
        </div>
      ) : (
        <>
          <div className="script">
            <Icon name="file" />
            <code className="strong">{t('demo.file')}</code>
            <span className="hide-narrow">{t('demo.lines', { count: result.code.split('\n').length })}</span>
            <span className="ellip grow">
              {t('demo.called')}{' '}
              <code>{[...new Set(result.direct.map((one) => toolName(one.tool)))].join(', ')}</code>
            </span>
            <RunState run={result.id} />
            <button type="button" className="btn ghost sm" onClick={() => setCode(true)}>
              {t('demo.showCode')}
            </button>
            <button type="button" className="btn ghost sm" onClick={() => setConfirm(true)}>
              {t('demo.remove')}
            </button>
            <button type="button" className="btn ghost sm" onClick={() => navigate('run', result.id)}>
              {t('demo.openRun')}
              <Icon name="right" small />
            </button>
          </div>
          <Duo result={result} />
        </>
      )}
      <OwnText idPrefix="own" next />
      {code && result !== undefined ? (
        <Dialog title={t('demo.file')} onClose={() => setCode(false)} wide>
          <CodeView code={result.code} label={t('demo.file')} />
        </Dialog>
      ) : null}
      {confirm ? (
        <Confirm
          title={t('demo.removeTitle')}
          text={t('demo.removeText')}
          action={t('demo.remove')}
          onClose={() => setConfirm(false)}
          onConfirm={() => void removeDemo()}
        />
      ) : null}
    </main>
  )
}

/** How the run ended, in the words of every other place. */
function RunState({ run }: { run: string }) {
  const { model } = useRunEvents(run)
  const { ended } = model
  if (ended === undefined) return null
  return (
    <span className={`badge ${ended.status === 'ok' ? 'ok' : 'error'}`}>
      <Icon name={ended.status === 'ok' ? 'check' : 'x'} />
      {ended.status} · {formatDuration(ended.t)} · {t('runs.calls', { count: model.calls.size })}
    </span>
  )
}

/** Where a side of the comparison will be. */
function Ghost({ title, tone }: { title: string; tone: 'out' | 'in' }) {
  return (
    <div className={`card ghost-card ${tone}`}>
      <header>
        <div>
          <b>{title}</b>
          <p className="big">
            <b>?</b>
            <span>{t('demo.detected')}</span>
          </p>
        </div>
      </header>
      <div className="ghost-lines">
        {[88, 64, 76, 52, 80, 70].slice(0, tone === 'out' ? 6 : 2).map((width) => (
          <i key={width} style={{ width: `${width}%` }} />
        ))}
      </div>
    </div>
  )
}

/** Sum of counts by kind. */
function total(counts: Record<string, number>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0)
}

function RunButton({
  running,
  again,
  since,
  disabled,
}: {
  running: boolean
  again?: boolean
  since: number | undefined
  disabled: boolean
}) {
  const now = useNow()
  return (
    <button
      type="button"
      className="btn primary lg"
      aria-keyshortcuts={isMac ? 'Meta+Enter' : 'Control+Enter'}
      disabled={running || disabled}
      onClick={() => void runDemo()}
    >
      <Icon name="play" small fill />
      {running
        ? t('demo.running', {
            time: formatDuration(Math.max(0, Math.round((now - (since ?? now)) / 1000) * 1000)),
          })
        : again === true
          ? t('demo.again')
          : t('demo.run')}
      {running ? null : <kbd>{showKeys('mod+Enter', isMac)}</kbd>}
    </button>
  )
}

/** Counts by kind as words, largest first. */
function Kinds({ counts }: { counts: Record<string, number> }) {
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .sort((a, b) => b[1] - a[1])
    .map(([kind, count]) => (
      <span key={kind}>
        <b>{formatCount(count)}</b> {kind.toLowerCase().replaceAll('_', ' ')}
      </span>
    ))
}

function Duo({ result }: { result: DemoResult }) {
  const tokens = tokensIn(result.answer)
  const [chosen, setChosen] = useState<string>()
  const token = chosen !== undefined && tokens.includes(chosen) ? chosen : tokens[0]
  return (
    <div className="duo">
      <section className="card out" aria-labelledby="demo-direct">
        <header>
          <div>
            <h2 id="demo-direct">{t('demo.direct')}</h2>
            <p className="big">
              <b>{formatCount(total(result.directCounts))}</b>
              <span>{t('demo.detected')}</span>
            </p>
          </div>
          <dl className="meta">
            <dt>{t('demo.inChat')}</dt>
            <dd>{formatCount(result.direct.length)}</dd>
            <dt>{t('demo.size')}</dt>
            <dd>{formatBytes(result.directBytes)}</dd>
            <dt>{t('demo.uses')}</dt>
            <dd>{t('demo.modelTokens', { tokens: formatEstimate(result.directTokens) })}</dd>
          </dl>
        </header>
        <div className="kinds">
          <Kinds counts={result.directCounts} />
        </div>
        <div className="pane-body" tabIndex={0} role="region" aria-label={t('demo.directRegion')}>
          <DemoDirect direct={result.direct} />
        </div>
      </section>
      <section className="card in" aria-labelledby="demo-sent">
        <header>
          <div>
            <h2 id="demo-sent">{t('demo.sent')}</h2>
            <p className="big">
              <b>{formatCount(total(result.answerCounts))}</b>
              <span>{t('demo.detected')}</span>
            </p>
          </div>
          <dl className="meta">
            <dt>{t('demo.inChat')}</dt>
            <dd>1</dd>
            <dt>{t('demo.size')}</dt>
            <dd>{formatBytes(result.answerBytes)}</dd>
            <dt>{t('demo.uses')}</dt>
            <dd>{t('demo.modelTokens', { tokens: formatEstimate(result.answerTokens) })}</dd>
          </dl>
        </header>
        <div className="kinds">
          <span>
            <b>{formatCount(result.minted)}</b> {t('demo.minted')}
          </span>
          {result.notScanned.length === 0 ? null : (
            <span className="ellip" title={result.notScanned.join('; ')}>
              {t('demo.notScanned', { what: result.notScanned.join('; ') })}
            </span>
          )}
        </div>
        <div className="pane-body" tabIndex={0} role="region" aria-label={t('demo.answerRegion')}>
          <div className="msg">
            <h3>
              <span className="k-sandbox kicon">
                <Icon name="box" small />
              </span>
              execute_code
              <span>
                {t('demo.answer')} · {formatBytes(result.answerBytes)}
              </span>
            </h3>
            <pre className="block">
              <TokenText text={result.answer} selected={token} onToken={setChosen} />
            </pre>
          </div>
        </div>
        {token === undefined ? null : <DemoTrail run={result.id} token={token} answer={result.answer} />}
      </section>
    </div>
  )
}
