import { useEffect, useMemo, useState } from 'react'
import type { KeyboardEvent } from 'react'
import { readMemories, tagCounts } from '../../pure/memories.ts'
import type { MemoryItem } from '../../pure/memories.ts'
import { announce } from '../../state/announce.ts'
import { useCommands } from '../../state/commands.ts'
import { setQuery, useRoute } from '../../state/route.ts'
import { t } from '../../text/t.ts'
import { focusFilter } from '../../widgets/filter-field.tsx'
import { Icon } from '../../widgets/icon.tsx'
import { Ago } from '../../widgets/now.tsx'
import { Segmented } from '../../widgets/segmented.tsx'
import { Empty, QueryView } from '../../widgets/states.tsx'
import { TokenText } from '../../widgets/token-text.tsx'
import { AddMemory } from './add-memory.tsx'
import { MemoryDetail } from './memory-detail.tsx'
import { useUndo } from './undo.ts'
import { useMemory } from './use-memory.ts'

const layers = ['episodic', 'semantic'] as const
type Layer = (typeof layers)[number]
const pageSize = 100

/** The list of memories, newest first or best first; what is chosen is beside it. */
export function Memories() {
  const layer: Layer = useRoute((route) =>
    route.query.get('layer') === 'semantic' ? 'semantic' : 'episodic',
  )
  const search = useRoute((route) => route.query.get('q') ?? '')
  const tag = useRoute((route) => route.query.get('tag') ?? '')
  const asOf = useRoute((route) => route.query.get('asof') ?? '')
  const chosen = useRoute((route) => route.query.get('id') ?? '')
  const [typed, setTyped] = useState(search)
  const [adding, setAdding] = useState(false)
  const [limit, setLimit] = useState(pageSize)
  useEffect(() => {
    const timer = setTimeout(() => {
      if (typed !== search) setQuery({ q: typed, id: '' })
    }, 250)
    return () => clearTimeout(timer)
  }, [typed, search])

  const narrowed = {
    ...(tag === '' ? {} : { tags: [tag] }),
    ...(asOf === '' ? {} : { asOf: new Date(asOf).toISOString() }),
  }
  const query = useMemory<unknown>(
    search.trim() !== ''
      ? layer === 'episodic'
        ? 'episodic/recall'
        : 'semantic/search'
      : layer === 'episodic'
        ? 'episodic/list_events'
        : 'semantic/list_memories',
    search.trim() !== ''
      ? { query: search.trim(), limit: 50, explain: true, ...narrowed }
      : { limit, ...narrowed },
  )
  const undo = useUndo((state) => state.last)
  // A write of this screen, or its undoing, changes what is listed.
  useEffect(() => {
    if (undo !== undefined) query.reload()
  }, [undo])
  const items = useMemo(() => readMemories(query.data, layer), [query.data, layer])
  const total =
    typeof query.data === 'object' && query.data !== null && 'total' in query.data
      ? Number(query.data.total)
      : items.length
  const item = items.find((one) => one.id === chosen)
  const filtered = search.trim() !== '' || tag !== '' || asOf !== ''
  useEffect(() => {
    if (search.trim() !== '' && query.data !== undefined) announce(t('memory.found', { count: items.length }))
  }, [search, query.data, items.length])
  useCommands([
    {
      id: 'memory.filter',
      group: 'view',
      title: t('command.filter'),
      icon: 'filter',
      keys: ['/'],
      run: focusFilter,
    },
    {
      id: 'memory.add',
      group: 'run',
      title: t('memory.add'),
      icon: 'plus',
      keys: ['a'],
      run: () => setAdding(true),
    },
  ])

  return (
    <div className={`memories-cols${item === undefined ? '' : ' chosen'}`}>
      <section className="pane" aria-label={t('memory.list')}>
        <div className="bar2 memory-bar" role="search">
          <Segmented
            label={t('memory.layer')}
            items={layers.map((id) => ({ id, label: t(`memory.${id}`) }))}
            value={layer}
            onChange={(next) => setQuery({ layer: next === 'episodic' ? '' : next, id: '', tag: '' })}
          />
          <div className="filter grow">
            <Icon name="search" />
            <input
              type="text"
              data-filter
              aria-label={t('memory.search')}
              placeholder={t('memory.hint')}
              value={typed}
              maxLength={300}
              onChange={(event) => setTyped(event.target.value)}
              onKeyDown={(event) => {
                if (event.key === 'Escape') setTyped('')
              }}
            />
          </div>
          <label className="as-of">
            <span className="muted small">{t('memory.asOf')}</span>
            <input
              className="input"
              type="datetime-local"
              value={asOf}
              onChange={(event) => setQuery({ asof: event.target.value, id: '' })}
            />
          </label>
          <button type="button" className="btn" onClick={() => setAdding(true)}>
            <Icon name="plus" small />
            {t('memory.add')}
          </button>
        </div>
        {asOf === '' ? null : (
          <div className="strip-note info">
            <Icon name="clock" small />
            <span className="grow">
              {t('memory.asOfText', { time: new Date(asOf).toLocaleString('en') })}
            </span>
            <button type="button" className="btn sm" onClick={() => setQuery({ asof: '' })}>
              {t('memory.asOfNow')}
            </button>
          </div>
        )}
        <Tags items={items} chosen={tag} />
        <QueryView query={query} title={t('memory.failed')} rows={10}>
          {() =>
            items.length === 0 ? (
              filtered ? (
                <Empty
                  icon="search"
                  title={t('memory.none')}
                  action={
                    <button
                      type="button"
                      className="btn"
                      onClick={() => {
                        setTyped('')
                        setQuery({ q: '', tag: '', asof: '' })
                      }}
                    >
                      {t('filter.clear')}
                    </button>
                  }
                />
              ) : (
                <Empty
                  icon="memory"
                  title={t(`memory.empty.${layer}`)}
                  action={
                    <button type="button" className="btn primary" onClick={() => setAdding(true)}>
                      {t('memory.add')}
                    </button>
                  }
                >
                  <p>{t('memory.empty.text')}</p>
                  <pre className="block code">{t(`memory.example.${layer}`)}</pre>
                </Empty>
              )
            ) : (
              <>
                <ItemList items={items} chosen={chosen} />
                {search.trim() === '' && items.length < total ? (
                  <button
                    type="button"
                    className="btn ghost sm more-rows"
                    onClick={() => setLimit(limit + 200)}
                  >
                    {t('memory.more', { shown: items.length, count: total })}
                  </button>
                ) : null}
              </>
            )
          }
        </QueryView>
      </section>
      <aside className="pane inspector" aria-label={t('memory.detail')}>
        {item === undefined ? (
          <p className="pane-idle muted">{t('memory.choose')}</p>
        ) : (
          <MemoryDetail key={item.id} item={item} readOnly={asOf !== ''} />
        )}
      </aside>
      {adding ? <AddMemory layer={layer} onClose={() => setAdding(false)} /> : null}
    </div>
  )
}

/** Tags of what is listed; a chosen one stays, however little is left. */
function Tags({ items, chosen }: { items: readonly MemoryItem[]; chosen: string }) {
  const counts = tagCounts(items)
  const shown =
    chosen !== '' && !counts.some((one) => one.tag === chosen)
      ? [{ tag: chosen, count: 0 }, ...counts]
      : counts
  if (shown.length === 0) return null
  return (
    <div className="memory-tags" role="group" aria-label={t('memory.tags')}>
      {shown.slice(0, 16).map((one) => (
        <button
          key={one.tag}
          type="button"
          className={`badge${one.tag === chosen ? ' info' : ''}`}
          aria-pressed={one.tag === chosen}
          onClick={() => setQuery({ tag: one.tag === chosen ? '' : one.tag })}
        >
          {one.tag} <span className="count">{one.count}</span>
        </button>
      ))}
    </div>
  )
}

function ItemList({ items, chosen }: { items: readonly MemoryItem[]; chosen: string }) {
  const most = Math.max(...items.map((one) => one.score ?? 0), 0.0001)
  const at = Math.max(
    0,
    items.findIndex((one) => one.id === chosen),
  )
  function onKeyDown(event: KeyboardEvent<HTMLDivElement>): void {
    const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key]
    const to =
      event.key === 'Home'
        ? 0
        : event.key === 'End'
          ? items.length - 1
          : step === undefined
            ? undefined
            : at + step
    const next = to === undefined ? undefined : items[Math.min(Math.max(to, 0), items.length - 1)]
    if (next === undefined || event.metaKey || event.ctrlKey || event.altKey) return
    event.preventDefault()
    event.stopPropagation()
    setQuery({ id: next.id })
    event.currentTarget.querySelector<HTMLElement>(`[data-id="${CSS.escape(next.id)}"]`)?.focus()
  }
  return (
    <div
      className="pane-body memory-list"
      role="listbox"
      aria-label={t('memory.results')}
      onKeyDown={onKeyDown}
    >
      {items.map((item, index) => (
        <div
          key={item.id}
          role="option"
          data-id={item.id}
          aria-selected={item.id === chosen}
          tabIndex={index === at ? 0 : -1}
          onClick={() => setQuery({ id: item.id })}
          onKeyDown={(event) => {
            if (event.key === 'Enter') setQuery({ id: item.id })
          }}
        >
          <span className="memory-text sensitive">
            <TokenText text={item.content} />
          </span>
          <span className="memory-meta">
            {item.score === undefined ? null : (
              <span className="meter tiny" aria-hidden="true">
                <i style={{ width: `${(item.score / most) * 100}%` }} />
              </span>
            )}
            {item.signals.length === 0 ? null : (
              <span className="faint ellip">
                {item.signals
                  .slice(0, 3)
                  .map((signal) => `${signalName(signal.name)} ${signal.value.toFixed(2)}`)
                  .join(' · ')}
              </span>
            )}
            {item.kind === 'event' ? null : <span className="badge">{item.kind}</span>}
            {item.tags.slice(0, 4).map((one) => (
              <span key={one} className="faint">
                #{one}
              </span>
            ))}
            <span className="grow" />
            {item.at === undefined ? null : (
              <span className="faint">
                <Ago time={item.at} />
              </span>
            )}
          </span>
        </div>
      ))}
    </div>
  )
}

const known = [
  'own',
  'window',
  'coverage',
  'session',
  'speaker',
  'time',
  'number',
  'strength',
  'recency',
  'confidence',
] as const

/** A part of the score, in words where there are some. */
export function signalName(name: string): string {
  const one = known.find((word) => word === name)
  return one === undefined ? name : t(`memory.signal.${one}`)
}
