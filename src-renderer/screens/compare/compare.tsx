import { useEffect, useMemo, useState } from 'react'
import { prettyJson, toolName, formatBytes, formatDuration, formatEstimate } from '../../pure/format.ts'
import { diffRuns } from '../../pure/run-diff.ts'
import type { DiffLine } from '../../pure/run-diff.ts'
import type { RunCall } from '../../pure/run-fold.ts'
import { hideVolatile } from '../../pure/volatile.ts'
import { announce } from '../../state/announce.ts'
import { useCommands } from '../../state/commands.ts'
import { readWholeBlob, useReadBlob } from '../../state/opened-runs.ts'
import { navigate, routeHash, setQuery, useRoute } from '../../state/route.ts'
import { useRunEvents } from '../../state/run-events.ts'
import { useQuery } from '../../state/use-query.ts'
import { t } from '../../text/t.ts'
import { Icon } from '../../widgets/icon.tsx'
import { LazyDiff } from '../../widgets/lazy-monaco.tsx'
import { ScreenHeading } from '../../widgets/screen-heading.tsx'
import { Empty, Failure, Loading } from '../../widgets/states.tsx'
import { Tabs } from '../../widgets/tabs.tsx'
import { TokenText } from '../../widgets/token-text.tsx'
import './compare.css'

const tabs = ['calls', 'code', 'result', 'timing'] as const
/** Lines shown at once. */
const mostLines = 2000

/** What changed between two runs: their calls aligned, their code, what the model got, their times. */
export function Compare() {
  const [first = '', second = ''] = useRoute((route) => route.path).split('/')
  const query = useRoute((route) => route.query)
  const tab = tabs.find((one) => one === query.get('tab')) ?? 'calls'
  const hideEqual = query.get('equal') === 'hidden'
  const hide = query.get('volatile') === 'hidden'
  const inline = query.get('view') === 'inline'
  const a = useRunEvents(first === '' ? undefined : first)
  const b = useRunEvents(second === '' ? undefined : second)
  const one = useQuery('runs.get', first === '' ? null : { id: first })
  // The second may still be running: a script that was just run against the first's recording.
  const other = useQuery(
    'runs.get',
    second === '' ? null : { id: second },
    second === '' ? [] : [`run:${second}`],
  )
  const lines = useMemo(() => diffRuns(a.model, b.model), [a.model, a.version, b.model, b.version])
  const swap = () => navigate('compare', `${second}/${first}`)

  const error = a.error ?? b.error ?? one.error ?? other.error
  const ready = one.data !== undefined && other.data !== undefined && !a.loading && !b.loading
  const differences = lines.filter((line) => line.kind !== 'same').length
  const [code, answer] = [one.data?.code ?? '', one.data?.answer ?? '']
  const shown = (text: string) => (hide ? hideVolatile(text) : text)
  useCommands([
    { id: 'compare.swap', group: 'run', title: t('compare.swap'), icon: 'compare', run: swap },
    {
      id: 'compare.copy',
      group: 'run',
      title: t('compare.copy'),
      icon: 'copy',
      when: () => ready,
      run: () => copy(),
    },
  ])
  function copy(): void {
    const text = comparison(one.data?.run.title ?? '', other.data?.run.title ?? '', lines)
    void navigator.clipboard.writeText(text).then(() => announce(t('action.copied')))
  }
  const option = (name: string, on: boolean, value: string, label: string) => (
    <button
      type="button"
      className="btn ghost sm"
      aria-pressed={on}
      onClick={() => setQuery({ [name]: on ? '' : value })}
    >
      {label}
    </button>
  )
  return (
    <main id="main" className="compare">
      <header className="screen-head">
        <nav className="row crumbs" aria-label={t('run.breadcrumb')}>
          <a href={routeHash('runs')}>{t('screen.runs')}</a>
          <Icon name="right" small />
        </nav>
        <ScreenHeading>{t('screen.compare')}</ScreenHeading>
        <span className="grow" />
        <button type="button" className="btn" disabled={!ready} onClick={copy}>
          <Icon name="copy" />
          {t('compare.copy')}
        </button>
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
            <Delta label={t('run.vaultTokens')}>
              {a.model.tokens.size} → {b.model.tokens.size}
            </Delta>
            <Delta label={t('run.sent')}>
              {formatEstimate(one.data?.run.tokensToModel ?? 0)} →{' '}
              {formatEstimate(other.data?.run.tokensToModel ?? 0)}
            </Delta>
            <Delta label={t('compare.result')}>
              {body(answer) === body(other.data?.answer) ? t('compare.equal') : t('compare.differs')}
            </Delta>
          </dl>
          {code === other.data?.code ? null : (
            <p className="strip-note info">
              <Icon name="info" small />
              <span className="grow">{t('compare.otherCode')}</span>
            </p>
          )}
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
              <div className="row">
                {tab === 'calls' || tab === 'timing'
                  ? option('equal', hideEqual, 'hidden', t('compare.hideEqual'))
                  : option('view', inline, 'inline', t('compare.inline'))}
                {tab === 'timing' ? null : option('volatile', hide, 'hidden', t('compare.hideVolatile'))}
              </div>
            }
          >
            {tab === 'calls' ? (
              differences === 0 ? (
                <Empty icon="check" title={t('compare.identical', { count: lines.length })} />
              ) : (
                <Calls lines={hideEqual ? lines.filter((line) => line.kind !== 'same') : lines} hide={hide} />
              )
            ) : tab === 'timing' ? (
              <Timing lines={hideEqual ? lines.filter((line) => line.kind !== 'same') : lines} />
            ) : (
              <TextDiff
                first={shown(tab === 'code' ? code : answer)}
                second={shown((tab === 'code' ? other.data?.code : other.data?.answer) ?? '')}
                label={t(`compare.tab.${tab}`)}
                language={tab === 'code' ? 'typescript' : 'plaintext'}
                sideBySide={!inline}
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

/** The differences as Markdown, for an issue. */
function comparison(first: string, second: string, lines: readonly DiffLine[]): string {
  return [
    `## ${first} → ${second}`,
    '',
    ...lines
      .filter((line) => line.kind !== 'same')
      .slice(0, mostLines)
      .map((line) => {
        const call = line.a ?? line.b
        return `- \`${signs[line.kind]}\` ${call === undefined ? '' : toolName(call.tool)}${line.what.length === 0 ? '' : `: ${line.what.join(', ')}`}`
      }),
    '',
  ].join('\n')
}

function Calls({ lines, hide }: { lines: readonly DiffLine[]; hide: boolean }) {
  const [open, setOpen] = useState<number>()
  const changed = lines.flatMap((line, index) => (line.kind === 'same' ? [] : [index]))
  const go = (by: 1 | -1) => {
    const at = open ?? (by === 1 ? -1 : lines.length)
    const next = by === 1 ? changed.find((index) => index > at) : changed.findLast((index) => index < at)
    if (next === undefined) return
    setOpen(next)
    document.querySelector(`[data-line-of="${next}"]`)?.scrollIntoView({ block: 'nearest' })
  }
  useCommands([
    { id: 'compare.next', group: 'go', title: t('compare.next'), keys: ['F7'], run: () => go(1) },
    {
      id: 'compare.previous',
      group: 'go',
      title: t('compare.previous'),
      keys: ['shift+F7'],
      run: () => go(-1),
    },
  ])
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
            <CallLine
              key={index}
              line={line}
              index={index}
              hide={hide}
              open={open === index}
              onToggle={() => setOpen(open === index ? undefined : index)}
            />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function CallLine({
  line,
  index,
  hide,
  open,
  onToggle,
}: {
  line: DiffLine
  index: number
  hide: boolean
  open: boolean
  onToggle: () => void
}) {
  const expandable = line.kind === 'changed' && line.what.some((what) => what !== 'outcome')
  return (
    <>
      <tr className={line.kind} data-line-of={index}>
        <td>
          <span aria-hidden="true">{signs[line.kind]}</span>
          <span className="vh">{t(`compare.kind.${line.kind}`)}</span>
        </td>
        <CallCell call={line.a} />
        <CallCell call={line.b} />
        <td>
          {line.what.map((what) => t(`compare.what.${what}`)).join(', ')}
          {expandable ? (
            <button type="button" className="btn ghost sm" aria-expanded={open} onClick={onToggle}>
              <Icon name={open ? 'down' : 'right'} small />
              {t('compare.details')}
            </button>
          ) : null}
        </td>
      </tr>
      {open && line.a !== undefined && line.b !== undefined ? (
        <tr>
          <td colSpan={4} className="diff-inside">
            <Payloads a={line.a} b={line.b} what={line.what} hide={hide} />
          </td>
        </tr>
      ) : null}
    </>
  )
}

/** Arguments or results of two calls, read when they are asked for. */
function Payloads({ a, b, what, hide }: { a: RunCall; b: RunCall; what: DiffLine['what']; hide: boolean }) {
  const read = useReadBlob()
  const [texts, setTexts] = useState<{ first: string; second: string }>()
  const [failed, setFailed] = useState(false)
  const part =
    what.includes('result') && a.resultRef !== undefined && b.resultRef !== undefined ? 'result' : 'arguments'
  const [one, other] = part === 'result' ? [a.resultRef ?? '', b.resultRef ?? ''] : [a.argsRef, b.argsRef]
  useEffect(() => {
    let alive = true
    Promise.all([readWholeBlob(read, one), readWholeBlob(read, other)]).then(
      ([first, second]) => alive && setTexts({ first: prettyJson(first), second: prettyJson(second) }),
      () => alive && setFailed(true),
    )
    return () => {
      alive = false
    }
  }, [read, one, other])
  if (failed) return <p className="note pad">{t('blob.failed')}</p>
  if (texts === undefined) return <p className="note pad">{t('state.loading')}</p>
  const text = (from: string) => (hide ? hideVolatile(from) : from)
  return (
    <div className="payload-diff">
      <LazyDiff
        first={text(texts.first)}
        second={text(texts.second)}
        label={t(`compare.what.${part}`)}
        language="json"
        sideBySide
      />
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

/** The time each call took in both runs, paired. */
function Timing({ lines }: { lines: readonly DiffLine[] }) {
  const lengthOf = (call: RunCall | undefined) =>
    call?.endedAt === undefined ? undefined : call.endedAt - call.askedAt
  const longest = Math.max(
    1,
    ...lines.slice(0, mostLines).flatMap((line) => [lengthOf(line.a) ?? 0, lengthOf(line.b) ?? 0]),
  )
  return (
    <div className="pane-body" tabIndex={0} role="region" aria-label={t('compare.tab.timing')}>
      <table className="plain-table diff-table">
        <thead>
          <tr>
            <th scope="col">{t('run.data.call')}</th>
            <th scope="col">{t('compare.a')}</th>
            <th scope="col">{t('compare.b')}</th>
            <th scope="col">{t('compare.delta')}</th>
          </tr>
        </thead>
        <tbody>
          {lines.slice(0, mostLines).map((line, index) => {
            const [a, b] = [lengthOf(line.a), lengthOf(line.b)]
            const delta = a === undefined || b === undefined ? undefined : b - a
            return (
              <tr key={index}>
                <td>{toolName((line.a ?? line.b)?.tool ?? '')}</td>
                <TimeCell ms={a} longest={longest} />
                <TimeCell ms={b} longest={longest} />
                <td className="num">
                  {delta === undefined ? '' : `${delta < 0 ? '−' : '+'}${formatDuration(Math.abs(delta))}`}
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}

function TimeCell({ ms, longest }: { ms: number | undefined; longest: number }) {
  if (ms === undefined) return <td className="faint">—</td>
  return (
    <td>
      <span className="time-pair">
        <span className="meter k-tool" aria-hidden="true">
          <i style={{ width: `${(ms / longest) * 100}%` }} />
        </span>
        <span className="num small">{formatDuration(ms)}</span>
      </span>
    </td>
  )
}

function TextDiff({
  first,
  second,
  label,
  language,
  sideBySide,
}: {
  first: string
  second: string
  label: string
  language: 'typescript' | 'plaintext'
  sideBySide: boolean
}) {
  if (first === second) return <Empty icon="check" title={t('compare.equal')} />
  return (
    <section className="pane-body sensitive" aria-label={label}>
      <LazyDiff first={first} second={second} label={label} language={language} sideBySide={sideBySide} />
    </section>
  )
}
