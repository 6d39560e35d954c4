import { useState } from 'react'
import type { WireError } from '../../../src-main/contract/errors.ts'
import { host } from '../../link/host.ts'
import { readMemories } from '../../pure/memory-search.ts'
import type { FoundMemory } from '../../pure/memory-search.ts'
import { announce } from '../../state/announce.ts'
import { useNotice } from '../../state/notice.ts'
import { routeHash } from '../../state/route.ts'
import { asWireError, useQuery } from '../../state/use-query.ts'
import { t } from '../../text/t.ts'
import { Icon } from '../../widgets/icon.tsx'
import { ScreenHeading } from '../../widgets/screen-heading.tsx'
import { Segmented } from '../../widgets/segmented.tsx'
import { Empty, Failure, QueryView } from '../../widgets/states.tsx'
import { TokenText } from '../../widgets/token-text.tsx'
import './memory.css'

/** Layers that can be asked by words, and how. */
const layers = {
  episodic: { search: 'episodic/recall', remove: 'episodic/forget' },
  semantic: { search: 'semantic/search', remove: undefined },
} as const
type Layer = keyof typeof layers

/** What agents remember: a search that answers as an agent would be answered, and the layers. */
export function Memory() {
  const tree = useQuery('catalog.tree', {}, ['catalog'])
  const [layer, setLayer] = useState<Layer>('episodic')
  const [query, setQuery] = useState('')
  const [asking, setAsking] = useState(false)
  const [found, setFound] = useState<readonly FoundMemory[]>()
  const [error, setError] = useState<WireError>()

  async function search(): Promise<void> {
    if (query.trim() === '') return
    setAsking(true)
    setError(undefined)
    try {
      const { value } = await host.call('memory.call', {
        operation: layers[layer].search,
        args: { query: query.trim(), limit: 20 },
      })
      const list = readMemories(value)
      setFound(list)
      announce(t('memory.found', { count: list.length }))
    } catch (failure) {
      setError(asWireError(failure))
    } finally {
      setAsking(false)
    }
  }
  function forget(memory: FoundMemory): void {
    const operation = layers[layer].remove
    if (operation === undefined || memory.id === undefined) return
    host.call('memory.call', { operation, args: { ids: [memory.id] } }).then(
      () => setFound((list) => list?.filter((one) => one !== memory)),
      (failure: unknown) => useNotice.setState({ notice: asWireError(failure) }),
    )
  }
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
          <Segmented
            label={t('memory.layer')}
            items={[
              { id: 'episodic', label: t('memory.episodic') },
              { id: 'semantic', label: t('memory.semantic') },
            ]}
            value={layer}
            onChange={(next) => {
              setLayer(next)
              setFound(undefined)
              setError(undefined)
            }}
          />
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
        {error === undefined ? null : <Failure title={t('memory.failed')} error={error} />}
        {found === undefined ? null : found.length === 0 ? (
          <Empty icon="memory" title={t('memory.none')} />
        ) : (
          <ul className="memories" aria-label={t('memory.results')}>
            {found.map((memory, index) => (
              <li key={memory.id ?? index} className="panel in">
                <p className="sensitive">
                  <TokenText text={memory.content} />
                </p>
                <div className="row">
                  <p className="faint small grow">{memory.details}</p>
                  {layers[layer].remove === undefined || memory.id === undefined ? null : (
                    <button type="button" className="btn ghost sm" onClick={() => forget(memory)}>
                      <Icon name="trash" small />
                      {t('memory.forget')}
                    </button>
                  )}
                </div>
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
