import { useEffect, useRef, useState } from 'react'
import { decide, putAside, useApprovals } from '../state/approvals.ts'
import type { Approval, Decision } from '../state/approvals.ts'
import { asWireError } from '../state/use-query.ts'
import { formatDuration, toolName } from '../pure/format.ts'
import { routeHash } from '../state/route.ts'
import { t } from '../text/t.ts'
import { Dialog } from '../widgets/dialog.tsx'
import { useNow } from '../widgets/now.tsx'
import { TokenText } from '../widgets/token-text.tsx'
import { QuestionSheet } from './question-sheet.tsx'

/** Keys and clicks count only after this long, so that nothing is allowed by what was typed before it appeared. */
const settleMs = 600

/** The oldest call that waits for the user, over any screen. */
export function ApprovalSheet() {
  const waiting = useApprovals((state) => state.waiting)
  const aside = useApprovals((state) => state.aside)
  const shown = waiting.filter((one) => !aside.has(one.id))
  const first = shown[0]
  if (first === undefined) return null
  return first.question === undefined ? (
    <Sheet key={first.id} approval={first} queue={shown.length} />
  ) : (
    <QuestionSheet key={first.id} approval={first} question={first.question} />
  )
}

function Sheet({ approval, queue }: { approval: Approval; queue: number }) {
  const now = useNow()
  const [ready, setReady] = useState(false)
  const [sending, setSending] = useState(false)
  const [failure, setFailure] = useState('')
  const deny = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    const timer = setTimeout(() => setReady(true), settleMs)
    return () => clearTimeout(timer)
  }, [])
  useEffect(() => {
    if (ready) deny.current?.focus()
  }, [ready])

  function send(decision: Decision): void {
    if (!ready || sending) return
    setSending(true)
    setFailure('')
    decide(approval.id, decision).catch((error: unknown) => {
      setSending(false)
      setFailure(asWireError(error).message)
    })
  }
  const left = Math.max(0, approval.expiresAt - now)
  return (
    <Dialog
      title={
        approval.review === undefined
          ? t('approval.title', { tool: approval.tool })
          : t('approval.reviewTitle')
      }
      role="alertdialog"
      describedBy="approval-sentence"
      onClose={() => putAside(approval.id)}
    >
      <div
        className="approval"
        onKeyDown={(event) => {
          if (event.metaKey || event.ctrlKey || event.altKey) return
          if (event.key === 'y' || event.key === 'Y') send('allow-once')
          if (event.key === 'n' || event.key === 'N') send('deny')
        }}
      >
        <p id="approval-sentence">
          <TokenText text={approval.sentence} />
        </p>
        <dl className="dl">
          <dt>{t('approval.client')}</dt>
          <dd>{approval.client}</dd>
          <dt>{t('approval.from')}</dt>
          <dd>
            <a href={routeHash('run', approval.execution)}>{approval.execution}</a>
            {approval.line === undefined ? null : ` · ${t('run.line', { line: approval.line })}`}
          </dd>
          <dt>{approval.review === undefined ? t('approval.arguments') : t('approval.answer')}</dt>
          <dd>
            <pre
              className="block sensitive"
              tabIndex={0}
              role="region"
              aria-label={approval.review === undefined ? t('approval.arguments') : t('approval.answer')}
            >
              <TokenText text={approval.review?.text ?? JSON.stringify(approval.args, null, 2)} />
            </pre>
          </dd>
        </dl>
        {approval.flows === undefined || approval.flows.length === 0 ? null : (
          <section aria-label={t('approval.flows')}>
            <h3>{t('approval.flows')}</h3>
            <table className="plain-table">
              <thead>
                <tr>
                  <th scope="col">{t('approval.value')}</th>
                  <th scope="col">{t('approval.cameFrom')}</th>
                  <th scope="col">{t('approval.goesTo')}</th>
                </tr>
              </thead>
              <tbody>
                {approval.flows.slice(0, 20).map((flow) => (
                  <tr key={`${flow.token} ${flow.sinkServer} ${flow.sinkTool} ${flow.field}`}>
                    <td>
                      <TokenText text={flow.token} />
                    </td>
                    <td className="mono small">
                      {flow.origins.map((one) => one.server || t('approval.theCode')).join(', ')}
                    </td>
                    <td className="mono small">
                      {flow.sinkServer}/{flow.sinkTool} {flow.field}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
            <p className="muted small">{t('approval.flowsHint')}</p>
          </section>
        )}
        {approval.batch === undefined || approval.batch.length === 0 ? null : (
          <section aria-label={t('approval.batch', { count: approval.batch.length })}>
            <h3>{t('approval.batch', { count: approval.batch.length })}</h3>
            <ol className="batch">
              {approval.batch.slice(0, 100).map((call, index) => (
                <li key={index}>
                  <b className="strong">{toolName(call.tool)}</b>{' '}
                  <span className="mono small sensitive">
                    <TokenText text={JSON.stringify(call.args).slice(0, 400)} />
                  </span>
                </li>
              ))}
            </ol>
          </section>
        )}
        <p className="muted small">
          {approval.review === undefined ? t('approval.tokens') : t('approval.reviewHint')}
        </p>
        {failure === '' ? null : (
          <p className="strip-note error" role="alert">
            {failure}
          </p>
        )}
        <div className="sheet-actions">
          <span className="muted small grow">
            {t(approval.review === undefined ? 'approval.timeout' : 'approval.reviewTimeout', {
              time: formatDuration(Math.round(left / 1000) * 1000),
            })}
            {queue > 1 ? ` ${t('approval.queue', { count: queue - 1 })}` : ''}
          </span>
          <button
            ref={deny}
            type="button"
            className="btn"
            disabled={!ready || sending}
            onClick={() => send('deny')}
          >
            {approval.review === undefined ? t('approval.deny') : t('approval.withhold')}
            <kbd>N</kbd>
          </button>
          {approval.review === undefined ? (
            <>
              <button
                type="button"
                className="btn"
                disabled={!ready || sending}
                onClick={() => send('allow-always')}
              >
                {t('approval.always')}
              </button>
              <button
                type="button"
                className="btn"
                disabled={!ready || sending}
                onClick={() => send('allow-run')}
              >
                {t('approval.run')}
              </button>
            </>
          ) : null}
          <button
            type="button"
            className="btn primary"
            disabled={!ready || sending}
            onClick={() => send('allow-once')}
          >
            {approval.review === undefined ? t('approval.once') : t('approval.release')}
            <kbd>Y</kbd>
          </button>
        </div>
      </div>
    </Dialog>
  )
}
