import { useState } from 'react'
import type { Result } from '../../../src-main/contract/methods.ts'
import { host } from '../../link/host.ts'
import { announce } from '../../state/announce.ts'
import { asWireError } from '../../state/use-query.ts'
import { t } from '../../text/t.ts'
import { Dialog } from '../../widgets/dialog.tsx'

type Found = Result<'servers.found'>['servers'][number]
type Moved = Result<'servers.found'>['moved'][number]

/** What moving a server changes in the file of its client, before it is done. */
export function MoveServer({
  server,
  onClose,
  onMoved,
}: {
  server: Found
  onClose: () => void
  onMoved: () => void
}) {
  const [busy, setBusy] = useState(false)
  const [said, setSaid] = useState('')
  async function move(): Promise<void> {
    setBusy(true)
    setSaid('')
    try {
      const { client, originalName, name } = server
      const status = await host.call('servers.import', { client, originalName, name, move: true })
      onMoved()
      if (status.moved === undefined) return setSaid(status.detail)
      announce(t('servers.moved', { file: status.moved.file }))
      onClose()
    } catch (error) {
      setSaid(asWireError(error).message)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Dialog title={t('servers.moveTitle', { name: server.name })} wide onClose={onClose}>
      <div className="approval">
        <p>{t('servers.moveText', { client: server.clientName })}</p>
        <pre className="block mono small" tabIndex={0} role="region" aria-label={t('servers.moveChange')}>
          {server.removal}
        </pre>
        {said === '' ? null : (
          <p className="strip-note error" role="alert">
            {said}
          </p>
        )}
        <div className="sheet-actions">
          <span className="grow" />
          <button type="button" className="btn" data-autofocus onClick={onClose}>
            {t('action.cancel')}
          </button>
          <button type="button" className="btn primary" disabled={busy} onClick={() => void move()}>
            {busy ? t('servers.importing', { name: server.name }) : t('servers.move')}
          </button>
        </div>
      </div>
    </Dialog>
  )
}

/** Servers that were moved, each with the way back. */
export function MovedServers({ moved, onChanged }: { moved: readonly Moved[]; onChanged: () => void }) {
  const [said, setSaid] = useState<{ text: string; failed: boolean }>()
  async function putBack({ client, originalName }: Moved): Promise<void> {
    try {
      const { file } = await host.call('servers.putBack', { client, originalName })
      setSaid({ text: t('servers.back', { name: originalName, file }), failed: false })
      onChanged()
    } catch (error) {
      setSaid({ text: asWireError(error).message, failed: true })
    }
  }
  return (
    <>
      {moved.length === 0 ? null : (
        <section aria-labelledby="servers-moved">
          <h3 id="servers-moved">{t('servers.movedTitle')}</h3>
          <ul className="found">
            {moved.map((one) => (
              <li key={`${one.client}/${one.originalName}`}>
                <div className="row">
                  <b className="strong grow">{one.originalName}</b>
                  <button
                    type="button"
                    className="btn sm"
                    aria-label={t('servers.putBackOf', { name: one.originalName })}
                    onClick={() => void putBack(one)}
                  >
                    {t('servers.putBack')}
                  </button>
                </div>
                <code className="small muted ellip">{one.file}</code>
              </li>
            ))}
          </ul>
        </section>
      )}
      {said === undefined ? null : (
        <p
          className={said.failed ? 'strip-note error' : 'strip-note'}
          role={said.failed ? 'alert' : 'status'}
        >
          {said.text}
        </p>
      )}
    </>
  )
}
