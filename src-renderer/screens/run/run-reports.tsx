import { useState } from 'react'
import type { WireError } from '../../../src-main/contract/errors.ts'
import { host } from '../../link/host.ts'
import { formatDuration, prettyJson } from '../../pure/format.ts'
import type { RunModel } from '../../pure/run-fold.ts'
import { asWireError } from '../../state/use-query.ts'
import { t } from '../../text/t.ts'
import { BlobText } from '../../widgets/blob-text.tsx'
import { Icon } from '../../widgets/icon.tsx'
import { Empty, Failure } from '../../widgets/states.tsx'

/** Most of a report that is read to be shown with its values, bytes. */
const mostBytes = 262_144

/** What the code showed to the person at this computer, with tokens, or, when asked, with real values. */
export function ReportsTab({ model }: { model: RunModel }) {
  if (model.reports.length === 0)
    return (
      <Empty icon="eye" title={t('run.reports.none')}>
        <p>{t('run.reports.text')}</p>
      </Empty>
    )
  return (
    <div className="pane-body" tabIndex={0} role="region" aria-label={t('run.tab.reports')}>
      <p className="note pad">
        <Icon name="shieldok" small />
        <span>{t('run.reports.note')}</span>
      </p>
      {model.reports.map((report, index) => (
        <Report key={index} report={report} session={model.started?.session} />
      ))}
    </div>
  )
}

function Report({ report, session }: { report: RunModel['reports'][number]; session: string | undefined }) {
  const [restored, setRestored] = useState<string>()
  const [error, setError] = useState<WireError>()
  async function restore(): Promise<void> {
    setError(undefined)
    try {
      const { text } = await host.call('blobs.read', { ref: report.ref, offset: 0, length: mostBytes })
      const answer = await host.call('privacy.restore', {
        text: prettyJson(text),
        ...(session === undefined ? {} : { session }),
      })
      setRestored(answer.text)
    } catch (failure) {
      setError(asWireError(failure))
    }
  }
  return (
    <section className="section" aria-label={report.title}>
      <div className="row">
        <h2 className="grow">{report.title}</h2>
        <span className="count">{formatDuration(report.t)}</span>
        <button
          type="button"
          className="btn sm"
          aria-pressed={restored !== undefined}
          onClick={() => (restored === undefined ? void restore() : setRestored(undefined))}
        >
          <Icon name={restored === undefined ? 'eye' : 'eyeoff'} small />
          {restored === undefined ? t('run.reports.real') : t('run.reports.tokens')}
        </button>
      </div>
      {error === undefined ? null : <Failure title={t('run.reports.failed')} error={error} />}
      {restored === undefined ? (
        <BlobText blob={report.ref} label={report.title} />
      ) : (
        <pre className="block sensitive" tabIndex={0} role="region" aria-label={report.title}>
          {restored}
        </pre>
      )}
    </section>
  )
}
