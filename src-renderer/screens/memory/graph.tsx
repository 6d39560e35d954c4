import { useMemo, useState } from 'react'
import { layoutGraph } from '../../pure/graph-layout.ts'
import type { GraphEdge } from '../../pure/graph-layout.ts'
import { formatCount } from '../../pure/format.ts'
import { t } from '../../text/t.ts'
import { Empty, QueryView } from '../../widgets/states.tsx'
import { TokenText } from '../../widgets/token-text.tsx'
import { useMemory } from './use-memory.ts'

/** One edge as `graph/match_pattern` gives it for [?a, ?p, ?b]. */
interface Match {
  bindings: Record<string, { id: string; name: string }>
  relations: string[]
}

/** Edges asked for, and things drawn at most; the list has all edges. */
const mostEdges = 1000
const mostDrawn = 120

/** What is connected to what: a drawing for the overview, the list for reading. */
export function Graph() {
  const query = useMemory<Match[]>('graph/match_pattern', {
    patterns: [['?a', '?p', '?b']],
    limit: mostEdges,
  })
  return (
    <QueryView query={query} title={t('memory.graphFailed')} rows={10}>
      {(matches) =>
        matches.length === 0 ? (
          <Empty icon="place" title={t('memory.graphEmpty')}>
            <p>{t('memory.graphEmptyText')}</p>
            <pre className="block code">{t('memory.graphExample')}</pre>
          </Empty>
        ) : (
          <GraphView matches={matches} />
        )
      }
    </QueryView>
  )
}

function GraphView({ matches }: { matches: readonly Match[] }) {
  const [chosen, setChosen] = useState<string>()
  const { names, edges } = useMemo(() => {
    const found = new Map<string, string>()
    const list = matches.flatMap((match, index): GraphEdge[] => {
      const { '?a': a, '?b': b, '?p': p } = match.bindings
      if (a === undefined || b === undefined) return []
      found.set(a.id, a.name)
      found.set(b.id, b.name)
      return [{ id: match.relations[0] ?? String(index), from: a.id, to: b.id, label: p?.name ?? '' }]
    })
    return { names: found, edges: list }
  }, [matches])
  const drawn = useMemo(() => {
    const degree = new Map<string, number>()
    for (const edge of edges)
      for (const end of [edge.from, edge.to]) degree.set(end, (degree.get(end) ?? 0) + 1)
    const ids = [...names.keys()]
      .toSorted((a, b) => (degree.get(b) ?? 0) - (degree.get(a) ?? 0))
      .slice(0, mostDrawn)
    const kept = new Set(ids)
    const shown = edges.filter((edge) => kept.has(edge.from) && kept.has(edge.to))
    return { nodes: layoutGraph(new Map(ids.map((id) => [id, names.get(id) ?? id])), shown), edges: shown }
  }, [names, edges])
  const place = new Map(drawn.nodes.map((node) => [node.id, node]))
  const near = new Set(
    edges
      .filter((edge) => edge.from === chosen || edge.to === chosen)
      .flatMap((edge) => [edge.from, edge.to]),
  )
  const xs = drawn.nodes.map((node) => node.x)
  const ys = drawn.nodes.map((node) => node.y)
  const left = Math.min(...xs) - 90
  const top = Math.min(...ys) - 60
  const shownEdges = edges.filter(
    (edge) => chosen === undefined || edge.from === chosen || edge.to === chosen,
  )
  return (
    <div className="graph-cols">
      <svg
        className="graph"
        role="img"
        aria-label={t('memory.graphText', { things: names.size, edges: edges.length })}
        viewBox={`${left} ${top} ${Math.max(...xs) + 90 - left} ${Math.max(...ys) + 60 - top}`}
        onClick={() => setChosen(undefined)}
      >
        {drawn.edges.map((edge) => {
          const a = place.get(edge.from)
          const b = place.get(edge.to)
          if (a === undefined || b === undefined) return null
          const lit = edge.from === chosen || edge.to === chosen
          return (
            <g key={edge.id} className={`edge${lit ? ' lit' : chosen === undefined ? '' : ' dim'}`}>
              <line x1={a.x} y1={a.y} x2={b.x} y2={b.y} />
              {lit || drawn.edges.length <= 24 ? (
                <text x={(a.x + b.x) / 2} y={(a.y + b.y) / 2 - 4}>
                  {edge.label}
                </text>
              ) : null}
            </g>
          )
        })}
        {drawn.nodes.map((node) => (
          <g
            key={node.id}
            className={`node${node.id === chosen ? ' on' : chosen === undefined || near.has(node.id) ? '' : ' dim'}`}
            transform={`translate(${node.x} ${node.y})`}
            onClick={(event) => {
              event.stopPropagation()
              setChosen(node.id)
            }}
          >
            <circle r={Math.min(22, 7 + node.degree * 1.6)} />
            <text y={Math.min(22, 7 + node.degree * 1.6) + 16}>{node.name}</text>
          </g>
        ))}
      </svg>
      <section className="pane inspector" aria-label={t('memory.graphList')}>
        <div className="pane-head">
          <h2 className="grow ellip">
            {chosen === undefined ? t('memory.graphList') : (names.get(chosen) ?? '')}
          </h2>
          <span className="count">{formatCount(shownEdges.length)}</span>
          {chosen === undefined ? null : (
            <button type="button" className="btn ghost sm" onClick={() => setChosen(undefined)}>
              {t('memory.graphAll')}
            </button>
          )}
        </div>
        <ul className="pane-body triples">
          {shownEdges.slice(0, 500).map((edge) => (
            <li key={edge.id}>
              <button type="button" onClick={() => setChosen(edge.from)}>
                <TokenText text={names.get(edge.from) ?? ''} />
              </button>
              <span className="muted">{edge.label}</span>
              <button type="button" onClick={() => setChosen(edge.to)}>
                <TokenText text={names.get(edge.to) ?? ''} />
              </button>
            </li>
          ))}
        </ul>
        {names.size > mostDrawn || edges.length >= mostEdges ? (
          <p className="faint small pane-idle">
            {t('memory.graphCut', { drawn: drawn.nodes.length, edges: edges.length })}
          </p>
        ) : null}
      </section>
    </div>
  )
}
