import { useVirtualizer } from '@tanstack/react-virtual'
import { memo, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { KeyboardEvent } from 'react'
import { formatDuration } from '../../pure/format.ts'
import type { RunCall } from '../../pure/run-fold.ts'
import { panView, ticks, zoomView } from '../../pure/time-scale.ts'
import type { TimeScale, TimeView } from '../../pure/time-scale.ts'
import type { TimelineRow } from '../../pure/timeline.ts'
import { t } from '../../text/t.ts'
import { Icon } from '../../widgets/icon.tsx'
import { nodeHue, nodeIcon, nodeName, nodeSentence } from './node-look.ts'

const rowHeight = 28
/** Pixels a tick and its label need. */
const tickPixels = 84
/** Bars that end right of this place (0–1) carry their label on the left. */
const flipAt = 0.72

interface TimelineGridProps {
  rows: readonly TimelineRow[]
  scale: TimeScale
  view: TimeView
  selected: string | undefined
  follow: boolean
  onView: (view: TimeView) => void
  onSelect: (id: string) => void
  onToggle: (id: string) => void
  /** The user took over the scrolling of a live run. */
  onScrolled: () => void
}

/** The execution timeline: a tree of what happened, a bar each, complete by keyboard (WAI-ARIA treegrid). */
export function TimelineGrid(props: TimelineGridProps) {
  const { rows, scale, view, selected, follow, onView, onSelect, onToggle, onScrolled } = props
  const scroller = useRef<HTMLDivElement>(null)
  const headLane = useRef<HTMLDivElement>(null)
  const [laneWidth, setLaneWidth] = useState(500)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 6,
  })
  const at = Math.max(
    0,
    rows.findIndex((row) => row.node.id === selected),
  )

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
  const newest = useRef({ view, onView })
  newest.current = { view, onView }
  useEffect(() => {
    const element = scroller.current
    if (element === null) return
    function onWheel(event: WheelEvent): void {
      const lane = headLane.current?.getBoundingClientRect()
      if (lane === undefined) return
      const { view: now, onView: change } = newest.current
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault()
        const anchor = Math.min(1, Math.max(0, (event.clientX - lane.left) / lane.width))
        change(zoomView(now, Math.exp(event.deltaY / 300), anchor))
      } else if (event.deltaX !== 0 && Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        event.preventDefault()
        change(panView(now, event.deltaX / lane.width))
      }
    }
    element.addEventListener('wheel', onWheel, { passive: false })
    return () => element.removeEventListener('wheel', onWheel)
  }, [])

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
        case '+':
        case '=':
          onView(zoomView(view, 0.5, 0.5))
          return true
        case '-':
          onView(zoomView(view, 2, 0.5))
          return true
        case '0':
          onView({ start: 0, end: 1 })
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

  const marks = useMemo(
    () => ticks(scale, view, Math.max(2, Math.floor(laneWidth / tickPixels))),
    [scale, view, laneWidth],
  )
  const place = (unit: number) => (unit - view.start) / (view.end - view.start)
  const gaps = scale.gaps
    .map((gap) => ({ ...gap, left: place(gap.start), share: gap.width / (view.end - view.start) }))
    .filter((gap) => gap.left < 1 && gap.left + gap.share > 0)
  const width = view.end - view.start
  return (
    <div
      className="pane-body tl-scroll"
      ref={scroller}
      onWheel={follow ? onScrolled : undefined}
      onPointerDown={follow ? onScrolled : undefined}
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
          <div
            role="columnheader"
            className="lane"
            ref={headLane}
            aria-label={t('run.timeColumn', {
              from: formatDuration(scale.toMs(view.start)),
              to: formatDuration(scale.toMs(view.end)),
            })}
          >
            {marks.map((mark) => (
              <span key={mark.ms} style={{ left: `${mark.at * 100}%` }}>
                {formatDuration(mark.ms)}
              </span>
            ))}
            {gaps.map((gap) => (
              <span
                key={gap.from}
                className="gap"
                title={t('run.gap', { time: formatDuration(gap.to - gap.from) })}
                style={{ left: `${gap.left * 100}%`, width: `${gap.share * 100}%` }}
              >
                {t('run.wait')}
              </span>
            ))}
          </div>
        </div>
        <div className="virtual" role="rowgroup" style={{ height: virtual.getTotalSize() }}>
          <div className="tl-back" aria-hidden="true">
            <div className="lane-back">
              {marks.map((mark) => (
                <i key={mark.ms} style={{ left: `${mark.at * 100}%` }} />
              ))}
              {gaps.map((gap) => (
                <b key={gap.from} style={{ left: `${gap.left * 100}%`, width: `${gap.share * 100}%` }} />
              ))}
            </div>
          </div>
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index]
            if (row === undefined) return null
            return (
              <Row
                key={row.node.id}
                row={row}
                hue={nodeHue(row.node)}
                index={item.index}
                top={item.start}
                left={(scale.toUnit(row.node.from) - view.start) / width}
                right={(scale.toUnit(row.node.to) - view.start) / width}
                selected={row.node.id === selected}
                focusable={item.index === at}
                onSelect={onSelect}
                onToggle={onToggle}
                segments={segmentsOf(row, scale, view)}
              />
            )
          })}
        </div>
      </div>
    </div>
  )
}

/** At most this many members of a group are drawn one by one. */
const mostSegments = 300

/** Groups as they were drawn last; scrolling draws them again unchanged. */
const drawn = new WeakMap<readonly RunCall[], { scale: TimeScale; view: TimeView; text: string }>()

function segmentsOf(row: TimelineRow, scale: TimeScale, view: TimeView): string | undefined {
  const { members, to } = row.node
  if (members === undefined) return undefined
  const known = drawn.get(members)
  if (known !== undefined && known.scale === scale && known.view === view) return known.text
  const step = Math.max(1, Math.ceil(members.length / mostSegments))
  const width = view.end - view.start
  const text = members
    .filter((_, index) => index % step === 0)
    .map((call) => {
      const left = (scale.toUnit(call.askedAt) - view.start) / width
      const right = (scale.toUnit(call.endedAt ?? to) - view.start) / width
      return `${left.toFixed(4)} ${Math.max(0, right - left).toFixed(4)} ${call.ok === false ? 1 : 0}`
    })
    .join(';')
  drawn.set(members, { scale, view, text })
  return text
}

interface RowProps {
  row: TimelineRow
  /** Known only when the tree of tools was read, and different then. */
  hue: string
  index: number
  top: number
  left: number
  right: number
  selected: boolean
  focusable: boolean
  /** `left width failed;…` of a group's members; a string so that equal ones do not draw again. */
  segments: string | undefined
  onSelect: (id: string) => void
  onToggle: (id: string) => void
}

const Row = memo(
  function Row({
    row,
    hue,
    index,
    top,
    left,
    right,
    selected,
    focusable,
    segments,
    onSelect,
    onToggle,
  }: RowProps) {
    const { node } = row
    const failed = node.state === 'failed'
    const from = Math.max(left, -0.01)
    const to = Math.min(right, 1.01)
    const inView = left < 1 && right >= 0
    const time = node.point === true ? formatDuration(node.from) : formatDuration(node.to - node.from)
    const label =
      failed && node.call?.error !== undefined && node.kind !== 'vault'
        ? `${node.call.error.code} · ${time}`
        : time
    const flip = to > flipAt
    const shape =
      node.kind === 'run' || node.id === 'code'
        ? ' phase'
        : node.kind === 'wait'
          ? ' wait'
          : node.kind === 'request' || (node.kind === 'vault' && node.point !== true)
            ? ' thin'
            : node.point === true
              ? ' dotm'
              : ''
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
        style={{ transform: `translateY(${top}px)` }}
        onClick={() => onSelect(node.id)}
        onFocus={() => onSelect(node.id)}
        onDoubleClick={row.expanded === undefined ? undefined : () => onToggle(node.id)}
      >
        <div role="rowheader" className="name" style={{ '--l': row.depth } as React.CSSProperties}>
          <span
            className="tw"
            onClick={
              row.expanded === undefined
                ? undefined
                : (event) => {
                    event.stopPropagation()
                    onToggle(node.id)
                  }
            }
          >
            {row.expanded === undefined ? null : <Icon name={row.expanded ? 'down' : 'right'} small />}
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
        <div role="gridcell" className="lane" aria-label={time}>
          {!inView ? null : segments !== undefined ? (
            segments.split(';').map((segment, at) => {
              const [start = '0', size = '0', bad] = segment.split(' ')
              return (
                <i
                  key={at}
                  className={`bar seg${bad === '1' ? ' bad' : ''}`}
                  style={{
                    left: `${Number(start) * 100}%`,
                    width: `max(2px, calc(${Number(size) * 100}% - 1px))`,
                  }}
                />
              )
            })
          ) : (
            <i
              className={`bar${shape}${failed && shape === '' ? ' bad' : ''}${node.state === 'running' ? ' growing' : ''}`}
              style={{
                left: `${from * 100}%`,
                ...(node.point === true ? {} : { width: `max(3px, ${Math.max(0, to - from) * 100}%)` }),
              }}
            />
          )}
          {!inView || shape === ' phase' ? null : flip ? (
            <span className={`bl l${failed ? ' e' : ''}`} style={{ right: `${(1 - from) * 100}%` }}>
              {label}
            </span>
          ) : (
            <span className={`bl${failed ? ' e' : ''}`} style={{ left: `${to * 100}%` }}>
              {label}
            </span>
          )}
        </div>
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
    a.top === b.top &&
    a.left === b.left &&
    a.right === b.right &&
    a.selected === b.selected &&
    a.focusable === b.focusable &&
    a.segments === b.segments &&
    a.onToggle === b.onToggle,
)
