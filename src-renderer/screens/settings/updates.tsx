import type { Result } from '../../../src-main/contract/methods.ts'
import { act } from '../../state/act.ts'
import { useQuery } from '../../state/use-query.ts'
import { t } from '../../text/t.ts'
import { QueryView } from '../../widgets/states.tsx'

type Status = Result<'updates.status'>

/** Where an update stands, in one sentence. */
function sentence(status: Status): string {
  switch (status.state) {
    case 'off':
      return status.reason
    case 'current':
      return t('updates.current')
    case 'checking':
      return t('updates.checking')
    case 'downloading':
      return t('updates.downloading', { version: status.version, percent: status.percent })
    case 'downloaded':
      return t('updates.downloaded', { version: status.version })
    case 'failed':
      return t('updates.failed', { reason: status.reason })
  }
}

/** Updates of the installed app: what is known, a check now, and the restart, which waits for runs. */
export function Updates() {
  const status = useQuery('updates.status', {}, ['host'])
  return (
    <section className="panel" aria-labelledby="settings-updates">
      <header>
        <h2 id="settings-updates">{t('updates.title')}</h2>
      </header>
      <div className="in">
        <QueryView query={status} title={t('updates.unknown')} rows={1}>
          {(data) => (
            <>
              <p role="status">{sentence(data)}</p>
              {data.state === 'off' ? null : data.state === 'downloaded' ? (
                <button
                  type="button"
                  className="btn"
                  onClick={() => act('updates.install', {}, status.reload)}
                >
                  {t('updates.install')}
                </button>
              ) : (
                <button
                  type="button"
                  className="btn"
                  disabled={data.state === 'checking' || data.state === 'downloading'}
                  onClick={() => act('updates.check', {}, status.reload)}
                >
                  {t('updates.check')}
                </button>
              )}
            </>
          )}
        </QueryView>
      </div>
    </section>
  )
}
