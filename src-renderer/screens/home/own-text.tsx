import { useEffect, useState } from 'react'
import type { WireError } from '../../../src-main/contract/errors.ts'
import type { Result } from '../../../src-main/contract/methods.ts'
import { host } from '../../link/host.ts'
import { routeHash } from '../../state/route.ts'
import { asWireError } from '../../state/use-query.ts'
import { t } from '../../text/t.ts'
import { Icon } from '../../widgets/icon.tsx'
import { Segmented } from '../../widgets/segmented.tsx'
import { TokenText } from '../../widgets/token-text.tsx'

/** Pause in typing after which the text is looked at. */
const pauseMs = 150
const modes = ['standard', 'strict'] as const

/** A box for one's own text: what a model would get instead, and why. Nothing of it is stored. */
export function OwnText({
  idPrefix,
  next,
  round,
}: {
  idPrefix: string
  /** Offers the next step of getting started. */
  next?: boolean
  /** Looks at the text again when it changes. */
  round?: number
}) {
  const [text, setText] = useState('')
  const [mode, setMode] = useState<(typeof modes)[number]>('standard')
  const [scan, setScan] = useState<Result<'privacy.scan'>>()
  const [error, setError] = useState<WireError>()

  useEffect(() => {
    if (text.trim() === '') {
      setScan(undefined)
      setError(undefined)
      return
    }
    const aborter = new AbortController()
    const timer = setTimeout(() => {
      host.call('privacy.scan', { text, mode }, aborter.signal).then(
        (result) => {
          setScan(result)
          setError(undefined)
        },
        (failure: unknown) => {
          if (!aborter.signal.aborted) setError(asWireError(failure))
        },
      )
    }, pauseMs)
    return () => {
      clearTimeout(timer)
      aborter.abort()
    }
  }, [text, mode, round])

  const reasons = [
    ...new Map((scan?.spans ?? []).map((span) => [`${span.kind} ${span.reason}`, span])).values(),
  ]
  return (
    <section className="paste" aria-labelledby={`${idPrefix}-h`}>
      <div className="bar2">
        <h2 id={`${idPrefix}-h`}>{t('own.title')}</h2>
        <span className="faint small grow">{t('own.hint')}</span>
        <Segmented
          label={t('own.mode')}
          items={modes.map((id) => ({ id, label: t(`own.${id}`) }))}
          value={mode}
          onChange={setMode}
        />
      </div>
      <div className="two">
        <div>
          <label className="vh" htmlFor={`${idPrefix}-text`}>
            {t('own.label')}
          </label>
          <textarea
            id={`${idPrefix}-text`}
            spellCheck={false}
            value={text}
            maxLength={100_000}
            placeholder={t('own.placeholder')}
            onChange={(event) => setText(event.target.value)}
          />
        </div>
        <div className="pre" role="region" aria-label={t('own.output')} tabIndex={0}>
          {error !== undefined ? (
            <span className="muted">{error.message}</span>
          ) : scan === undefined ? (
            <span className="faint">{t('own.outputEmpty')}</span>
          ) : (
            <TokenText text={scan.tokenised} />
          )}
        </div>
      </div>
      <div className="why">
        {text.trim() === '' ? (
          <button type="button" className="btn ghost sm" onClick={() => setText(t('own.example'))}>
            {t('own.useExample')}
          </button>
        ) : scan !== undefined && reasons.length === 0 ? (
          <span>{t('own.nothing')}</span>
        ) : null}
        {reasons.slice(0, 8).map((span) => (
          <span key={`${span.kind} ${span.reason}`}>
            <b>{span.kind}</b> {span.reason} ({Math.min(100, Math.round(span.confidence * 100))} %)
          </span>
        ))}
        <span className="grow" />
        {scan !== undefined && mode === 'standard' ? (
          <span className="row">
            <Icon name="info" small />
            {t('own.names')}{' '}
            {next === true ? (
              <a href={routeHash('home', 'demo', { step: 'data' })}>{t('own.addToData')}</a>
            ) : null}
          </span>
        ) : null}
        {scan?.notScanned.map((what) => (
          <span key={what} className="row">
            <Icon name="info" small />
            {t('demo.notScanned', { what })}
          </span>
        ))}
      </div>
    </section>
  )
}
