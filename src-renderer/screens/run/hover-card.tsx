import { createPortal } from 'react-dom'
import { formatBytes, formatDuration, formatEstimate } from '../../pure/format.ts'
import type { TimelineNode } from '../../pure/timeline.ts'
import { t } from '../../text/t.ts'
import { TokenText } from '../../widgets/token-text.tsx'
import { nodeName } from './node-look.ts'

/** What the pointer is on, in a few lines. Repeats what the row's name says to assistive technology. */
export function HoverCard({ node, x, y }: { node: TimelineNode; x: number; y: number }) {
  const right = x > window.innerWidth - 340
  const below = y < window.innerHeight - 180
  // On the body: a pane is a stacking context of its own.
  return createPortal(
    <div
      className="hover-card"
      aria-hidden="true"
      style={{
        ...(right ? { right: window.innerWidth - x + 12 } : { left: x + 14 }),
        ...(below ? { top: y + 18 } : { bottom: window.innerHeight - y + 12 }),
      }}
    >
      <b className="ellip">
        {nodeName(node)}
        {node.members === undefined ? '' : ` ×${node.members.length}`}
      </b>
      <p className="muted small">
        {t(`run.state.${node.state}`)} · {t('run.at', { time: formatDuration(node.from) })}
        {node.point === true ? '' : ` · ${formatDuration(node.to - node.from)}`}
        {node.line === undefined ? '' : ` · ${t('run.line', { line: node.line })}`}
      </p>
      {node.call === undefined || node.call.id !== node.id ? null : (
        <>
          {node.call.endedAt === undefined ? null : (
            <p className="muted small">
              {formatBytes(node.call.bytes)} ·{' '}
              {t('demo.modelTokens', { tokens: formatEstimate(node.call.tokens) })}
              {node.call.minted + node.call.resolved === 0
                ? ''
                : ` · ${t('run.vaultUse', { made: node.call.minted, given: node.call.resolved })}`}
            </p>
          )}
          {node.call.error === undefined ? (
            <p className="mono small ellip sensitive">
              <TokenText text={node.call.preview.slice(0, 160)} />
            </p>
          ) : (
            <p className="error-text small">{node.call.error.message.slice(0, 200)}</p>
          )}
        </>
      )}
    </div>,
    document.body,
  )
}
