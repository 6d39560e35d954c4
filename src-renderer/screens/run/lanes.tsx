import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { RunViewStore } from '../../state/run-view.ts'
import { onThemeChange } from '../../state/preferences.ts'
import { paintLanes, readColours, rowHeight } from './lane-paint.ts'
import type { LanePicture } from './lane-paint.ts'
import { marksAndGaps } from './timeline-head.tsx'

interface LanesProps extends Pick<LanePicture, 'rows' | 'first' | 'last' | 'width' | 'scale' | 'critical'> {
  store: RunViewStore
}

/**
 * The bars of the rows that are rendered, on one canvas that moves with them. What it shows is said by the names of the rows and their cells, so
 * it is hidden from assistive technology.
 */
export function Lanes({ rows, first, last, width, scale, critical, store }: LanesProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const view = store((state) => state.view)
  const playhead = store((state) => state.playhead)
  const colours = useRef<ReturnType<typeof readColours>>(undefined)
  const [theme, setTheme] = useState(0)
  useEffect(
    () =>
      onThemeChange(() => {
        colours.current = undefined
        setTheme((count) => count + 1)
      }),
    [],
  )
  useLayoutEffect(() => {
    const element = canvas.current
    const context = element?.getContext('2d')
    if (element === null || context === null || context === undefined || width < 1) return
    const height = (last - first + 1) * rowHeight
    const ratio = window.devicePixelRatio
    const [pixelWidth, pixelHeight] = [Math.round(width * ratio), Math.round(height * ratio)]
    if (element.width !== pixelWidth || element.height !== pixelHeight) {
      element.width = pixelWidth
      element.height = pixelHeight
      element.style.width = `${width}px`
      element.style.height = `${height}px`
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0)
    colours.current ??= readColours(element.parentElement ?? document.body)
    const { marks, gaps } = marksAndGaps(scale, view, width)
    paintLanes(
      context,
      { rows, first, last, width, scale, view, marks, gaps, playhead, critical },
      colours.current,
    )
  }, [rows, first, last, width, scale, view, playhead, critical, theme])
  return (
    <div className="tl-front" aria-hidden="true">
      <div className="lane-front">
        <canvas ref={canvas} style={{ top: first * rowHeight }} />
      </div>
    </div>
  )
}
