import { useState } from 'react'
import { act } from '../../state/act.ts'
import { useQuery } from '../../state/use-query.ts'
import { t } from '../../text/t.ts'
import { Dialog } from '../../widgets/dialog.tsx'
import { Icon } from '../../widgets/icon.tsx'
import { LazyDiff } from '../../widgets/lazy-monaco.tsx'
import { QueryView } from '../../widgets/states.tsx'

/** A tool whose server changed its definition: calls ask until the user has read the difference and accepts it. */
export function ChangedTool({
  server,
  tool,
  onAccepted,
}: {
  server: string
  tool: string
  onAccepted: () => void
}) {
  const [open, setOpen] = useState(false)
  const changes = useQuery('servers.changes', open ? { name: server } : null)
  const accept = () => act('servers.accept', { name: server, tool }, onAccepted)
  return (
    <div className="strip-note warn" role="status">
      <Icon name="warn" small />
      <span className="grow">{t('tools.changedText')}</span>
      <button type="button" className="btn sm" onClick={() => setOpen(true)}>
        {t('tools.showChange')}
      </button>
      <button type="button" className="btn sm" onClick={accept}>
        {t('servers.accept')}
      </button>
      {open ? (
        <Dialog title={t('tools.changeOf', { tool })} onClose={() => setOpen(false)} wide>
          <div className="approval">
            <QueryView query={changes} title={t('servers.changesFailed')} rows={8}>
              {(data) => {
                const change = data.changes.find((one) => one.tool === tool)
                if (change === undefined) return <p>{t('servers.noChanges')}</p>
                return (
                  <div className="diff-place">
                    <LazyDiff
                      first={JSON.stringify(change.before, null, 2)}
                      second={JSON.stringify(change.after, null, 2)}
                      label={t('tools.changeOf', { tool })}
                      language="json"
                      sideBySide
                    />
                  </div>
                )
              }}
            </QueryView>
            <div className="sheet-actions">
              <span className="grow muted small">{t('tools.changeHint')}</span>
              <button
                type="button"
                className="btn primary"
                onClick={() => {
                  setOpen(false)
                  accept()
                }}
              >
                {t('servers.accept')}
              </button>
            </div>
          </div>
        </Dialog>
      ) : null}
    </div>
  )
}
