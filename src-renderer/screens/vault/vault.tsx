import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { KeyboardEvent } from 'react'
import type { Result } from '../../../src-main/contract/methods.ts'
import { formatCount } from '../../pure/format.ts'
import { useCommands } from '../../state/commands.ts'
import { setQuery, useRoute } from '../../state/route.ts'
import { useQuery } from '../../state/use-query.ts'
import { t } from '../../text/t.ts'
import { host } from '../../link/host.ts'
import { useNotice } from '../../state/notice.ts'
import { asWireError } from '../../state/use-query.ts'
import { focusFilter } from '../../widgets/filter-field.tsx'
import { Icon } from '../../widgets/icon.tsx'
import type { IconName } from '../../widgets/icon.tsx'
import { Ago } from '../../widgets/now.tsx'
import { Empty, QueryView } from '../../widgets/states.tsx'
import { ScreenHeading } from '../../widgets/screen-heading.tsx'
import { EntryPage } from './entry-page.tsx'
import './vault.css'

type Entry = Result<'vault.page'>['entries'][number]

const kindIcons: Record<string, IconName> = {
  EMAIL: 'mail',
  PHONE: 'phone',
  NAME: 'user',
  PERSON: 'user',
  ADDRESS: 'place',
  CARD: 'card',
  IBAN: 'card',
  SECRET: 'key',
  API_KEY: 'key',
}

/** Which vault tokens exist and what they stand for, masked. The page never has the values. */
export function Vault() {
  const page = useQuery('vault.page', { limit: 500 }, ['vault'])
  const status = useQuery('vault.status', {}, ['vault'])
  const locked = status.data?.locked === true
  const kind = useRoute((route) => route.query.get('kind') ?? '')
  const search = useRoute((route) => route.query.get('q') ?? '')
  const [typed, setTyped] = useState(search)
  const [selected, setSelected] = useState<string>()
  useEffect(() => {
    const timer = setTimeout(() => {
      if (typed !== search) setQuery({ q: typed })
    }, 150)
    return () => clearTimeout(timer)
  }, [typed, search])
  function toggleLock(): void {
    host
      .call(locked ? 'vault.unlock' : 'vault.lock', {})
      .then(status.reload, (error: unknown) => useNotice.setState({ notice: asWireError(error) }))
  }
  useCommands([
    {
      id: 'vault.lock',
      group: 'run',
      title: t('command.lockVault'),
      icon: 'vault',
      keys: ['shift+mod+l'],
      run: toggleLock,
    },
    {
      id: 'vault.filter',
      group: 'view',
      title: t('command.filter'),
      icon: 'filter',
      keys: ['/'],
      run: focusFilter,
    },
  ])

  const entries = page.data?.entries
  const kinds = useMemo(() => {
    const counts = new Map<string, number>()
    for (const entry of entries ?? []) counts.set(entry.kind, (counts.get(entry.kind) ?? 0) + 1)
    return [...counts].sort((a, b) => b[1] - a[1])
  }, [entries])
  const shown = useMemo(() => {
    const words = search.toLowerCase().split(/\s+/).filter(Boolean)
    return (entries ?? []).filter(
      (entry) =>
        (kind === '' || entry.kind === kind) &&
        words.every((word) =>
          `${entry.token} ${entry.kind} ${entry.source} ${entry.session ?? ''}`.toLowerCase().includes(word),
        ),
    )
  }, [entries, kind, search])
  const current = shown.find((entry) => entry.token + (entry.session ?? '') === selected)

  return (
    <main id="main" className="vault">
      <nav className="pane list-pane fac" aria-label={t('vault.kinds')}>
        <h2 className="fac-h">{t('vault.kinds')}</h2>
        <KindButton
          icon="shield"
          label={t('vault.all')}
          count={entries?.length ?? 0}
          on={kind === ''}
          onClick={() => setQuery({ kind: '' })}
        />
        {kinds.map(([name, count]) => (
          <KindButton
            key={name}
            icon={kindIcons[name] ?? 'pin'}
            label={name.toLowerCase().replaceAll('_', ' ')}
            count={count}
            on={kind === name}
            onClick={() => setQuery({ kind: name })}
          />
        ))}
      </nav>
      <header className="screen-head">
        <ScreenHeading>{t('screen.vault')}</ScreenHeading>
        <div className="filter grow" role="search">
          <Icon name="filter" />
          <input
            type="text"
            data-filter
            aria-label={t('vault.filter')}
            placeholder={t('vault.filterHint')}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Escape') setTyped('')
            }}
          />
          <span className="count">
            {entries === undefined ? '' : t('vault.count', { shown: shown.length, count: entries.length })}
          </span>
        </div>
        <button type="button" className="btn" disabled={status.data === undefined} onClick={toggleLock}>
          <Icon name={locked ? 'unlock' : 'vault'} />
          {locked ? t('vault.unlock') : t('vault.lock')}
        </button>
      </header>
      <section className="pane mid" aria-label={t('vault.entries')}>
        <QueryView query={page} title={t('vault.failed')} rows={14}>
          {(data) =>
            data.entries.length === 0 ? (
              <Empty
                icon="vault"
                title={t('vault.empty.title')}
                action={
                  <a className="btn primary" href="#/home/demo">
                    {t('home.demo')}
                  </a>
                }
              >
                <p>{t('vault.empty.text')}</p>
              </Empty>
            ) : shown.length === 0 ? (
              <Empty
                icon="filter"
                title={t('vault.none.title')}
                action={
                  <button
                    type="button"
                    className="btn"
                    onClick={() => {
                      setTyped('')
                      setQuery({ q: '', kind: '' })
                    }}
                  >
                    {t('filter.clear')}
                  </button>
                }
              />
            ) : (
              <VaultGrid entries={shown} selected={selected} onSelect={setSelected} />
            )
          }
        </QueryView>
        <p className="note pad honest">
          <Icon name="shieldok" small />
          <span>
            {t('vault.honest')} {status.data?.protection}
          </span>
        </p>
      </section>
      <EntryPage entry={current} locked={locked} />
    </main>
  )
}

function KindButton({
  icon,
  label,
  count,
  on,
  onClick,
}: {
  icon: IconName
  label: string
  count: number
  on: boolean
  onClick: () => void
}) {
  return (
    <button type="button" className="fac-b" aria-pressed={on} onClick={onClick}>
      <Icon name={icon} />
      <span className="ellip">{label}</span>
      <span className="count">{formatCount(count)}</span>
    </button>
  )
}

function VaultGrid({
  entries,
  selected,
  onSelect,
}: {
  entries: readonly Entry[]
  selected: string | undefined
  onSelect: (id: string) => void
}) {
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 28,
    overscan: 12,
  })
  const idOf = (entry: Entry) => entry.token + (entry.session ?? '')
  const at = Math.max(
    0,
    entries.findIndex((entry) => idOf(entry) === selected),
  )
  function onKeyDown(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1, PageDown: 15, PageUp: -15, Home: -1e9, End: 1e9 }[
      event.key
    ]
    if (step === undefined || event.metaKey || event.ctrlKey) return
    event.preventDefault()
    event.stopPropagation()
    const index = Math.min(Math.max(at + step, 0), entries.length - 1)
    const entry = entries[index]
    if (entry === undefined) return
    onSelect(idOf(entry))
    virtual.scrollToIndex(index)
    requestAnimationFrame(() =>
      scroller.current?.querySelector<HTMLElement>(`[aria-rowindex="${index + 2}"]`)?.focus(),
    )
  }
  return (
    <div className="pane-body" ref={scroller}>
      <div
        className="grid vg"
        role="grid"
        aria-label={t('vault.entries')}
        aria-rowcount={entries.length + 1}
        onKeyDown={onKeyDown}
      >
        <div className="head" role="row" aria-rowindex={1}>
          <div role="columnheader">{t('vault.token')}</div>
          <div role="columnheader">{t('vault.value')}</div>
          <div role="columnheader">{t('vault.source')}</div>
          <div role="columnheader" className="right">
            {t('vault.uses')}
          </div>
          <div role="columnheader" aria-sort="descending">
            {t('vault.lastUsed')}
          </div>
          <div role="columnheader">{t('vault.kept')}</div>
        </div>
        <div className="virtual" role="rowgroup" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const entry = entries[item.index]
            return entry === undefined ? null : (
              <div
                key={idOf(entry)}
                className="r"
                role="row"
                aria-rowindex={item.index + 2}
                aria-selected={idOf(entry) === selected}
                tabIndex={item.index === at ? 0 : -1}
                style={{ transform: `translateY(${item.start}px)` }}
                onClick={() => onSelect(idOf(entry))}
                onFocus={() => onSelect(idOf(entry))}
              >
                <span role="gridcell">
                  <span className={`tok${idOf(entry) === selected ? ' on' : ''}`}>{entry.token}</span>
                </span>
                <span role="gridcell" className="val sensitive">
                  {entry.masked}
                </span>
                <span role="gridcell">{entry.source}</span>
                <span role="gridcell" className="right">
                  {formatCount(entry.uses)}
                </span>
                <span role="gridcell">
                  <Ago time={entry.lastUsed} />
                </span>
                <span role="gridcell" className="muted">
                  {entry.session === null ? t('vault.longer') : t('vault.session')}
                </span>
              </div>
            )
          })}
        </div>
      </div>
    </div>
  )
}
