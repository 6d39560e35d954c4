import { useState } from 'react'
import type { Result } from '../../src-main/contract/methods.ts'
import { act } from '../state/act.ts'
import { useQuery } from '../state/use-query.ts'
import { t } from '../text/t.ts'
import { QueryView } from './states.tsx'
import './clients.css'

type Client = Result<'clients.list'>['clients'][number]

/** The MCP clients on this computer: connect one with the change shown first, undo it, and see what it still reaches without Athena. */
export function Clients() {
  const clients = useQuery('clients.list', {}, ['host'])
  return (
    <section className="panel" aria-labelledby="connect-here">
      <header>
        <h2 id="connect-here">{t('connect.here')}</h2>
      </header>
      <QueryView query={clients} title={t('connect.hereFailed')} rows={4}>
        {(data) => {
          const found = data.clients.filter((client) => client.detected)
          const others = data.clients.filter((client) => !client.detected)
          return (
            <div className="in">
              {found.length === 0 ? <p className="muted">{t('connect.noneHere')}</p> : null}
              <ul className="client-rows">
                {found.map((client) => (
                  <ClientRow key={client.id} client={client} changed={clients.reload} />
                ))}
              </ul>
              {others.length === 0 ? null : (
                <p className="muted small">
                  {t('connect.notHere', { names: others.map((client) => client.name).join(', ') })}
                </p>
              )}
            </div>
          )
        }}
      </QueryView>
    </section>
  )
}

function ClientRow({ client, changed }: { client: Client; changed: () => void }) {
  const [open, setOpen] = useState(false)
  const [finish, setFinish] = useState<string>()
  const connected = client.files.length > 0 && client.files.every((file) => file.state === 'connected')
  const problem = client.files.find((file) => file.problem !== undefined)?.problem
  const change = client.files.flatMap((file) => (file.change.length === 0 ? [] : [file.path, ...file.change]))
  const direct = [...new Set(client.files.flatMap((file) => file.others))]
  return (
    <li className="client-row">
      <div className="row">
        <b className="strong grow">{client.name}</b>
        <span className={`state-word ${connected ? 'ok' : ''}`}>
          {connected ? t('connect.connected') : t('connect.notConnected')}
        </span>
        {connected ? (
          <button
            type="button"
            className="btn sm"
            onClick={() => act('clients.disconnect', { id: client.id }, changed)}
          >
            {t('connect.undo')}
          </button>
        ) : (
          <button type="button" className="btn sm" aria-expanded={open} onClick={() => setOpen(!open)}>
            {t('connect.show')}
          </button>
        )}
      </div>
      {problem === undefined ? null : <p className="small error-text">{problem}</p>}
      {direct.length === 0 ? null : (
        <p className="small">{t('connect.direct', { count: direct.length, names: direct.join(', ') })}</p>
      )}
      {finish === undefined ? null : (
        <p className="small" role="status">
          {finish}
        </p>
      )}
      {open && !connected ? (
        <>
          <pre
            className="block code"
            tabIndex={0}
            role="region"
            aria-label={t('connect.change', { name: client.name })}
          >
            {change.join('\n')}
          </pre>
          <button
            type="button"
            className="btn sm"
            disabled={problem !== undefined}
            onClick={() =>
              act('clients.connect', { id: client.id }, (result) => {
                setFinish(result.finish)
                setOpen(false)
                changed()
              })
            }
          >
            {t('connect.add', { name: client.name })}
          </button>
        </>
      ) : null}
    </li>
  )
}
