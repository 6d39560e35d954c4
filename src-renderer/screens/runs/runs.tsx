import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { MouseEvent } from 'react'
import type { RunRow } from '../../../src-main/contract/methods.ts'
import { act } from '../../state/act.ts'
import { announce } from '../../state/announce.ts'
import { navigate, setQuery, useRoute } from '../../state/route.ts'
import { exportRuns } from '../../state/run-export.ts'
import { useRunsList } from '../../state/runs-list.ts'
import type { RunSort } from '../../state/runs-list.ts'
import { toggleSavedFilter, useSavedFilters } from '../../state/saved-filters.ts'
import { t } from '../../text/t.ts'
import { Confirm } from '../../widgets/confirm.tsx'
import { FilterField } from '../../widgets/filter-field.tsx'
import { Icon } from '../../widgets/icon.tsx'
import { ScreenHeading } from '../../widgets/screen-heading.tsx'
import { Empty, Failure, Loading } from '../../widgets/states.tsx'
import { RunMarks } from './run-marks.tsx'
import { RunPreview } from './run-preview.tsx'
import { useRunsCommands } from './runs-commands.ts'
import { RunsFacets } from './runs-facets.tsx'
import { RunsGrid } from './runs-grid.tsx'
import type { RunsGridHandle } from './runs-grid.tsx'
import './runs.css'

const sortColumns = ['when', 'duration', 'calls', 'pii', 'stayed', 'model', 'saved'] as const
const none: ReadonlySet<string> = new Set()

/** Order of the list as the address says it: `duration` most first, `-duration` least first. */
function readSort(text: string | null): RunSort | undefined {
  const by = sortColumns.find((one) => one === text?.replace(/^-/, ''))
  return by === undefined || text === null ? undefined : { by, descending: !text.startsWith('-') }
}

/** All executions, live and past. */
export function Runs() {
  const filter = useRoute((route) => route.query.get('filter') ?? '')
  const sortText = useRoute((route) => route.query.get('sort'))
  const sort = useMemo(() => readSort(sortText), [sortText])
  const setFilter = useCallback((next: string) => setQuery({ filter: next }), [])
  const setSort = useCallback(
    (next: RunSort | undefined) =>
      setQuery({ sort: next === undefined ? '' : `${next.descending ? '' : '-'}${next.by}` }),
    [],
  )
  const scroller = useRef<HTMLDivElement>(null)
  const grid = useRef<RunsGridHandle>(null)
  const list = useRunsList(
    filter,
    sort,
    useCallback(() => (scroller.current?.scrollTop ?? 0) > 56, []),
  )
  const [selected, setSelected] = useState<ReadonlySet<string>>(none)
  const [lead, setLead] = useState<string>()
  const [deleting, setDeleting] = useState<readonly string[]>()
  const [marking, setMarking] = useState<RunRow>()
  const saved = useSavedFilters((state) => state.filters)
  const at = Math.max(
    0,
    list.rows.findIndex((row) => row.id === lead),
  )
  const current: RunRow | undefined = list.rows[at]
  const chosen = list.rows.filter((row) => selected.has(row.id))

  const state = useRef({ rows: list.rows, at, lead })
  state.current = { rows: list.rows, at, lead }
  const select = useCallback((index: number, how: 'one' | 'extend' | 'toggle' = 'one') => {
    const { rows, at: from } = state.current
    const row = rows[Math.min(Math.max(index, 0), rows.length - 1)]
    if (row === undefined) return
    setSelected((old) => {
      if (how === 'one') return new Set([row.id])
      const next = new Set(old)
      if (how === 'toggle') {
        if (!next.delete(row.id)) next.add(row.id)
      } else {
        const [low, high] = [Math.min(from, index), Math.max(from, index)]
        for (const one of rows.slice(low, high + 1)) next.add(one.id)
      }
      return next
    })
    setLead(row.id)
  }, [])
  const onSelect = useCallback(
    (id: string, event?: MouseEvent) => {
      const index = state.current.rows.findIndex((row) => row.id === id)
      select(index, event?.shiftKey ? 'extend' : event?.ctrlKey || event?.metaKey ? 'toggle' : 'one')
    },
    [select],
  )
  useRunsCommands({
    scroller,
    count: list.rows.length,
    at,
    lead,
    current,
    chosen,
    move: (index, extend) => {
      const to = Math.min(Math.max(index, 0), list.rows.length - 1)
      select(to, extend ? 'extend' : 'one')
      grid.current?.focus(to)
    },
    toggle: () => select(at, 'toggle'),
    selectAll: () => setSelected(new Set(list.rows.map((row) => row.id))),
    clear: () => setSelected(none),
    remove: () => setDeleting(chosen.length > 0 ? chosen.map((row) => row.id) : current ? [current.id] : []),
    mark: () => setMarking(current),
    saveFilter: () => toggleSavedFilter(filter),
  })
  useEffect(() => {
    if (!list.loading && filter !== '') announce(t('runs.found', { count: list.total }))
  }, [filter, list.loading, list.total])
  const suggestions = useMemo(() => suggest(list.rows), [list.rows])

  const empty = !list.loading && list.rows.length === 0 && list.error === undefined
  const first = empty && filter === ''
  return (
    <main id="main" className={`runs${current === undefined ? ' alone' : ''}${first ? ' first' : ''}`}>
      {first ? null : (
        <RunsFacets
          filter={filter}
          onFilter={setFilter}
          total={list.total}
          ready={!list.loading || list.rows.length > 0}
        />
      )}
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
        {filter === '' ? null : (
          <button
            type="button"
            className="btn ghost sm"
            aria-pressed={saved.includes(filter)}
            onClick={() => toggleSavedFilter(filter)}
          >
            <Icon name="pin" small />
            {saved.includes(filter) ? t('runs.filterSaved') : t('runs.saveFilter')}
          </button>
        )}
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
        ) : first ? (
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
            <RunsGrid
              rows={list.rows}
              total={list.total}
              more={list.more}
              loadMore={list.loadMore}
              scroller={scroller}
              at={at}
              selected={selected}
              sort={sort}
              onSort={setSort}
              onSelect={onSelect}
              handle={grid}
            />
            <p className="vh" role="status">
              {t('runs.count', { count: list.total })}
            </p>
            {chosen.length > 1 ? (
              <Chosen runs={chosen} onDelete={setDeleting} onClear={() => setSelected(none)} />
            ) : null}
          </>
        )}
      </section>
      {current === undefined ? null : (
        <RunPreview run={current} onMark={setMarking} onDelete={(id) => setDeleting([id])} />
      )}
      {marking === undefined ? null : <RunMarks run={marking} onClose={() => setMarking(undefined)} />}
      {deleting === undefined || deleting.length === 0 ? null : (
        <Confirm
          title={t('runs.deleteTitle', { count: deleting.length })}
          text={t('runs.deleteText')}
          action={t('runs.delete')}
          onClose={() => setDeleting(undefined)}
          onConfirm={() =>
            act('runs.delete', { ids: deleting.slice(0, 500) }, ({ deleted }) => {
              list.drop(deleted)
              setSelected(none)
              announce(t('runs.deleted', { count: deleted.length }))
            })
          }
        />
      )}
    </main>
  )
}

/** What can be done with several runs at once. */
function Chosen({
  runs,
  onDelete,
  onClear,
}: {
  runs: readonly RunRow[]
  onDelete: (ids: readonly string[]) => void
  onClear: () => void
}) {
  const ids = runs.map((run) => run.id)
  const [one, other] = runs
  const allPinned = runs.every((run) => run.pinned)
  return (
    <div className="chosen" role="toolbar" aria-label={t('runs.chosen', { count: runs.length })}>
      <b>{t('runs.chosen', { count: runs.length })}</b>
      <button
        type="button"
        className="btn sm"
        disabled={runs.length !== 2}
        title={t('runs.compareHint')}
        onClick={() => navigate('compare', `${other?.id ?? ''}/${one?.id ?? ''}`)}
      >
        <Icon name="compare" small />
        {t('runs.compare')}
      </button>
      <button type="button" className="btn sm" onClick={() => void exportRuns(ids)}>
        <Icon name="export" small />
        {t('runs.export')}
      </button>
      <button
        type="button"
        className="btn sm"
        onClick={() => {
          for (const id of ids) act('runs.mark', { id, pinned: !allPinned })
        }}
      >
        <Icon name="pin" small />
        {allPinned ? t('runs.unpin') : t('runs.pin')}
      </button>
      <button type="button" className="btn sm" onClick={() => onDelete(ids)}>
        <Icon name="trash" small />
        {t('runs.delete')}
      </button>
      <button
        type="button"
        className="btn ghost icon sm"
        aria-label={t('runs.clearSelection')}
        onClick={onClear}
      >
        <Icon name="x" small />
      </button>
    </div>
  )
}

function suggest(rows: readonly RunRow[]): string[] {
  const tools = new Set(rows.slice(0, 500).flatMap((row) => row.tools))
  const clients = new Set(rows.slice(0, 500).map((row) => row.client))
  return [
    'is:live',
    'is:failed',
    'is:pinned',
    'status:error',
    'status:timeout',
    'pii:yes',
    'since:24h',
    'dur:>1s',
    ...[...clients]
      .filter(Boolean)
      .map((client) => `client:${client.includes(' ') ? `"${client}"` : client}`),
    ...[...tools].slice(0, 50).map((tool) => `tool:${tool}`),
  ]
}
