import { useState } from 'react'
import type { WireError } from '../../../src-main/contract/errors.ts'
import { host } from '../../link/host.ts'
import { formatBytes, formatCount, formatTime } from '../../pure/format.ts'
import { announce } from '../../state/announce.ts'
import { asWireError, useQuery } from '../../state/use-query.ts'
import { t } from '../../text/t.ts'
import { Confirm } from '../../widgets/confirm.tsx'
import { CopyButton } from '../../widgets/copy-button.tsx'
import { Icon } from '../../widgets/icon.tsx'
import { Ago } from '../../widgets/now.tsx'
import { Failure, QueryView } from '../../widgets/states.tsx'

interface Health {
  ok: boolean
  problems: string[]
  repaired: string[]
  integrity: string
  memories: Record<string, number>
  ended: number
  cold: number
  duplicateShare: number
  operations: number
  bytes: number
  freeBytes: number
}

/** Copies of the memory, and whether its file is sound. */
export function Backups() {
  const backups = useQuery('memory.backups', {})
  const [restoring, setRestoring] = useState<string>()
  const [done, setDone] = useState('')
  const [error, setError] = useState<WireError>()
  const [busy, setBusy] = useState(false)
  async function ask<T>(
    operation: string,
    args: Record<string, unknown>,
    then: (value: T) => string,
  ): Promise<void> {
    setBusy(true)
    setError(undefined)
    try {
      const { value } = await host.call('memory.call', { operation, args })
      const text = then(value as T)
      setDone(text)
      announce(text)
      backups.reload()
    } catch (failure) {
      setError(asWireError(failure))
    } finally {
      setBusy(false)
    }
  }
  return (
    <div className="pane-body" tabIndex={0} role="region" aria-label={t('memory.backup.region')}>
      <div className="page-in">
        <section className="panel" aria-labelledby="memory-backups">
          <header>
            <h2 id="memory-backups" className="grow">
              {t('memory.tab.backups')}
            </h2>
            <button
              type="button"
              className="btn primary"
              disabled={busy}
              onClick={() =>
                void ask<{ path: string; bytes: number; memories: number }>('meta/backup', {}, (made) =>
                  t('memory.backup.made', {
                    path: made.path,
                    size: formatBytes(made.bytes),
                    count: made.memories,
                  }),
                )
              }
            >
              {t('memory.backup.now')}
            </button>
          </header>
          {done === '' ? null : (
            <p className="strip-note info">
              <Icon name="check" small />
              <span className="grow wrap-any">{done}</span>
            </p>
          )}
          {error === undefined ? null : <Failure title={t('memory.backup.failed')} error={error} />}
          <QueryView query={backups} title={t('memory.backup.listFailed')} rows={3}>
            {(data) =>
              data.backups.length === 0 ? (
                <p className="in muted">{t('memory.backup.none')}</p>
              ) : (
                <ul className="backup-list">
                  {data.backups.map((one) => (
                    <li key={one.name}>
                      <span className="grow">
                        <b className="strong">{one.name}</b>{' '}
                        <span className="muted small num">
                          {formatBytes(one.bytes)} · <Ago time={one.at} />
                        </span>
                        <code className="small faint block-line wrap-any" title={formatTime(one.at)}>
                          {one.path}
                        </code>
                      </span>
                      <CopyButton text={one.path} label={t('memory.backup.copyPath')} />
                      <button
                        type="button"
                        className="btn sm"
                        disabled={busy}
                        onClick={() => setRestoring(one.name)}
                      >
                        {t('memory.backup.restore')}
                      </button>
                    </li>
                  ))}
                </ul>
              )
            }
          </QueryView>
        </section>
        <HealthPanel />
      </div>
      {restoring === undefined ? null : (
        <Confirm
          title={t('memory.backup.restoreTitle', { name: restoring })}
          text={t('memory.backup.restoreText')}
          action={t('memory.backup.restore')}
          onClose={() => setRestoring(undefined)}
          onConfirm={() =>
            void ask<{ memories: number; safety: string }>('meta/restore', { name: restoring }, (made) =>
              t('memory.backup.restored', { count: made.memories, safety: made.safety }),
            )
          }
        />
      )}
    </div>
  )
}

function HealthPanel() {
  const [asked, setAsked] = useState(0)
  const health = useQuery('memory.call', {
    operation: 'meta/memory_health',
    args: asked > 0 ? { repair: true } : {},
  })
  return (
    <section className="panel" aria-labelledby="memory-health">
      <header>
        <h2 id="memory-health" className="grow">
          {t('memory.health.title')}
        </h2>
        <button type="button" className="btn sm" onClick={health.reload}>
          <Icon name="rerun" small />
          {t('connect.again')}
        </button>
      </header>
      <QueryView query={health} title={t('memory.health.failed')} rows={4}>
        {({ value }) => {
          const data = value as unknown as Health
          return (
            <div className="in">
              <p className="row">
                <span className={`badge ${data.ok ? 'ok' : 'error'}`}>
                  <Icon name={data.ok ? 'check' : 'warn'} />
                  {data.ok ? t('memory.health.ok') : t('memory.health.bad', { count: data.problems.length })}
                </span>
                {data.ok ? null : (
                  <button type="button" className="btn sm" onClick={() => setAsked(asked + 1)}>
                    {t('memory.health.repair')}
                  </button>
                )}
              </p>
              {data.problems.length === 0 ? null : (
                <ul className="evidence">
                  {data.problems.map((one) => (
                    <li key={one}>{one}</li>
                  ))}
                </ul>
              )}
              <dl className="dl wide-dl hint">
                {Object.entries(data.memories).map(([layer, count]) => (
                  <Row key={layer} name={layer} value={t('memory.health.memories', { count })} />
                ))}
                <Row
                  name={t('memory.health.size')}
                  value={t('memory.health.sizeText', {
                    size: formatBytes(data.bytes),
                    free: formatBytes(data.freeBytes),
                  })}
                />
                <Row name={t('memory.health.ended')} value={formatCount(data.ended)} />
                <Row name={t('memory.health.cold')} value={formatCount(data.cold)} />
                <Row
                  name={t('memory.health.duplicates')}
                  value={`${(data.duplicateShare * 100).toFixed(1)} %`}
                />
                <Row name={t('memory.health.operations')} value={formatCount(data.operations)} />
              </dl>
            </div>
          )
        }}
      </QueryView>
    </section>
  )
}

function Row({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  )
}
