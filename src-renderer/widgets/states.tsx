import { useEffect, useState } from 'react'
import type { ReactNode } from 'react'
import { errorSentences } from '../../src-main/contract/errors.ts'
import type { WireError } from '../../src-main/contract/errors.ts'
import type { Query } from '../state/use-query.ts'
import { formatDuration } from '../pure/format.ts'
import { t } from '../text/t.ts'
import { CopyButton } from './copy-button.tsx'
import { Icon } from './icon.tsx'
import type { IconName } from './icon.tsx'

/** Shows nothing for 150 ms, a skeleton until 2 s, then also how long it has taken. */
export function Loading({ since, rows = 8, label }: { since: number; rows?: number; label?: string }) {
  const [elapsed, setElapsed] = useState(() => Date.now() - since)
  useEffect(() => {
    const timer = setInterval(() => setElapsed(Date.now() - since), 150)
    return () => clearInterval(timer)
  }, [since])
  if (elapsed < 150) return <div className="loading" aria-busy="true" />
  return (
    <div className="loading" aria-busy="true">
      <div className="skeleton" aria-hidden="true">
        {Array.from({ length: rows }, (_, index) => (
          <i key={index} style={{ width: `${90 - ((index * 37) % 50)}%` }} />
        ))}
      </div>
      <p className="muted small" role="status">
        {elapsed < 2000
          ? (label ?? t('state.loading'))
          : t('state.loadingFor', { what: label ?? t('state.loading'), time: formatDuration(elapsed) })}
      </p>
    </div>
  )
}

/** What failed, why in plain words, the code, and what to do. Stays in place of the view; never only a toast. */
export function Failure({ title, error, retry }: { title: string; error: WireError; retry?: () => void }) {
  const sentence = errorSentences[error.code]
  const details = `${title}\n${error.code}: ${error.message}`
  return (
    <div className="state failure" role="alert">
      <Icon name="warn" />
      <div>
        <h2>{title}</h2>
        <p>{error.message}</p>
        <p className="muted small">
          {sentence === error.message ? '' : sentence} <code>{error.code}</code>
        </p>
        <div className="row actions">
          {retry === undefined ? null : (
            <button type="button" className="btn" onClick={retry}>
              {t('state.retry')}
            </button>
          )}
          <CopyButton text={details} label={t('state.copyDetails')} />
        </div>
      </div>
    </div>
  )
}

/** Designed emptiness: what would be here, and one thing to do. */
export function Empty({
  icon,
  title,
  children,
  action,
}: {
  icon: IconName
  title: string
  children?: ReactNode
  action?: ReactNode
}) {
  return (
    <div className="state empty">
      <span className="empty-icon">
        <Icon name={icon} />
      </span>
      <h2>{title}</h2>
      {children === undefined ? null : <div className="muted empty-text">{children}</div>}
      {action === undefined ? null : <div className="row actions">{action}</div>}
    </div>
  )
}

/** A query as a view: loading, failure, or what `children` makes of the data. Data stays while it is read again. */
export function QueryView<T>({
  query,
  title,
  rows,
  children,
}: {
  query: Query<T>
  /** What the failure is called, such as "The tools could not be read". */
  title: string
  rows?: number
  children: (data: T) => ReactNode
}) {
  if (query.data !== undefined)
    return (
      <>
        {query.error === undefined ? null : (
          <div className="strip-note error" role="alert">
            <Icon name="warn" small />
            <span className="grow">
              {title}: {query.error.message}
            </span>
            <button type="button" className="btn sm" onClick={query.reload}>
              {t('state.retry')}
            </button>
          </div>
        )}
        {children(query.data)}
      </>
    )
  if (query.error !== undefined) return <Failure title={title} error={query.error} retry={query.reload} />
  return <Loading since={query.since} {...(rows === undefined ? {} : { rows })} />
}
