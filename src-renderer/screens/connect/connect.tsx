import { useState } from 'react'
import { useHostInfo } from '../../state/host-info.ts'
import { useQuery } from '../../state/use-query.ts'
import { t } from '../../text/t.ts'
import { CopyButton } from '../../widgets/copy-button.tsx'
import { Icon } from '../../widgets/icon.tsx'
import type { IconName } from '../../widgets/icon.tsx'
import { Loading, QueryView } from '../../widgets/states.tsx'
import { ScreenHeading } from '../../widgets/screen-heading.tsx'
import { Clients } from '../../widgets/clients.tsx'
import { SandboxPanel } from './sandbox-panel.tsx'
import './connect.css'

const stateIcons: Record<string, IconName> = { ok: 'check', warning: 'warn', failed: 'x', skipped: 'minus' }
const tones: Record<string, string> = { ok: 'ok', warning: 'warn', failed: 'error', skipped: '' }

/** How a client reaches Athena, which are connected, and whether everything works. */
export function Connect() {
  const info = useHostInfo((state) => state.info)
  const [asked, setAsked] = useState(true)
  const doctor = useQuery('doctor.run', asked ? {} : null)
  return (
    <main id="main" className="page">
      <div className="page-in">
        <ScreenHeading>{t('connect.title')}</ScreenHeading>
        {info === undefined ? (
          <Loading since={Date.now()} rows={4} />
        ) : (
          <>
            <section className="panel" aria-labelledby="connect-clients">
              <header>
                <h2 id="connect-clients">{t('connect.clients')}</h2>
                <span className="count">{info.clients.length}</span>
              </header>
              <div className="in">
                {info.clients.length === 0 ? (
                  <p className="muted">{t('connect.none')}</p>
                ) : (
                  <ul className="client-list">
                    {info.clients.map((client) => (
                      <li key={client.id}>
                        <span className="live" />
                        <b className="strong">{client.name}</b>
                        <span className="muted">{client.version}</span>
                        <span className="muted">{client.transport}</span>
                        <span className="muted">{t('connect.protocol', { version: client.protocol })}</span>
                      </li>
                    ))}
                  </ul>
                )}
              </div>
            </section>
            <Clients />
            <section className="panel" aria-labelledby="connect-ways">
              <header>
                <h2 id="connect-ways">{t('connect.ways')}</h2>
              </header>
              <div className="in ways">
                <Way title={t('connect.http')} text={t('connect.httpText')} code={info.mcpUrl} />
              </div>
            </section>
          </>
        )}
        <SandboxPanel />
        <section className="panel" aria-labelledby="connect-doctor">
          <header>
            <h2 id="connect-doctor" className="grow">
              {t('connect.doctor')}
            </h2>
            <button
              type="button"
              className="btn sm"
              onClick={() => {
                setAsked(true)
                doctor.reload()
              }}
            >
              <Icon name="rerun" small />
              {t('connect.again')}
            </button>
          </header>
          <QueryView query={doctor} title={t('connect.doctorFailed')} rows={8}>
            {(data) => {
              const ok = data.checks.filter((check) => check.state === 'ok').length
              const first = data.checks.find((check) => check.state === 'failed')
              return (
                <>
                  <p className="in" role="status">
                    {t('connect.summary', { ok, count: data.checks.length })}{' '}
                    {first === undefined ? '' : t('connect.first', { title: first.title })}
                  </p>
                  <ol className="checks">
                    {data.checks.map((check) => (
                      <li key={check.id}>
                        <span className={`state-word ${tones[check.state] ?? ''}`}>
                          <Icon name={stateIcons[check.state] ?? 'ask'} small />
                          {t(`connect.state.${check.state}`)}
                        </span>
                        <div>
                          <b className="strong">{check.title}</b>
                          <p className="muted small">{check.detail}</p>
                          {check.fix === undefined ? null : (
                            <p className="small">{t('connect.fix', { fix: check.fix })}</p>
                          )}
                        </div>
                      </li>
                    ))}
                  </ol>
                </>
              )
            }}
          </QueryView>
        </section>
      </div>
    </main>
  )
}

function Way({ title, text, code }: { title: string; text: string; code: string }) {
  return (
    <div className="way">
      <div className="row">
        <h3 className="grow">{title}</h3>
        <CopyButton text={code} />
      </div>
      <p className="muted small">{text}</p>
      <pre className="block code" tabIndex={0} role="region" aria-label={title}>
        {code}
      </pre>
    </div>
  )
}
