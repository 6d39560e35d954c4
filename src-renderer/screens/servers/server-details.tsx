import { act } from '../../state/act.ts'
import { useQuery } from '../../state/use-query.ts'
import { t } from '../../text/t.ts'
import { Dialog } from '../../widgets/dialog.tsx'
import { QueryView } from '../../widgets/states.tsx'

/** Last lines a server wrote. */
export function ServerLog({ name, onClose }: { name: string; onClose: () => void }) {
  const log = useQuery('servers.log', { name })
  return (
    <Dialog title={t('servers.logOf', { name })} onClose={onClose} wide>
      <div className="approval">
        <QueryView query={log} title={t('servers.logFailed')} rows={6}>
          {(data) =>
            data.lines.length === 0 ? (
              <p className="muted">{t('servers.noLog')}</p>
            ) : (
              <pre
                className="block code server-log"
                tabIndex={0}
                role="log"
                aria-live="off"
                aria-label={t('servers.logOf', { name })}
              >
                {data.lines.join('\n')}
              </pre>
            )
          }
        </QueryView>
      </div>
    </Dialog>
  )
}

/** Tools whose definition is not what the user accepted: both texts, and a way to accept. */
export function ServerChanges({ name, onClose }: { name: string; onClose: () => void }) {
  const changes = useQuery('servers.changes', { name }, ['catalog'])
  return (
    <Dialog title={t('servers.changesOf', { name })} onClose={onClose} wide>
      <div className="approval">
        <p className="muted">{t('servers.changesText')}</p>
        <QueryView query={changes} title={t('servers.changesFailed')} rows={6}>
          {(data) =>
            data.changes.length === 0 ? (
              <p>{t('servers.noChanges')}</p>
            ) : (
              <>
                {data.changes.map((change) => (
                  <section key={change.tool} aria-label={change.tool} className="change">
                    <div className="row">
                      <h3 className="grow mono">{change.tool}</h3>
                      <button
                        type="button"
                        className="btn sm"
                        onClick={() => act('servers.accept', { name, tool: change.tool }, changes.reload)}
                      >
                        {t('servers.accept')}
                      </button>
                    </div>
                    <div className="two">
                      <pre className="block code" tabIndex={0} role="region" aria-label={t('servers.before')}>
                        {JSON.stringify(change.before, null, 2)}
                      </pre>
                      <pre className="block code" tabIndex={0} role="region" aria-label={t('servers.after')}>
                        {JSON.stringify(change.after, null, 2)}
                      </pre>
                    </div>
                  </section>
                ))}
                <div className="sheet-actions">
                  <span className="grow" />
                  <button
                    type="button"
                    className="btn primary"
                    onClick={() => act('servers.accept', { name }, changes.reload)}
                  >
                    {t('servers.acceptAll')}
                  </button>
                </div>
              </>
            )
          }
        </QueryView>
      </div>
    </Dialog>
  )
}
