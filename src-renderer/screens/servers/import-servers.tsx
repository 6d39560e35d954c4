import { useState } from 'react'
import type { WireError } from '../../../src-main/contract/errors.ts'
import type { Result } from '../../../src-main/contract/methods.ts'
import { host } from '../../link/host.ts'
import { announce } from '../../state/announce.ts'
import { asWireError, useQuery } from '../../state/use-query.ts'
import { t } from '../../text/t.ts'
import { Dialog } from '../../widgets/dialog.tsx'
import { Icon } from '../../widgets/icon.tsx'
import { QueryView } from '../../widgets/states.tsx'
import { MovedServers, MoveServer } from './move-server.tsx'

type Found = Result<'servers.found'>['servers'][number]
const keyOf = (one: Found) => `${one.client}/${one.originalName}`

/**
 * Servers that other clients start themselves: what each is, then the chosen ones are taken over. Their
 * entries stay as they are unless one is moved, which shows the change first.
 */
export function ImportServers({ onClose, onDone }: { onClose: () => void; onDone: () => void }) {
  const found = useQuery('servers.found', {})
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [busy, setBusy] = useState('')
  const [moving, setMoving] = useState<Found>()
  const [failed, setFailed] = useState<readonly { name: string; error: WireError }[]>([])
  async function take(list: readonly Found[]): Promise<void> {
    const bad: { name: string; error: WireError }[] = []
    for (const one of list) {
      setBusy(one.name)
      try {
        await host.call('servers.import', { client: one.client, originalName: one.originalName })
      } catch (error) {
        bad.push({ name: one.name, error: asWireError(error) })
      }
    }
    setBusy('')
    setFailed(bad)
    announce(t('servers.imported', { count: list.length - bad.length }))
    onDone()
    if (bad.length === 0) onClose()
    else {
      setChosen(new Set())
      found.reload()
    }
  }
  if (moving !== undefined) {
    return (
      <MoveServer
        server={moving}
        onClose={() => setMoving(undefined)}
        onMoved={() => {
          onDone()
          found.reload()
        }}
      />
    )
  }
  return (
    <Dialog title={t('servers.import')} onClose={onClose} wide>
      <div className="approval">
        <p className="muted">{t('servers.importText')}</p>
        <QueryView query={found} title={t('servers.importFailed')} rows={4}>
          {(data) => {
            const free = data.servers.filter((one) => !one.isThere && one.problem === undefined)
            const list = free.filter((one) => chosen.has(keyOf(one)))
            const moved = <MovedServers moved={data.moved} onChanged={found.reload} />
            if (data.servers.length === 0) {
              return (
                <>
                  <p>{t('servers.importNone')}</p>
                  {moved}
                </>
              )
            }
            return (
              <>
                <ul className="found">
                  {data.servers.map((one) => {
                    const usable = !one.isThere && one.problem === undefined
                    return (
                      <li key={keyOf(one)}>
                        <label className="row">
                          <input
                            type="checkbox"
                            disabled={!usable || busy !== ''}
                            checked={chosen.has(keyOf(one))}
                            onChange={(event) =>
                              setChosen((old) => {
                                const next = new Set(old)
                                if (event.target.checked) next.add(keyOf(one))
                                else next.delete(keyOf(one))
                                return next
                              })
                            }
                          />
                          <b className="strong">{one.name}</b>
                          <span className="muted">{one.clientName}</span>
                          {one.isThere ? <span className="badge ok">{t('servers.importThere')}</span> : null}
                        </label>
                        {one.problem !== undefined || one.removal === '' ? null : (
                          <button
                            type="button"
                            className="btn sm move"
                            disabled={busy !== ''}
                            aria-label={t('servers.moveOf', { name: one.name })}
                            onClick={() => setMoving(one)}
                          >
                            {t('servers.moveDots')}
                          </button>
                        )}
                        <code className="small muted ellip" title={one.file}>
                          {one.url ?? [one.command ?? '', ...(one.args ?? [])].join(' ')}
                        </code>
                        {one.secrets.length === 0 ? null : (
                          <span className="faint small">
                            {t('servers.importSecrets', { names: one.secrets.join(', ') })}
                          </span>
                        )}
                        {one.problem === undefined ? null : (
                          <span className="small error-text">{one.problem}</span>
                        )}
                      </li>
                    )
                  })}
                </ul>
                {moved}
                {failed.map((one) => (
                  <p key={one.name} className="strip-note error" role="alert">
                    <Icon name="warn" small />
                    {one.name}: {one.error.message}
                  </p>
                ))}
                <div className="sheet-actions">
                  <span className="grow muted small">{t('servers.importKeep')}</span>
                  <button type="button" className="btn" onClick={onClose}>
                    {t('action.cancel')}
                  </button>
                  <button
                    type="button"
                    className="btn primary"
                    disabled={list.length === 0 || busy !== ''}
                    onClick={() => void take(list)}
                  >
                    {busy === ''
                      ? t('servers.importNow', { count: list.length })
                      : t('servers.importing', { name: busy })}
                  </button>
                </div>
              </>
            )
          }}
        </QueryView>
      </div>
    </Dialog>
  )
}
