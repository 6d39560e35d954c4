import { useLayoutEffect, useMemo, useRef, useState } from 'react'
import { flowColumns, flowGraph } from '../pure/flow-graph.ts'
import type { FlowNode, FlowWay } from '../pure/flow-graph.ts'
import { toolName } from '../pure/format.ts'
import { t } from '../text/t.ts'

interface FlowPictureProps {
  ways: readonly FlowWay[]
  /** One node for each kind instead of each token. */
  byKind: boolean
  /** Id of the sentences that say the same. */
  describedBy: string
  /** A token node was chosen. */
  onToken?: ((token: string) => void) | undefined
}

/** Characters that fit a node's line. */
function fit(text: string, width: number): string {
  const most = Math.max(4, Math.floor((width - 16) / 6.6))
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`
}

/**
 * Where values went, in five columns. For the eye only: the sentences beside it are the accessible and printable version, and it is named by them. The
 * pointer lights a whole path; a click keeps it lit.
 */
export function FlowPicture({ ways, byKind, describedBy, onToken }: FlowPictureProps) {
  const box = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(0)
  const [hovered, setHovered] = useState<string>()
  const [kept, setKept] = useState<string>()
  useLayoutEffect(() => {
    const element = box.current
    if (element === null) return
    const observer = new ResizeObserver(() => setWidth(Math.max(520, element.clientWidth - 32)))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  const graph = useMemo(() => flowGraph(ways, byKind, width === 0 ? 900 : width), [ways, byKind, width])
  const focus = hovered ?? kept
  const lit = focus === undefined ? undefined : graph.related.get(focus)
  const shade = (id: string) => (lit === undefined ? '' : lit.has(id) ? ' lit' : ' dim')
  const tokens = new Set(ways.map((way) => way.token)).size
  const [headHeight, pad] = [24, 4]
  return (
    <div className="flow-picture" ref={box}>
      <svg
        role="img"
        aria-label={t('flow.picture', { count: tokens })}
        aria-describedby={describedBy}
        width={graph.width}
        height={graph.height + headHeight + pad}
        viewBox={`0 0 ${graph.width} ${graph.height + headHeight + pad}`}
        onClick={() => setKept(undefined)}
      >
        {flowColumns.map((column, index) => (
          <text
            key={column}
            className="flow-head"
            x={graph.nodes.find((node) => node.column === column)?.x ?? (index * graph.width) / 5}
            y={12}
          >
            {t(`flow.column.${column}`)}
          </text>
        ))}
        <g transform={`translate(0 ${headHeight})`}>
          {graph.edges.map((edge) => (
            <path
              key={edge.id}
              className={`flow-edge${edge.blocked ? ' blocked' : ''}${edge.untraced ? ' untraced' : ''}${shade(edge.id)}`}
              d={edge.path}
              style={{ strokeWidth: 1.25 + Math.min(4, Math.log2(edge.tokens)) / 2 }}
            />
          ))}
          {graph.nodes.map((node) => (
            <g
              key={node.id}
              className={`flow-node ${node.column}${node.outcome === undefined ? '' : ` to-${node.outcome}`}${node.untraced ? ' untraced' : ''}${shade(node.id)}`}
              transform={`translate(${node.x} ${node.y})`}
              onPointerEnter={() => setHovered(node.id)}
              onPointerLeave={() => setHovered(undefined)}
              onClick={(event) => {
                event.stopPropagation()
                setKept(kept === node.id ? undefined : node.id)
                if (node.column === 'token' && !byKind) onToken?.(node.label)
              }}
            >
              <title>{titleOf(node)}</title>
              <rect width={node.width} height={node.height} rx={5} />
              <text x={8} y={detailOf(node) === '' ? 22 : 15}>
                {fit(labelOf(node), node.width)}
              </text>
              {detailOf(node) === '' ? null : (
                <text className="flow-detail" x={8} y={29}>
                  {fit(detailOf(node), node.width)}
                </text>
              )}
            </g>
          ))}
        </g>
      </svg>
    </div>
  )
}

function labelOf(node: FlowNode): string {
  if (node.label === '…') return t('flow.others', { count: Number(node.detail) })
  if (node.untraced) return t('flow.untraced')
  switch (node.column) {
    case 'source':
      return toolName(node.label)
    case 'sink':
      return node.label !== ''
        ? toolName(node.label)
        : node.outcome === 'model'
          ? t('flow.answer')
          : t('flow.nowhere')
    case 'code':
      return node.label === 'return'
        ? t('flow.return')
        : node.label === 'none'
          ? t('flow.unused')
          : t('flow.line', { line: node.label })
    case 'token':
      return node.label
    case 'outcome':
      return node.outcome === 'tool'
        ? t('flow.toServer', { server: node.label })
        : t(`flow.outcome.${node.outcome ?? 'stayed'}`)
  }
}

function detailOf(node: FlowNode): string {
  if (node.label === '…') return ''
  const many = node.tokens > 1 ? t('flow.values', { count: node.tokens }) : ''
  if (node.column === 'source' || node.column === 'sink')
    return [node.detail, node.tokens > 1 ? `×${node.tokens}` : ''].filter(Boolean).join(' ')
  return many
}

function titleOf(node: FlowNode): string {
  return [labelOf(node), node.label === '…' ? '' : node.detail, t('flow.values', { count: node.tokens })]
    .filter(Boolean)
    .join(' · ')
}
