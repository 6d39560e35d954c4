import { formatDuration } from '../../pure/format.ts'
import type { TimeScale, TimeView } from '../../pure/time-scale.ts'
import type { TimelineNode, TimelineRow } from '../../pure/timeline.ts'
import { nodeHue } from './node-look.ts'

/** Height of a row, pixels. */
export const rowHeight = 28
/** Bars that end right of this place (0–1) carry their label on the left. */
const flipAt = 0.72
/** Share of ink left to what is after the playhead, or off the critical path. */
const faint = 0.28

const variables = {
  'k-tool': '--k-tool-bar',
  'k-memory': '--k-memory-bar',
  'k-vault': '--k-vault-bar',
  'k-sandbox': '--k-sandbox-bar',
  'k-log': '--k-log-bar',
  error: '--error',
  warn: '--warn-line',
  warnSoft: '--warn-soft',
  line: '--line',
  lineStrong: '--line-strong',
  gap: '--bg-hover',
  text: '--text-2',
  accent: '--accent-text',
} as const
type Colours = Record<keyof typeof variables, string> & { font: string }

/** The theme's colours as the browser computes them now: a canvas cannot read `var()` or `light-dark()`. */
export function readColours(inside: HTMLElement): Colours {
  const probe = document.createElement('span')
  inside.append(probe)
  const style = getComputedStyle(probe)
  const found: Record<string, string> = {}
  for (const [name, variable] of Object.entries(variables)) {
    probe.style.color = `var(${variable})`
    found[name] = style.color
  }
  found['font'] = `11px ${style.fontFamily}`
  probe.remove()
  return found as Colours
}

/** What is drawn: the rows from `first` on, one lane each. */
export interface LanePicture {
  rows: readonly TimelineRow[]
  first: number
  last: number
  /** CSS pixels. */
  width: number
  scale: TimeScale
  view: TimeView
  marks: readonly { at: number }[]
  gaps: readonly { left: number; share: number }[]
  playhead: number | undefined
  /** Calls that stay in full ink; others are faint. */
  critical: ReadonlySet<string> | undefined
}

type Context = CanvasRenderingContext2D

/** Draws the lanes. About a millisecond for a screen of rows, so that scrolling and zooming need nothing else. */
export function paintLanes(context: Context, picture: LanePicture, colours: Colours): void {
  const { rows, first, last, width, marks, gaps } = picture
  const height = (last - first + 1) * rowHeight
  context.clearRect(0, 0, width, height)
  for (const gap of gaps) {
    context.fillStyle = colours.gap
    context.fillRect(gap.left * width, 0, gap.share * width, height)
    context.fillStyle = colours.lineStrong
    for (const x of [gap.left * width, (gap.left + gap.share) * width])
      for (let y = 0; y < height; y += 6) context.fillRect(x, y, 1, 3)
  }
  context.fillStyle = colours.line
  for (const mark of marks) context.fillRect(Math.round(mark.at * width), 0, 1, height)
  context.font = colours.font
  context.textBaseline = 'middle'
  for (let index = first; index <= last; index++) {
    const row = rows[index]
    if (row !== undefined) paintRow(context, picture, colours, row.node, (index - first) * rowHeight)
  }
  if (picture.playhead !== undefined) {
    const x = placeOf(picture, picture.playhead) * width
    context.globalAlpha = 1
    context.fillStyle = colours.accent
    context.fillRect(Math.round(x) - 1, 0, 2, height)
  }
}

/** Place of a moment in the view; 0–1 is visible. */
function placeOf({ scale, view }: LanePicture, ms: number): number {
  return (scale.toUnit(ms) - view.start) / (view.end - view.start)
}

function alphaOf({ critical, playhead }: LanePicture, call: string | undefined, from: number): number {
  if (playhead !== undefined && from > playhead) return faint
  return critical !== undefined && call !== undefined && !critical.has(call) ? faint : 1
}

function paintRow(
  context: Context,
  picture: LanePicture,
  colours: Colours,
  node: TimelineNode,
  top: number,
): void {
  const { width } = picture
  const left = placeOf(picture, node.from)
  const right = placeOf(picture, node.to)
  if (left >= 1 || right < 0) return
  const failed = node.state === 'failed'
  const hue = colours[nodeHue(node) as keyof typeof variables] ?? colours['k-tool']
  const phase = node.kind === 'run' || node.id === 'code'
  const colour = failed && !phase && node.kind !== 'wait' ? colours.error : hue
  const x = Math.max(left, -0.02) * width
  const end = Math.min(right, 1.02) * width
  const size = Math.max(3, end - x)
  context.globalAlpha = alphaOf(picture, node.call?.id, node.from)
  context.fillStyle = colour
  if (node.members !== undefined) paintMembers(context, picture, colours, node, hue, top)
  else if (phase) {
    context.fillRect(x, top + 11, size, 2)
    context.fillRect(x, top + 11, 1, 7)
    context.fillRect(x + size - 1, top + 11, 1, 7)
  } else if (node.kind === 'wait') paintWait(context, colours, x, top + 5, size)
  else if (node.point === true) {
    context.beginPath()
    context.arc(x, top + 14, 4, 0, Math.PI * 2)
    context.fill()
  } else {
    const thin = node.kind === 'request' || node.kind === 'vault'
    context.beginPath()
    context.roundRect(x, top + (thin ? 10 : 6), size, thin ? 8 : 16, 2)
    context.fill()
    if (node.state === 'running') {
      context.fillStyle = colours.accent
      context.fillRect(x + size - 2, top + 6, 2, 16)
    }
  }
  if (phase) return
  const time = formatDuration(node.point === true ? node.from : node.to - node.from)
  const error = failed && node.kind !== 'vault' ? node.call?.error : undefined
  const label = error === undefined ? time : `${error.code} · ${time}`
  context.fillStyle = failed ? colours.error : colours.text
  const flip = Math.min(right, 1.01) > flipAt
  context.textAlign = flip ? 'right' : 'left'
  const space = node.point === true ? 9 : 6
  context.fillText(label, flip ? x - space : x + (node.point === true ? 0 : size) + space, top + 14.5)
}

/** Members closer together than a pixel are drawn once. */
function paintMembers(
  context: Context,
  picture: LanePicture,
  colours: Colours,
  node: TimelineNode,
  hue: string,
  top: number,
): void {
  const { width } = picture
  let drawnTo = -1
  for (const call of node.members ?? []) {
    const from = placeOf(picture, call.askedAt) * width
    const to = placeOf(picture, call.endedAt ?? node.to) * width
    if (to < 0 || from > width) continue
    const bad = call.ok === false
    if (to < drawnTo + 1 && !bad) continue
    context.globalAlpha = alphaOf(picture, call.id, call.askedAt)
    context.fillStyle = bad ? colours.error : hue
    const start = Math.max(from, drawnTo, -2)
    context.fillRect(start, top + 6, Math.max(2, Math.min(to, width + 2) - start - 1), 16)
    drawnTo = Math.max(drawnTo, to)
  }
  context.globalAlpha = 1
}

function paintWait(context: Context, colours: Colours, x: number, y: number, size: number): void {
  context.save()
  context.beginPath()
  context.rect(x, y + 1, size, 16)
  context.clip()
  context.fillStyle = colours.warnSoft
  context.fill()
  context.strokeStyle = colours.warn
  context.lineWidth = 2
  context.beginPath()
  const to = Math.min(x + size, x + 4000)
  for (let at = x - 16; at < to; at += 6) {
    context.moveTo(at, y + 17)
    context.lineTo(at + 16, y + 1)
  }
  context.stroke()
  context.lineWidth = 2
  context.strokeRect(x, y + 1, size, 16)
  context.restore()
}
