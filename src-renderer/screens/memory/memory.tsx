import { useState } from 'react'
import type { WireError } from '../../../src-main/contract/errors.ts'
import type { Result } from '../../../src-main/contract/methods.ts'
import { host } from '../../link/host.ts'
import { recallScript, readMemories } from '../../pure/memory-search.ts'
import { routeHash } from '../../state/route.ts'
import { asWireError, useQuery } from '../../state/use-query.ts'
import { t } from '../../text/t.ts'
import { Icon } from '../../widgets/icon.tsx'
import { Empty, Failure, QueryView } from '../../widgets/states.tsx'
import { TokenText } from '../../widgets/token-text.tsx'
import { ScreenHeading } from '../../widgets/screen-heading.tsx'
import './memory.css'

/** What agents remember: the layers, and a search that asks them as an agent would. */
export function Memory() {
  const tree = useQuery('catalog.tree', {}, ['catalog'])
  const [query, setQuery] = useState('')
  const [asking, setAsking] = useState(false)
  const [answer, setAnswer] = useState<Result<'exec.run'>>()
  const [error, setError] = useState<WireError>()

  async function search(): Promise<void> {
    if (query.trim() === '') return
    setAsking(true)
    setError(undefined)
    try {
      setAnswer(await host.call('exec.run', { code: recallScript(query.trim()), client: 'window' }))
    } catch (failure) {
      setError(asWireError(failure))
    } finally {
      setAsking(false)
    }
  }
  const found = answer === undefined ? undefined : readMemories(answer.value)
  return (
    <main id="main" className="page">
      <div className="page-in">
        <ScreenHeading>{t('screen.memory')}</ScreenHeading>
        <form
          className="row"
          role="search"
          onSubmit={(event) => {
            event.preventDefault()
            void search()
          }}
        >
          <div className="filter grow">
            <Icon name="search" />
            <input
              type="text"
              data-filter
              aria-label={t('memory.search')}
              placeholder={t('memory.hint')}
              value={query}
              maxLength={300}
              onChange={(event) => setQuery(event.target.value)}
            />
          </div>
          <button type="submit" className="btn primary" disabled={asking}>
            {asking ? t('memory.searching') : t('memory.ask')}
          </button>
        </form>
        <p className="faint small">{t('memory.note')}</p>
        {error === undefined ? null : <Failure title={t('memory.failed')} error={error} />}
        {answer === undefined ? null : answer.status !== 'ok' ? (
          <Failure title={t('memory.failed')} error={{ code: 'THREW', message: answer.text }} />
        ) : found === undefined || found.length === 0 ? (
          <Empty icon="memory" title={t('memory.none')} />
        ) : (
          <ul className="memories">
            {found.map((memory, index) => (
              <li key={index} className="panel in">
                <p className="sensitive">
                  <TokenText text={memory.content} />
                </p>
                <p className="faint small">
                  {memory.details} · <a href={routeHash('run', answer.executionId)}>{t('memory.run')}</a>
                </p>
              </li>
            ))}
          </ul>
        )}
        <QueryView query={tree} title={t('tools.failed')}>
          {(data) => (
            <section className="panel" aria-labelledby="memory-layers">
              <header>
                <h2 id="memory-layers">{t('memory.layers')}</h2>
              </header>
              <ul className="layers">
                {data.servers
                  .filter((server) => server.kind === 'memory')
                  .map((server) => (
                    <li key={server.name}>
                      <a href={routeHash('tools', server.tools[0]?.id ?? server.name)}>
                        <b className="strong">{server.name}</b>
                      </a>
                      <span className="muted">{server.description}</span>
                      <span className="count">{t('memory.operations', { count: server.tools.length })}</span>
                    </li>
                  ))}
              </ul>
            </section>
          )}
        </QueryView>
      </div>
    </main>
  )
}
