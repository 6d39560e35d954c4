import { useEffect } from 'react'
import { act } from '../../state/act.ts'
import { useQuery } from '../../state/use-query.ts'
import { t } from '../../text/t.ts'
import { QueryView } from '../../widgets/states.tsx'
import { Switch } from '../../widgets/switch.tsx'

/** Milliseconds between looks while vectors are being made. */
const again = 2_000

/** The switch of the memory's embedder, what it costs, and how far it is. */
export function Embedder() {
  const status = useQuery('memory.embedder', {})
  const { data, reload } = status
  const busy = data !== undefined && data.waiting > 0 && data.problem === undefined
  useEffect(() => {
    if (!busy) return undefined
    const timer = setInterval(reload, again)
    return () => clearInterval(timer)
  }, [busy, reload])
  return (
    <section className="panel" aria-labelledby="settings-memory">
      <header>
        <h2 id="settings-memory">{t('settings.memory')}</h2>
      </header>
      <QueryView query={status} title={t('settings.embedderFailed')} rows={1}>
        {({ on, vectors, waiting, problem }) => (
          <div className="in setting">
            <span>
              {t('settings.embedder')}
              <small className="muted block-line">{t('settings.embedderHint')}</small>
              {on ? (
                <small className="block-line" role="status">
                  {problem ??
                    (waiting > 0
                      ? t('settings.embedderWaiting', { vectors, waiting })
                      : t('settings.embedderReady', { vectors }))}
                </small>
              ) : null}
            </span>
            <Switch
              label={t('settings.embedder')}
              on={on}
              onChange={(value) => act('settings.set', { name: 'memory.embedder', value }, reload)}
            />
          </div>
        )}
      </QueryView>
    </section>
  )
}
