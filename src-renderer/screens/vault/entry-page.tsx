import { useEffect, useState } from 'react'
import type { WireError } from '../../../src-main/contract/errors.ts'
import { host } from '../../link/host.ts'
import { formatCount, formatTime, toolName } from '../../pure/format.ts'
import { act } from '../../state/act.ts'
import { routeHash } from '../../state/route.ts'
import { asWireError, useQuery } from '../../state/use-query.ts'
import { t } from '../../text/t.ts'
import { CopyButton } from '../../widgets/copy-button.tsx'
import { Confirm } from '../../widgets/confirm.tsx'
import { Icon } from '../../widgets/icon.tsx'
import { copyValue } from './copy-value.ts'
import type { Entry } from './vault-grid.tsx'

/** One token: its value on request, where it came from, and what was done with it. */
export function EntryPage({ entry, locked }: { entry: Entry | undefined; locked: boolean }) {
  return (
    <aside className="pane inspector" aria-label={t('vault.about')}>
      {entry === undefined ? (
        <p className="note pad">{t('vault.choose')}</p>
      ) : (
        <Page key={entry.token + (entry.session ?? '')} entry={entry} locked={locked} />
      )}
    </aside>
  )
}

function Page({ entry, locked }: { entry: Entry; locked: boolean }) {
  const [forgetting, setForgetting] = useState(false)
  return (
    <>
      <div className="pane-head head-48">
        <h2>
          <span className="tok">{entry.token}</span>
        </h2>
        <span className="badge">{entry.kind}</span>
        <span className="grow" />
      </div>
      <div className="pane-body">
        <Value entry={entry} locked={locked} />
        <div className="section">
          <h3>{t('vault.about')}</h3>
          <dl className="dl">
            <dt>{t('vault.source')}</dt>
            <dd>{toolName(entry.source)}</dd>
            <dt>{t('vault.firstSeen')}</dt>
            <dd>{formatTime(entry.firstSeen)}</dd>
            <dt>{t('vault.lastUsed')}</dt>
            <dd>{formatTime(entry.lastUsed)}</dd>
            <dt>{t('vault.uses')}</dt>
            <dd>{formatCount(entry.uses)}</dd>
            <dt>{t('vault.kept')}</dt>
            <dd>
              {entry.session === null || entry.persistent
                ? t('vault.longer')
                : t('vault.inSession', { session: entry.session })}
            </dd>
          </dl>
        </div>
        <div className="section">
          <h3>{t('vault.mayGo')}</h3>
          <MayGo entry={entry} />
        </div>
        <div className="section">
          <div className="row wrap">
            {entry.persistent || entry.session === null ? null : (
              <button
                type="button"
                className="btn"
                disabled={locked}
                onClick={() => act('vault.keep', { token: entry.token })}
              >
                <Icon name="pin" />
                {t('vault.keep')}
              </button>
            )}
            <button type="button" className="btn" onClick={() => setForgetting(true)}>
              <Icon name="trash" />
              {t('vault.forget')}
            </button>
          </div>
          <p className="faint small hint">{t('vault.forgetHint')}</p>
        </div>
      </div>
      {forgetting ? (
        <Confirm
          title={t('vault.forgetTitle', { token: entry.token })}
          text={t('vault.forgetHint')}
          action={t('vault.forgetNow')}
          onClose={() => setForgetting(false)}
          onConfirm={() =>
            act('vault.forget', {
              token: entry.token,
              ...(entry.session === null ? {} : { session: entry.session }),
            })
          }
        />
      ) : null}
    </>
  )
}

/** The rules for values of this kind, and what happens elsewhere. */
function MayGo({ entry }: { entry: Entry }) {
  const rules = useQuery('flow.rules', {}, ['vault'])
  const mine = (rules.data?.rules ?? []).filter((rule) => rule.kind === '*' || rule.kind === entry.kind)
  return (
    <>
      <ul className="may-go">
        <li>
          <Icon name="check" small />
          <span className="grow">{t('vault.cameFrom', { source: toolName(entry.source) })}</span>
          {t('vault.rule.allow')}
        </li>
        {mine.slice(0, 12).map((rule) => (
          <li key={rule.id}>
            <Icon
              name={rule.action === 'allow' ? 'check' : rule.action === 'block' ? 'block' : 'ask'}
              small
            />
            <span className="grow">
              {rule.sinkServer === '*'
                ? t('vault.rule.anywhere')
                : rule.sinkTool === '*'
                  ? rule.sinkServer
                  : toolName(`${rule.sinkServer}/${rule.sinkTool}`)}
              {rule.field === '*' ? '' : ` ${rule.field}`}
            </span>
            {t(`vault.rule.${rule.action}`)}
          </li>
        ))}
        <li>
          <Icon name="ask" small />
          <span className="grow">{t('vault.elsewhere')}</span>
          {t('vault.rule.ask')}
        </li>
      </ul>
      <a href={routeHash('vault', '', { tab: 'rules' })}>{t('vault.editRules')}</a>
    </>
  )
}

/** The value: masked until it is asked for, then for as long as the host says, and gone when the entry is left. */
function Value({ entry, locked }: { entry: Entry; locked: boolean }) {
  const [shown, setShown] = useState<{ value: string; until: number; whole: number }>()
  const [now, setNow] = useState(0)
  const [error, setError] = useState<WireError>()
  useEffect(() => {
    if (shown === undefined) return
    const timer = setInterval(() => {
      const time = Date.now()
      setNow(time)
      if (time >= shown.until) setShown(undefined)
    }, 250)
    return () => clearInterval(timer)
  }, [shown])
  useEffect(() => {
    if (locked) setShown(undefined)
  }, [locked])

  function toggle(): void {
    if (shown !== undefined) {
      setShown(undefined)
      return
    }
    setError(undefined)
    host.call('vault.reveal', { token: entry.token }).then(
      ({ value, hideAfterMs }) => {
        const time = Date.now()
        setNow(time)
        setShown({ value, until: time + hideAfterMs, whole: hideAfterMs })
      },
      (failure: unknown) => setError(asWireError(failure)),
    )
  }
  const left = shown === undefined ? 0 : Math.max(0, shown.until - now)
  return (
    <div className="section">
      <h3>
        {t('vault.value')}
        {shown === undefined ? null : (
          <span className="count end" role="timer" aria-live="off">
            {t('vault.hides', { seconds: Math.ceil(left / 1000) })}
          </span>
        )}
      </h3>
      <div className="reveal">
        <span className="grow ellip sensitive">{shown?.value ?? entry.masked}</span>
        <button
          type="button"
          className="btn ghost icon sm"
          aria-pressed={shown !== undefined}
          aria-label={t('vault.reveal')}
          title={locked ? t('vault.lockedHint') : t('vault.reveal')}
          disabled={locked}
          onClick={toggle}
        >
          <Icon name={shown === undefined ? 'eye' : 'eyeoff'} />
        </button>
      </div>
      {shown === undefined ? null : (
        <span className="meter" aria-hidden="true">
          <i style={{ width: `${(left / shown.whole) * 100}%` }} />
        </span>
      )}
      {error === undefined ? null : (
        <p className="error-text small" role="alert">
          {error.message} <code>{error.code}</code>
        </p>
      )}
      <div className="row wrap hint">
        <button type="button" className="btn sm" disabled={locked} onClick={() => copyValue(entry.token)}>
          <Icon name="copy" small />
          {t('vault.copyValue')}
        </button>
        <CopyButton text={entry.token} label={t('vault.copyToken')} />
      </div>
      <p className="faint small hint">{locked ? t('vault.lockedHint') : t('vault.masked')}</p>
    </div>
  )
}
