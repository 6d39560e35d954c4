import type { RefObject } from 'react'
import { formatDuration } from '../../pure/format.ts'
import { ticks } from '../../pure/time-scale.ts'
import type { TimeScale, TimeView } from '../../pure/time-scale.ts'
import type { RunViewStore } from '../../state/run-view.ts'
import { t } from '../../text/t.ts'

/** Pixels a tick and its label need. */
const tickPixels = 84

/** Ticks and shortened stretches of a view: places and shares of its width. */
export function marksAndGaps(scale: TimeScale, view: TimeView, width: number) {
  const size = view.end - view.start
  return {
    marks: ticks(scale, view, Math.max(2, Math.floor(width / tickPixels))),
    gaps: scale.gaps
      .map((gap) => ({ ...gap, left: (gap.start - view.start) / size, share: gap.width / size }))
      .filter((gap) => gap.left < 1 && gap.left + gap.share > 0),
  }
}

interface TimelineHeadProps {
  store: RunViewStore
  scale: TimeScale
  width: number
  lane: RefObject<HTMLDivElement | null>
}

/** The head of the time column: what time is where. */
export function TimelineHead({ store, scale, width, lane }: TimelineHeadProps) {
  const view = store((state) => state.view)
  const { marks, gaps } = marksAndGaps(scale, view, width)
  return (
    <div
      role="columnheader"
      className="lane"
      ref={lane}
      aria-label={t('run.timeColumn', {
        from: formatDuration(scale.toMs(view.start)),
        to: formatDuration(scale.toMs(view.end)),
      })}
    >
      {marks.map((mark) => (
        <span key={mark.ms} style={{ left: Math.round(mark.at * width) }}>
          {formatDuration(mark.ms)}
        </span>
      ))}
      {gaps.map((gap) => (
        <span
          key={gap.from}
          className="gap"
          title={t('run.gap', { time: formatDuration(gap.to - gap.from) })}
          style={{ left: gap.left * width, width: gap.share * width }}
        >
          {t('run.wait')}
        </span>
      ))}
    </div>
  )
}
