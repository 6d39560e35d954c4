import { useState } from 'react'
import type { Result } from '../../../src-main/contract/methods.ts'
import { host } from '../../link/host.ts'
import { announce } from '../../state/announce.ts'
import { asWireError, useQuery } from '../../state/use-query.ts'
import { t } from '../../text/t.ts'
import { Dialog } from '../../widgets/dialog.tsx'
import { QueryView } from '../../widgets/states.tsx'

type Found = Result<'servers.found'>['servers'][number]
type Moved = Result<'servers.found'>['moved'][number]

/** Servers that the user's other clients start themselves: taken over, or moved with a look at the change first. */
export function ImportServers({ onClose, onChanged }: { onClose: () => void; onChanged: () => void }) {
  const found = useQuery('servers.found', {})
  const [busy, setBusy] = useState<string>()
  const [moving, setMoving] = useState<Found>()
  const [said, setSaid] = useState<{ text: string; failed: boolean }>()

  async function run(id: string, work: () => Promise<string>): Promise<void> {
    setBusy(id)
    setSaid(undefined)
    try {
      const text = await work()
      announce(text)
      setSaid({ text, failed: false })
      onChanged()
    } catch (error) {
      setSaid({ text: asWireError(error).message, failed: true })
    } finally {
      setBusy(undefined)
      setMoving(undefined)
      found.reload()
    }
  }

  function take(server: Found, move: boolean): void {
    void run(keyOf(server), async () => {
      const { client, originalName, name } = server
      const status = await host.call('servers.import', {
        client,
        originalName,
        name,
        ...(move ? { move: true } : {}),
      })
      const added = t('servers.added', { name, state: status.state, count: status.tools })
      const left = status.detail === '' ? '' : ` ${status.detail}`
      return status.moved === undefined
        ? `${added}.${left}`
        : `${added}. ${t('servers.import.moved', { file: status.moved.file, backup: status.moved.backup })}`
    })
  }

  function back(one: Moved): void {
    void run(keyOf(one), async () => {
      const { file } = await host.call('servers.putBack', {
        client: one.client,
        originalName: one.originalName,
      })
      return t('servers.import.back', { name: one.originalName, file })
    })
  }

  if (moving !== undefined) {
    return (
      <Dialog
        title={t('servers.import.moveTitle', { name: moving.name })}
        wide
        onClose={() => setMoving(undefined)}
      >
        <div className="approval">
          <p>{t('servers.import.moveText', { client: moving.clientName })}</p>
          <pre
            className="block mono small"
            tabIndex={0}
            role="region"
            aria-label={t('servers.import.change')}
          >
            {moving.removal}
          </pre>
          <div className="sheet-actions">
            <span className="grow" />
            <button type="button" className="btn" data-autofocus onClick={() => setMoving(undefined)}>
              {t('action.cancel')}
            </button>
            <button
              type="button"
              className="btn primary"
              disabled={busy !== undefined}
              onClick={() => take(moving, true)}
            >
              {busy === undefined ? t('servers.import.move') : t('servers.adding')}
            </button>
          </div>
        </div>
      </Dialog>
    )
  }
  return (
    <Dialog title={t('servers.import')} wide onClose={onClose}>
      <div className="approval">
        <p className="muted">{t('servers.import.text')}</p>
        <QueryView query={found} title={t('servers.import.failed')} rows={3}>
          {(data) => (
            <>
              {data.servers.length === 0 ? <p>{t('servers.import.none')}</p> : null}
              <ul className="server-list">
                {data.servers.map((server) => (
                  <li key={keyOf(server)}>
                    <div className="grow">
                      <b className="strong">{server.name}</b>{' '}
                      <span className="badge">{server.clientName}</span>
                      <code className="block-line small">
                        {server.url ?? [server.command, ...(server.args ?? [])].join(' ')}
                      </code>
                      {server.problem === undefined ? null : (
                        <small className="muted block-line">{server.problem}</small>
                      )}
                      {server.isThere ? (
                        <small className="muted block-line">{t('servers.import.there')}</small>
                      ) : null}
                    </div>
                    {server.problem === undefined ? (
                      <div className="server-actions">
                        {server.isThere ? null : (
                          <button
                            type="button"
                            className="btn sm"
                            disabled={busy !== undefined}
                            aria-label={t('servers.import.takeOf', { name: server.name })}
                            onClick={() => take(server, false)}
                          >
                            {busy === keyOf(server) ? t('servers.adding') : t('servers.import.take')}
                          </button>
                        )}
                        {server.removal === '' ? null : (
                          <button
                            type="button"
                            className="btn sm"
                            disabled={busy !== undefined}
                            aria-label={t('servers.import.moveOf', { name: server.name })}
                            onClick={() => setMoving(server)}
                          >
                            {t('servers.import.moveDots')}
                          </button>
                        )}
                      </div>
                    ) : null}
                  </li>
                ))}
              </ul>
              {data.moved.length === 0 ? null : (
                <section aria-labelledby="import-moved">
                  <h3 id="import-moved">{t('servers.import.movedTitle')}</h3>
                  <ul className="server-list">
                    {data.moved.map((one) => (
                      <li key={keyOf(one)}>
                        <div className="grow">
                          <b className="strong">{one.originalName}</b>
                          <code className="block-line small">{one.file}</code>
                        </div>
                        <button
                          type="button"
                          className="btn sm"
                          disabled={busy !== undefined}
                          aria-label={t('servers.import.putBackOf', { name: one.originalName })}
                          onClick={() => back(one)}
                        >
                          {t('servers.import.putBack')}
                        </button>
                      </li>
                    ))}
                  </ul>
                </section>
              )}
            </>
          )}
        </QueryView>
        {said === undefined ? null : (
          <p
            className={said.failed ? 'strip-note error' : 'strip-note'}
            role={said.failed ? 'alert' : 'status'}
          >
            {said.text}
          </p>
        )}
      </div>
    </Dialog>
  )
}

function keyOf({ client, originalName }: { client: string; originalName: string }): string {
  return `${client}/${originalName}`
}
