import { useState } from 'react'
import type { SandboxStatus } from '../../../src-main/contract/sandbox.ts'
import { formatBytes, formatDuration } from '../../pure/format.ts'
import { routeHash } from '../../state/route.ts'
import { useQuery } from '../../state/use-query.ts'
import { useTopic } from '../../state/use-topic.ts'
import { t } from '../../text/t.ts'
import { Icon } from '../../widgets/icon.tsx'
import { QueryView } from '../../widgets/states.tsx'

/** How strongly agent code is confined on this computer, and the processes that are there for it now. */
export function SandboxPanel() {
  const query = useQuery('sandbox.status', {})
  const [live, setLive] = useState<SandboxStatus>()
  useTopic(['sandbox'], (value) => setLive(value as SandboxStatus), query.reload)
  return (
    <section className="panel" aria-labelledby="connect-sandbox">
      <header>
        <h2 id="connect-sandbox">{t('sandbox.title')}</h2>
      </header>
      <QueryView query={query} title={t('sandbox.failed')} rows={4}>
        {(data) => <Status status={live ?? (data.status as SandboxStatus)} />}
      </QueryView>
    </section>
  )
}

function Status({ status }: { status: SandboxStatus }) {
  const refused = status.probes.filter((probe) => probe.refused).length
  return (
    <div className="in sandbox">
      <p>
        <span className={`badge ${status.level === 'kernel-enforced' ? 'ok' : 'warn'}`}>
          <Icon name={status.level === 'kernel-enforced' ? 'shieldok' : 'warn'} />
          {status.level}
        </span>{' '}
        {status.reason ?? t('sandbox.strong')}
      </p>
      <dl className="dl wide-dl">
        <dt>{t('sandbox.processes')}</dt>
        <dd>{t('sandbox.counts', { warm: status.warm, busy: status.busy })}</dd>
        <dt>{t('sandbox.timings')}</dt>
        <dd>
          {t('sandbox.times', {
            warm: formatDuration(status.timings.warmUpMs),
            wait: formatDuration(status.timings.waitMs),
            kill: formatDuration(status.timings.killMs),
          })}
        </dd>
        <dt>{t('sandbox.probes')}</dt>
        <dd>{t('sandbox.refused', { refused, count: status.probes.length })}</dd>
      </dl>
      {status.runners.length === 0 ? null : (
        <ul className="runners" aria-label={t('sandbox.processes')}>
          {status.runners.map((runner) => (
            <li key={runner.pid}>
              <span className="num">{runner.pid}</span>
              <span className={`badge ${runner.state === 'busy' ? 'info' : ''}`}>
                {t(`sandbox.state.${runner.state}`)}
              </span>
              <span className="num">{formatBytes(runner.rssBytes)}</span>
              <span className="num muted">{formatDuration(runner.cpuMs)}</span>
              {runner.run === undefined ? <span /> : <a href={routeHash('run', runner.run)}>{runner.run}</a>}
            </li>
          ))}
        </ul>
      )}
      <details>
        <summary>
          {t('sandbox.layers', { count: status.layers.filter((layer) => layer.active).length })}
        </summary>
        <ul className="layer-list">
          {status.layers.map((layer) => (
            <li key={layer.name}>
              <span className={`state-word ${layer.active ? 'ok' : ''}`}>
                <Icon name={layer.active ? 'check' : 'minus'} small />
                {layer.active ? t('sandbox.active') : t('sandbox.inactive')}
              </span>
              <span>
                <b className="strong">{layer.name}</b> <span className="muted">{layer.detail}</span>
              </span>
            </li>
          ))}
        </ul>
      </details>
    </div>
  )
}
