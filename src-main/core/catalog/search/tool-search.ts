import type { CatalogServer, CatalogTool, SearchAnswer, SearchHit, SearchRequest } from '../api.ts'
import { nearestNames } from '../names.ts'
import { firstSentence, oneLine } from '../untrusted-text.ts'
import { type Ranked, type ToolDocument, ToolRanking } from './tool-ranking.ts'

/** With this few matches in all, their declarations come along, which saves the agent a step. */
const fewMatches = 3
/** Hits on one page at most. */
const maxLimit = 100

/** Makes the search of a catalogue. `declare` gives the TypeScript of a tool. */
export function createToolSearch(
  documents: ToolDocument[],
  declare: (tool: CatalogTool) => string,
): (request: SearchRequest) => SearchAnswer {
  const ranking = new ToolRanking(documents)
  const servers = new Map<CatalogServer, number>()
  for (const { server } of documents) servers.set(server, (servers.get(server) ?? 0) + 1)

  return (request) => {
    const category = request.category?.toLowerCase() ?? ''
    const inCategory = (server: CatalogServer): boolean =>
      category === '' || server.name.toLowerCase() === category || server.kind === category
    const accept =
      category === ''
        ? undefined
        : (document: number) => inCategory(documents[document]?.server as CatalogServer)
    const own = [...servers].filter(([server]) => inCategory(server))
    const searched = own.reduce((sum, [, tools]) => sum + tools, 0)
    const overview = () =>
      (own.length > 0 ? own : [...servers]).map(([server, tools]) => ({
        name: server.name,
        title: oneLine(server.title),
        tools,
      }))
    const queries = request.queries.map((query) => query.trim()).filter((query) => query !== '')
    const offset = Math.max(0, request.offset)
    const limit = Math.max(0, Math.min(request.limit, maxLimit))
    const page = (found: { document: number; score: number }[], total: number): SearchHit[] =>
      found.slice(offset, offset + limit).flatMap(({ document, score }) => {
        const item = documents[document]
        return item ? [hit(item, score, request.detailLevel, total, declare)] : []
      })

    if (queries.length === 0) {
      // A category without words lists its tools; nothing at all gives the servers.
      const all =
        category === ''
          ? []
          : documents.flatMap(({ server }, document) => (inCategory(server) ? [{ document, score: 0 }] : []))
      const answer = { hits: page(all, all.length), total: all.length, of: searched }
      return category === '' ? { ...answer, servers: overview() } : answer
    }
    const depth = offset + limit
    const ranked = queries.map((query) => ranking.rank(query, depth, accept))
    const total = Math.max(...ranked.map((one) => one.total))
    if (total > 0) return { hits: page(merge(ranked), total), total, of: searched }
    const names = documents
      .filter(({ server }) => own.length === 0 || inCategory(server))
      .map(({ tool }) => tool.id)
    return {
      hits: [],
      total: 0,
      of: searched,
      nearest: queries.flatMap((query) => nearestNames(query, names, 5)).slice(0, 5),
    }
  }
}

/** Results of several queries as one list: first the best of each, then the second of each; a tool that several found comes first. */
function merge(ranked: Ranked[]): { document: number; score: number }[] {
  const [only] = ranked
  if (ranked.length === 1 && only) return only.best
  const merged = new Map<number, { rank: number; times: number; score: number }>()
  for (const { best } of ranked) {
    best.forEach(({ document, score }, rank) => {
      const known = merged.get(document)
      if (!known) merged.set(document, { rank, times: 1, score })
      else
        merged.set(document, {
          rank: Math.min(known.rank, rank),
          times: known.times + 1,
          score: Math.max(known.score, score),
        })
    })
  }
  return [...merged]
    .toSorted(
      ([, left], [, right]) => left.rank - right.rank || right.times - left.times || right.score - left.score,
    )
    .map(([document, { score }]) => ({ document, score }))
}

function hit(
  { server, tool }: ToolDocument,
  score: number,
  level: SearchRequest['detailLevel'],
  total: number,
  declare: (tool: CatalogTool) => string,
): SearchHit {
  return {
    tool: tool.id,
    server: server.name,
    exportName: tool.exportName,
    importFrom: `./servers/${server.name}`,
    score: Math.round(score * 1000) / 1000,
    ...(level === 'name' ? {} : { description: firstSentence(tool.description, 240) }),
    ...(level === 'full-schema' || total <= fewMatches ? { declaration: declare(tool) } : {}),
  }
}
