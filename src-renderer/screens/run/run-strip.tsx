import { memo } from 'react'
import type { ReactNode } from 'react'
import type { RunRow } from '../../../src-main/contract/methods.ts'
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatEstimate,
  formatThousands,
  spokenDuration,
} from '../../pure/format.ts'
import { runTimes } from '../../pure/run-fold.ts'
import type { RunModel } from '../../pure/run-fold.ts'
import { t } from '../../text/t.ts'
import { Icon } from '../../widgets/icon.tsx'
import { StatusBadge } from '../../widgets/status-badge.tsx'

function Part({ label, hide, children }: { label: string; hide?: boolean; children: ReactNode }) {
  return (
    <div className={hide === true ? 'hide-narrow' : ''}>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  )
}

/** The run in one line: how it went, how long, what it cost, what it saved. */
export const RunStrip = memo(function RunStrip({
  model,
  run,
  now,
  looking,
  reading,
}: {
  model: RunModel
  /** Says when the model, which grows in place, has changed. */ version: number
  run: RunRow | undefined
  now: number
  /** The earlier moment that is looked at. */
  looking: number | undefined
  /** Nothing is known yet. */
  reading: boolean
}) {
  const times = runTimes(model, now)
  const status = model.ended?.status ?? (looking === undefined ? run?.status : 'running')
  const calls = [...model.calls.values()]
  const failed = calls.filter((call) => call.ok === false).length
  const ok = calls.filter((call) => call.ok === true).length
  const resolved = calls.reduce((sum, call) => sum + call.resolved, 0)
  let peak = 0
  for (const sample of model.samples) peak = Math.max(peak, sample.rss)
  const saved = run?.tokensSaved ?? 0
  return (
    <dl className="strip" aria-label={t('run.summary')}>
      <Part label={t('run.status')}>
        {status === undefined || reading ? '…' : <StatusBadge status={status} plain />}
      </Part>
      <Part
        label={
          looking === undefined
            ? t('run.total', { time: formatDuration(times.total) })
            : t('run.lookingAt', { time: formatDuration(looking) })
        }
      >
        <span
          className="splitbar"
          role="img"
          aria-label={t('run.split', {
            tools: spokenDuration(times.tools),
            waiting: spokenDuration(times.waiting),
            sandbox: spokenDuration(times.sandbox),
          })}
        >
          <i className="k-tool" style={{ flex: times.tools }} />
          <i className="wait" style={{ flex: times.waiting }} />
          <i className="k-sandbox" style={{ flex: times.sandbox }} />
        </span>
      </Part>
      <Part label={t('run.toolTime')} hide>
        {formatDuration(times.tools)}
      </Part>
      {times.waiting > 0 ? (
        <Part label={t('run.waiting')} hide>
          {formatDuration(times.waiting)}
        </Part>
      ) : null}
      <Part label={t('run.sandboxTime')} hide>
        {formatDuration(times.sandbox)}{' '}
        {peak > 0 ? <small>{t('run.peakShort', { memory: formatBytes(peak) })}</small> : null}
      </Part>
      <Part label={t('run.calls')}>
        {formatCount(calls.length)} {failed > 0 ? <small>{t('run.callsOk', { count: ok })}</small> : null}
        {failed > 0 ? (
          <small className="row failed">
            <Icon name="x" small />
            {t('runs.failedCalls', { count: failed })}
          </small>
        ) : null}
      </Part>
      <Part label={t('run.vaultTokens')}>
        {t('run.made', { count: model.tokens.size })} <small>{t('run.resolved', { count: resolved })}</small>
      </Part>
      <Part label={t('run.sent')}>
        {model.ended === undefined ? (
          '…'
        ) : (
          <>
            {formatBytes(model.ended.bytesToModel)}{' '}
            <small title={t('run.method', { method: model.started?.tokenMethod ?? '' })}>
              {formatEstimate(model.ended.tokensToModel)} {t('run.tokens')}
            </small>
          </>
        )}
      </Part>
      <Part label={t('run.saved')}>
        {model.ended === undefined ? (
          '…'
        ) : (
          <span
            className={saved < 0 ? 'warn' : ''}
            title={t('run.method', { method: model.started?.tokenMethod ?? '' })}
          >
            ≈ {saved < 0 ? '−' : ''}
            {formatThousands(Math.abs(saved))} <small>{t('run.tokens')}</small>
          </span>
        )}
      </Part>
    </dl>
  )
})
