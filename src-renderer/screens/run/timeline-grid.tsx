import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { memo, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { KeyboardEvent, PointerEvent } from 'react'
import { formatDuration } from '../../pure/format.ts'
import { panView, zoomView } from '../../pure/time-scale.ts'
import type { TimeScale } from '../../pure/time-scale.ts'
import type { TimelineNode, TimelineRow } from '../../pure/timeline.ts'
import { wholeView } from '../../state/run-view.ts'
import type { RunViewStore } from '../../state/run-view.ts'
import { t } from '../../text/t.ts'
import { Icon } from '../../widgets/icon.tsx'
import { HoverCard } from './hover-card.tsx'
import { rowHeight } from './lane-paint.ts'
import { Lanes } from './lanes.tsx'
import { nodeHue, nodeIcon, nodeName, nodeSentence } from './node-look.ts'
import { TimelineHead } from './timeline-head.tsx'

/** Pixels the pointer moves before a press on a bar becomes a drag of the time. */
const dragFrom = 4
/** Milliseconds the pointer rests before the card shows. */
const hoverMs = 200

interface TimelineGridProps {
  rows: readonly TimelineRow[]
  scale: TimeScale
  store: RunViewStore
  selected: string | undefined
  critical: ReadonlySet<string> | undefined
  follow: boolean
  onSelect: (id: string) => void
  onToggle: (id: string) => void
  /** The user took over the scrolling of a live run. */
  onScrolled: () => void
}

/** The execution timeline: a tree of what happened, a bar each, complete by keyboard (WAI-ARIA treegrid). */
export function TimelineGrid(props: TimelineGridProps) {
  const { rows, scale, store, selected, critical, follow, onSelect, onToggle, onScrolled } = props
  const scroller = useRef<HTMLDivElement>(null)
  const headLane = useRef<HTMLDivElement>(null)
  const [laneWidth, setLaneWidth] = useState(0)
  const at = Math.max(
    0,
    rows.findIndex((row) => row.node.id === selected),
  )
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 6,
    // The row with the focus stays in the page wherever the list is scrolled to.
    rangeExtractor: (range) => {
      const shown = defaultRangeExtractor(range)
      return shown.includes(at) || at >= rows.length ? shown : [...shown, at].sort((a, b) => a - b)
    },
  })

  useLayoutEffect(() => {
    const lane = headLane.current
    if (lane === null) return
    const observer = new ResizeObserver(() => setLaneWidth(lane.clientWidth))
    observer.observe(lane)
    return () => observer.disconnect()
  }, [])

  useEffect(() => {
    if (follow && rows.length > 0) virtual.scrollToIndex(rows.length - 1)
  }, [follow, rows.length, virtual])

  // The wheel with ⌘ or Ctrl zooms around the pointer; it must be told not to zoom the page.
  useEffect(() => {
    const element = scroller.current
    if (element === null) return
    function onWheel(event: WheelEvent): void {
      const lane = headLane.current?.getBoundingClientRect()
      if (lane === undefined) return
      const now = store.getState().view
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault()
        const anchor = Math.min(1, Math.max(0, (event.clientX - lane.left) / lane.width))
        store.setState({ view: zoomView(now, Math.exp(event.deltaY / 300), anchor) })
      } else if (event.deltaX !== 0 && Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        event.preventDefault()
        store.setState({ view: panView(now, event.deltaX / lane.width) })
      }
    }
    element.addEventListener('wheel', onWheel, { passive: false })
    return () => element.removeEventListener('wheel', onWheel)
  }, [store])

  const focusRow = useCallback(
    (index: number) => {
      const row = rows[Math.min(Math.max(index, 0), rows.length - 1)]
      if (row === undefined) return
      onSelect(row.node.id)
      virtual.scrollToIndex(rows.indexOf(row))
      requestAnimationFrame(() =>
        scroller.current?.querySelector<HTMLElement>(`[data-node="${CSS.escape(row.node.id)}"]`)?.focus(),
      )
    },
    [rows, onSelect, virtual],
  )

  // Stays the same function while a live run moves the scale, so that rows need not draw again.
  const newestScale = useRef(scale)
  newestScale.current = scale
  const fit = useCallback(
    (node: TimelineNode) => {
      const { toUnit } = newestScale.current
      const [from, to] = [toUnit(node.from), toUnit(node.to)]
      const margin = Math.max((to - from) * 0.15, 0.0005)
      store.setState({ view: { start: Math.max(0, from - margin), end: Math.min(1, to + margin) } })
    },
    [store],
  )

  function onKeyDown(event: KeyboardEvent): void {
    if (event.metaKey || event.ctrlKey || event.altKey) return
    const row = rows[at]
    const act = (): boolean => {
      switch (event.key) {
        case 'ArrowDown':
        case 'j':
          focusRow(at + 1)
          return true
        case 'ArrowUp':
        case 'k':
          focusRow(at - 1)
          return true
        case 'Home':
          focusRow(0)
          return true
        case 'End':
          focusRow(rows.length - 1)
          return true
        case 'PageDown':
          focusRow(at + 15)
          return true
        case 'PageUp':
          focusRow(at - 15)
          return true
        case 'ArrowRight':
          if (row?.expanded === false) onToggle(row.node.id)
          else if (row?.expanded === true) focusRow(at + 1)
          return true
        case 'ArrowLeft':
          if (row?.expanded === true) onToggle(row.node.id)
          else if (row?.parent !== undefined) focusRow(rows.findIndex((one) => one.node.id === row.parent))
          return true
        case 'Enter':
          if (row?.expanded !== undefined) onToggle(row.node.id)
          return true
        case 'f':
          if (row !== undefined) fit(row.node)
          return true
        case '+':
        case '=':
          store.setState({ view: zoomView(store.getState().view, 0.5, 0.5) })
          return true
        case '-':
          store.setState({ view: zoomView(store.getState().view, 2, 0.5) })
          return true
        case '0':
          store.setState({ view: wholeView })
          return true
        default:
          return false
      }
    }
    if (act()) {
      event.preventDefault()
      event.stopPropagation()
    }
  }

  const pointer = usePointer(rows, store, headLane, scroller)
  const items = virtual.getVirtualItems()
  const range = virtual.range
  const first = Math.max(0, (range?.startIndex ?? 0) - 6)
  const last = Math.min(rows.length - 1, (range?.endIndex ?? 0) + 6)
  return (
    <div
      className={`pane-body tl-scroll${pointer.dragging ? ' dragging' : ''}`}
      ref={scroller}
      onWheel={follow ? onScrolled : undefined}
      onPointerDown={(event) => {
        if (follow) onScrolled()
        pointer.down(event)
      }}
      onPointerMove={pointer.move}
      onPointerUp={pointer.up}
      onPointerLeave={pointer.leave}
    >
      <div
        className="grid tl"
        role="treegrid"
        aria-label={t('run.timeline')}
        aria-rowcount={rows.length + 1}
        onKeyDown={onKeyDown}
      >
        <div className="head" role="row" aria-rowindex={1}>
          <div role="columnheader">{t('run.name')}</div>
          <TimelineHead store={store} scale={scale} width={laneWidth} lane={headLane} />
        </div>
        <div className="virtual" role="rowgroup" style={{ height: virtual.getTotalSize() }}>
          {items.map((item) => {
            const row = rows[item.index]
            if (row === undefined) return null
            return (
              <Row
                key={row.node.id}
                row={row}
                hue={nodeHue(row.node)}
                index={item.index}
                selected={row.node.id === selected}
                focusable={item.index === at}
                onSelect={onSelect}
                onToggle={onToggle}
                onFit={fit}
              />
            )
          })}
          <Lanes
            rows={rows}
            first={first}
            last={last}
            width={laneWidth}
            scale={scale}
            critical={critical}
            store={store}
          />
        </div>
      </div>
      {pointer.card === undefined ? null : <HoverCard {...pointer.card} />}
    </div>
  )
}

/** Dragging the time with the pointer, and the card of what it rests on. */
function usePointer(
  rows: readonly TimelineRow[],
  store: RunViewStore,
  lane: React.RefObject<HTMLDivElement | null>,
  scroller: React.RefObject<HTMLDivElement | null>,
) {
  const from = useRef<{ x: number; view: ReturnType<RunViewStore['getState']>['view'] }>(undefined)
  const [dragging, setDragging] = useState(false)
  const [card, setCard] = useState<{ node: TimelineNode; x: number; y: number }>()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  const hide = () => {
    clearTimeout(timer.current)
    if (card !== undefined) setCard(undefined)
  }
  const stop = () => {
    from.current = undefined
    if (dragging) setDragging(false)
  }
  return {
    dragging,
    card,
    down(event: PointerEvent) {
      hide()
      const box = lane.current?.getBoundingClientRect()
      if (event.button === 0 && box !== undefined && event.clientX >= box.left)
        from.current = { x: event.clientX, view: store.getState().view }
    },
    move(event: PointerEvent) {
      const box = lane.current?.getBoundingClientRect()
      if (box === undefined) return
      if (from.current !== undefined) {
        const by = event.clientX - from.current.x
        if (!dragging && Math.abs(by) < dragFrom) return
        if (!dragging) setDragging(true)
        store.setState({ view: panView(from.current.view, -by / box.width) })
        return
      }
      hide()
      const top = box.bottom
      const index = Math.floor((event.clientY - top + (scroller.current?.scrollTop ?? 0)) / rowHeight)
      const node = event.clientY < top ? undefined : rows[index]?.node
      if (node === undefined) return
      const { clientX: x, clientY: y } = event
      timer.current = setTimeout(() => setCard({ node, x, y }), hoverMs)
    },
    up: stop,
    leave() {
      hide()
      stop()
    },
  }
}

interface RowProps {
  row: TimelineRow
  /** Known only when the tree of tools was read, and different then. */
  hue: string
  index: number
  selected: boolean
  focusable: boolean
  onSelect: (id: string) => void
  onToggle: (id: string) => void
  onFit: (node: TimelineNode) => void
}

const Row = memo(
  function Row({ row, hue, index, selected, focusable, onSelect, onToggle, onFit }: RowProps) {
    const { node } = row
    const failed = node.state === 'failed'
    const expandable = row.expanded !== undefined
    return (
      <div
        className={`r ${hue}`}
        role="row"
        data-node={node.id}
        aria-level={row.depth}
        aria-posinset={row.position}
        aria-setsize={row.siblings}
        aria-rowindex={index + 2}
        aria-expanded={row.expanded}
        aria-selected={selected}
        aria-label={nodeSentence(node)}
        tabIndex={focusable ? 0 : -1}
        style={{ top: index * rowHeight }}
        onClick={() => onSelect(node.id)}
        onFocus={() => onSelect(node.id)}
      >
        <div
          role="rowheader"
          className="name"
          style={{ '--l': row.depth } as React.CSSProperties}
          onDoubleClick={expandable ? () => onToggle(node.id) : undefined}
        >
          <span
            className="tw"
            onClick={
              expandable
                ? (event) => {
                    event.stopPropagation()
                    onToggle(node.id)
                  }
                : undefined
            }
          >
            {expandable ? <Icon name={row.expanded === true ? 'down' : 'right'} small /> : null}
          </span>
          <span className="kicon row">
            <Icon name={nodeIcon(node)} small />
          </span>
          <span className={`ellip${node.kind === 'log' ? ' sensitive' : ''}`}>{nodeName(node)}</span>
          {node.members === undefined ? null : <span className="count">×{node.members.length}</span>}
          {failed ? (
            <span className="bad-mark">
              <Icon name="x" small />
            </span>
          ) : null}
        </div>
        <div
          role="gridcell"
          className="lane"
          aria-label={formatDuration(node.point === true ? node.from : node.to - node.from)}
          onDoubleClick={() => onFit(node)}
        />
      </div>
    )
  },
  (a, b) =>
    a.row.node.state === b.row.node.state &&
    a.row.node.kind === b.row.node.kind &&
    a.hue === b.hue &&
    a.row.node.to === b.row.node.to &&
    a.row.node.id === b.row.node.id &&
    a.row.node.count === b.row.node.count &&
    a.row.expanded === b.row.expanded &&
    a.row.siblings === b.row.siblings &&
    a.row.node.members?.length === b.row.node.members?.length &&
    a.index === b.index &&
    a.selected === b.selected &&
    a.focusable === b.focusable &&
    a.onToggle === b.onToggle &&
    a.onFit === b.onFit,
)
