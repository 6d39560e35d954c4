import { useEffect, useRef, useState } from 'react'
import type { KeyboardEvent, PointerEvent } from 'react'

interface SashOptions {
  /** Under which the size is kept on this computer. */
  id: string
  initial: number
  min: number
  max: number
}

const prefix = 'athena.size.'

/** Size of a pane in pixels, kept on this computer. */
export function usePaneSize({ id, initial, min, max }: SashOptions) {
  const [size, setSize] = useState(() => {
    const kept = Number(localStorage.getItem(prefix + id))
    return kept >= min && kept <= max ? kept : initial
  })
  useEffect(() => localStorage.setItem(prefix + id, String(size)), [id, size])
  const change = (next: number) => setSize(Math.round(Math.min(max, Math.max(min, next))))
  return { size, min, max, change, reset: () => setSize(initial) }
}

interface SashProps {
  label: string
  pane: ReturnType<typeof usePaneSize>
  /** Which way the pane grows when the sash moves: `1` right or down, `-1` left or up. */
  grows: 1 | -1
  orientation?: 'vertical' | 'horizontal'
}

/** The line between two panes: drag, arrow keys, double-click to reset. */
export function Sash({ label, pane, grows, orientation = 'vertical' }: SashProps) {
  const start = useRef<{ at: number; size: number }>(undefined)
  const place = (event: PointerEvent) => (orientation === 'vertical' ? event.clientX : event.clientY)
  function onKeyDown(event: KeyboardEvent): void {
    const keys =
      orientation === 'vertical'
        ? { less: 'ArrowLeft', more: 'ArrowRight' }
        : { less: 'ArrowUp', more: 'ArrowDown' }
    const step = event.key === keys.more ? 16 : event.key === keys.less ? -16 : 0
    if (step !== 0) pane.change(pane.size + step * grows)
    else if (event.key === 'Home') pane.change(pane.min)
    else if (event.key === 'End') pane.change(pane.max)
    else return
    event.preventDefault()
  }
  return (
    <div
      className={`sash ${orientation}`}
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation={orientation}
      aria-valuenow={pane.size}
      aria-valuemin={pane.min}
      aria-valuemax={pane.max}
      onKeyDown={onKeyDown}
      onDoubleClick={pane.reset}
      onPointerDown={(event) => {
        start.current = { at: place(event), size: pane.size }
        event.currentTarget.setPointerCapture(event.pointerId)
      }}
      onPointerMove={(event) => {
        const from = start.current
        if (from !== undefined) pane.change(from.size + (place(event) - from.at) * grows)
      }}
      onPointerUp={() => {
        start.current = undefined
      }}
    />
  )
}
