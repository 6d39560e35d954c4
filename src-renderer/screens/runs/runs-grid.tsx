import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { memo, useEffect, useImperativeHandle } from 'react'
import type { MouseEvent, Ref, RefObject } from 'react'
import type { RunRow } from '../../../src-main/contract/methods.ts'
import { formatAgo } from '../../pure/format.ts'
import type { RunSort } from '../../state/runs-list.ts'
import { t } from '../../text/t.ts'
import { Icon } from '../../widgets/icon.tsx'
import { useNow } from '../../widgets/now.tsx'
import { RunsRow, runsColumns } from './runs-row.tsx'

const rowHeight = 28

/** What the screen asks of the grid. */
export interface RunsGridHandle {
  /** Brings a row into view and gives it the focus. */
  focus(index: number): void
}

interface RunsGridProps {
  rows: readonly RunRow[]
  total: number
  more: boolean
  loadMore: () => void
  scroller: RefObject<HTMLDivElement | null>
  /** Row with the focus. */
  at: number
  selected: ReadonlySet<string>
  sort: RunSort | undefined
  onSort: (sort: RunSort | undefined) => void
  onSelect: (id: string, event?: MouseEvent) => void
  handle: Ref<RunsGridHandle>
}

/** The virtual list of runs. It alone draws again while it is scrolled. */
export const RunsGrid = memo(function RunsGrid(props: RunsGridProps) {
  const { rows, total, more, loadMore, scroller, at, selected, sort, onSort, onSelect, handle } = props
  const now = useNow()
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 4,
    // The row with the focus stays in the page wherever the list is scrolled to.
    rangeExtractor: (range) => {
      const shown = defaultRangeExtractor(range)
      return shown.includes(at) || at >= rows.length ? shown : [...shown, at].sort((a, b) => a - b)
    },
  })
  const items = virtual.getVirtualItems()
  const lastShown = virtual.range?.endIndex ?? 0
  useEffect(() => {
    if (more && lastShown >= rows.length - 60) loadMore()
  }, [more, loadMore, lastShown, rows.length])
  useImperativeHandle(handle, () => ({
    focus(index) {
      const row = rows[index]
      if (row === undefined) return
      virtual.scrollToIndex(index)
      requestAnimationFrame(() =>
        scroller.current?.querySelector<HTMLElement>(`[data-run="${CSS.escape(row.id)}"]`)?.focus(),
      )
    },
  }))
  return (
    <div className="pane-body" ref={scroller}>
      <div
        className="grid runs-grid"
        role="grid"
        aria-label={t('screen.runs')}
        aria-rowcount={total + 1}
        aria-colcount={runsColumns.length}
        aria-multiselectable="true"
      >
        <div className="head" role="row" aria-rowindex={1}>
          {runsColumns.map((column) => (
            <Head key={column.id} column={column} sort={sort} onSort={onSort} />
          ))}
        </div>
        <div className="virtual" role="rowgroup" style={{ height: virtual.getTotalSize() }}>
          {items.map((item) => {
            const row = rows[item.index]
            return row === undefined ? null : (
              <RunsRow
                key={row.id}
                run={row}
                index={item.index}
                top={item.start}
                ago={formatAgo(row.startedAt, Math.max(now, row.startedAt))}
                selected={selected.has(row.id)}
                focusable={item.index === at}
                onSelect={onSelect}
              />
            )
          })}
        </div>
      </div>
    </div>
  )
})

/** A heading that sorts; once more turns the order, a third time goes back to newest first. */
function Head({
  column,
  sort,
  onSort,
}: {
  column: (typeof runsColumns)[number]
  sort: RunSort | undefined
  onSort: (sort: RunSort | undefined) => void
}) {
  const name = t(`runs.column.${column.id}`)
  const className = `${column.right ? 'right' : ''} c-${column.id}`
  if (!column.sorts)
    return (
      <div role="columnheader" className={className}>
        {name}
      </div>
    )
  const by = column.id
  const now = sort ?? { by: 'when', descending: true }
  const on = now.by === by
  const next = (): RunSort | undefined => {
    if (!on) return { by, descending: true }
    if (now.descending) return { by, descending: false }
    return undefined
  }
  return (
    <div
      role="columnheader"
      className={className}
      aria-sort={on ? (now.descending ? 'descending' : 'ascending') : 'none'}
    >
      <button
        type="button"
        className="head-b"
        onClick={() => {
          const wanted = next()
          onSort(wanted?.by === 'when' && wanted.descending ? undefined : wanted)
        }}
      >
        {name}
        {on ? <Icon name={now.descending ? 'down' : 'up'} small /> : null}
      </button>
    </div>
  )
}
