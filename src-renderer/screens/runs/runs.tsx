import { useVirtualizer } from '@tanstack/react-virtual'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { RunRow } from '../../../src-main/contract/methods.ts'
import { formatCount } from '../../pure/format.ts'
import { announce } from '../../state/announce.ts'
import { useCommands } from '../../state/commands.ts'
import { navigate, setQuery, useRoute } from '../../state/route.ts'
import { markForCompare, rerun, stopRun } from '../../state/run-actions.ts'
import { useRunsList } from '../../state/runs-list.ts'
import { t } from '../../text/t.ts'
import { FilterField, focusFilter } from '../../widgets/filter-field.tsx'
import { Icon } from '../../widgets/icon.tsx'
import { Empty, Failure, Loading } from '../../widgets/states.tsx'
import { RunPreview } from './run-preview.tsx'
import { RunsRow, runsColumns } from './runs-row.tsx'
import { ScreenHeading } from '../../widgets/screen-heading.tsx'
import './runs.css'

const rowHeight = 28

/** All executions, live and past. */
export function Runs() {
  const filter = useRoute((route) => route.query.get('filter') ?? '')
  const setFilter = useCallback((next: string) => setQuery({ filter: next }), [])
  const scroller = useRef<HTMLDivElement>(null)
  const list = useRunsList(
    filter,
    useCallback(() => (scroller.current?.scrollTop ?? 0) > rowHeight * 2, []),
  )
  const [selected, setSelected] = useState<string>()
  const at = Math.max(
    0,
    list.rows.findIndex((row) => row.id === selected),
  )
  const current: RunRow | undefined = list.rows[at]
  const rows = useVirtualizer({
    count: list.rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 6,
  })
  const items = rows.getVirtualItems()
  const lastShown = items.at(-1)?.index ?? 0
  const { more, loadMore } = list
  useEffect(() => {
    if (more && lastShown >= list.rows.length - 50) loadMore()
  }, [more, loadMore, lastShown, list.rows.length])
  const suggestions = useMemo(() => {
    const tools = new Set(list.rows.slice(0, 500).flatMap((row) => row.tools))
    const clients = new Set(list.rows.slice(0, 500).map((row) => row.client))
    return [
      'is:live',
      'is:failed',
      'status:error',
      'status:timeout',
      'since:24h',
      'dur:>1s',
      ...[...clients]
        .filter(Boolean)
        .map((client) => `client:${client.includes(' ') ? `"${client}"` : client}`),
      ...[...tools].slice(0, 50).map((tool) => `tool:${tool}`),
    ]
  }, [list.rows])

  function select(index: number, focus: boolean): void {
    const row = list.rows[Math.min(Math.max(index, 0), list.rows.length - 1)]
    if (row === undefined) return
    setSelected(row.id)
    rows.scrollToIndex(list.rows.indexOf(row))
    if (focus)
      requestAnimationFrame(() =>
        scroller.current?.querySelector<HTMLElement>(`[data-run="${CSS.escape(row.id)}"]`)?.focus(),
      )
  }
  const inRow = () => scroller.current?.contains(document.activeElement) === true
  useCommands([
    {
      id: 'runs.next',
      group: 'go',
      title: t('command.nextRow'),
      keys: ['j', 'ArrowDown'],
      quiet: true,
      when: () =>
        inRow() || document.activeElement?.tagName === 'H1' || document.activeElement === document.body,
      run: () => select(inRow() || selected !== undefined ? at + 1 : 0, true),
    },
    {
      id: 'runs.previous',
      group: 'go',
      title: t('command.previousRow'),
      keys: ['k', 'ArrowUp'],
      quiet: true,
      when: inRow,
      run: () => select(at - 1, true),
    },
    {
      id: 'runs.first',
      group: 'go',
      title: t('command.firstRow'),
      keys: ['Home'],
      quiet: true,
      when: inRow,
      run: () => select(0, true),
    },
    {
      id: 'runs.last',
      group: 'go',
      title: t('command.lastRow'),
      keys: ['End'],
      quiet: true,
      when: inRow,
      run: () => select(list.rows.length - 1, true),
    },
    {
      id: 'runs.pageDown',
      group: 'go',
      title: t('command.pageDown'),
      keys: ['PageDown'],
      quiet: true,
      when: inRow,
      run: () => select(at + 20, true),
    },
    {
      id: 'runs.pageUp',
      group: 'go',
      title: t('command.pageUp'),
      keys: ['PageUp'],
      quiet: true,
      when: inRow,
      run: () => select(at - 20, true),
    },
    {
      id: 'runs.open',
      group: 'run',
      title: t('command.openRun'),
      icon: 'right',
      keys: ['Enter'],
      quiet: true,
      when: inRow,
      run: () => current && navigate('run', current.id),
    },
    {
      id: 'runs.again',
      group: 'run',
      title: t('command.rerun'),
      icon: 'rerun',
      keys: ['r'],
      when: () => current !== undefined,
      run: () => current && void rerun(current.id),
    },
    {
      id: 'runs.compare',
      group: 'run',
      title: t('command.compare'),
      icon: 'compare',
      keys: ['d'],
      when: () => current !== undefined,
      run: () => current && markForCompare(current),
    },
    {
      id: 'runs.stop',
      group: 'run',
      title: t('command.stop'),
      icon: 'stop',
      keys: ['mod+.'],
      when: () => current !== undefined && isLive(current.status),
      run: () => current && void stopRun(current.id),
    },
    {
      id: 'runs.filter',
      group: 'view',
      title: t('command.filter'),
      icon: 'filter',
      keys: ['/'],
      run: focusFilter,
    },
  ])
  useEffect(() => {
    if (!list.loading && filter !== '') announce(t('runs.found', { count: list.total }))
  }, [filter, list.loading, list.total])

  const empty = !list.loading && list.rows.length === 0 && list.error === undefined
  return (
    <main id="main" className={`runs${current === undefined ? ' alone' : ''}`}>
      <header className="screen-head">
        <ScreenHeading>{t('screen.runs')}</ScreenHeading>
        <FilterField
          label={t('runs.filter')}
          placeholder={t('runs.filterHint')}
          value={filter}
          onChange={setFilter}
          suggestions={suggestions}
          count={list.total === 0 ? '' : t('runs.count', { count: list.total })}
        />
        <a className="btn hide-narrow" href="#/skills">
          <Icon name="spark" />
          {t('screen.skills')}
        </a>
        <a className="btn" href="#/sessions">
          <Icon name="clock" />
          {t('screen.sessions')}
        </a>
      </header>
      <section className="pane runs-list" aria-label={t('runs.list')}>
        {list.error !== undefined ? (
          <Failure title={t('runs.failed')} error={list.error} retry={list.reload} />
        ) : list.rows.length === 0 && list.loading ? (
          <Loading since={list.since} rows={12} />
        ) : empty && filter === '' ? (
          <Empty
            icon="runs"
            title={t('runs.empty.title')}
            action={
              <>
                <a className="btn primary" href="#/home/demo">
                  {t('home.demo')}
                </a>
                <a className="btn" href="#/editor">
                  {t('runs.empty.editor')}
                </a>
              </>
            }
          >
            <p>{t('runs.empty.text')}</p>
          </Empty>
        ) : empty ? (
          <Empty
            icon="filter"
            title={t('runs.none.title')}
            action={
              <button type="button" className="btn" onClick={() => setFilter('')}>
                {t('filter.clear')}
              </button>
            }
          >
            <p>
              <code>{filter}</code>
            </p>
          </Empty>
        ) : (
          <>
            {list.held === 0 ? null : (
              <button
                type="button"
                className="btn sm new-runs"
                onClick={() => {
                  list.release()
                  scroller.current?.scrollTo({ top: 0 })
                }}
              >
                {t('runs.new', { count: list.held })}
              </button>
            )}
            <div className="pane-body" ref={scroller}>
              <div
                className="grid runs-grid"
                role="grid"
                aria-label={t('screen.runs')}
                aria-rowcount={list.total + 1}
                aria-colcount={runsColumns.length}
              >
                <div className="head" role="row" aria-rowindex={1}>
                  {runsColumns.map((column) => (
                    <div
                      key={column.id}
                      role="columnheader"
                      className={`${column.right ? 'right' : ''} c-${column.id}`}
                      {...(column.id === 'when' ? { 'aria-sort': 'descending' as const } : {})}
                    >
                      {t(`runs.column.${column.id}`)}
                    </div>
                  ))}
                </div>
                <div className="virtual" role="rowgroup" style={{ height: rows.getTotalSize() }}>
                  {items.map((item) => {
                    const row = list.rows[item.index]
                    return row === undefined ? null : (
                      <RunsRow
                        key={row.id}
                        run={row}
                        index={item.index}
                        top={item.start}
                        selected={row.id === current?.id && selected !== undefined}
                        focusable={item.index === at}
                        onSelect={setSelected}
                      />
                    )
                  })}
                </div>
              </div>
            </div>
            <p className="vh" role="status">
              {t('runs.count', { count: list.total })}
            </p>
          </>
        )}
      </section>
      {current === undefined ? null : <RunPreview run={current} />}
      <span className="vh">{formatCount(list.rows.length)}</span>
    </main>
  )
}

function isLive(status: string): boolean {
  return status === 'queued' || status === 'running' || status === 'waiting'
}
