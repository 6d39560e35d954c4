import type { CatalogServer, CatalogTool, SearchAnswer, SearchHit, SearchRequest } from '../api.ts'
import { nearestNames } from '../names.ts'
import { firstSentence, oneLine } from '../untrusted-text.ts'
import { Bm25fIndex, type QueryTerm } from './bm25f.ts'
import { synonymsOf } from './synonyms.ts'
import { terms } from './text.ts'

/** A tool and the server it belongs to. */
export interface ToolDocument {
  server: CatalogServer
  tool: CatalogTool
}

/** How texts count; found by `bench/tools.ts` on a random half of its queries. */
export const searchParameters = {
  /** Field weight and length normalisation. */
  name: { weight: 5, b: 0.4 },
  summary: { weight: 1.6, b: 0.5 },
  description: { weight: 1.2, b: 0.5 },
  argumentNames: { weight: 0.7, b: 0.6 },
  argumentTexts: { weight: 0.5, b: 0.7 },
  server: { weight: 1.6, b: 0.5 },
  serverDescription: { weight: 0.3, b: 0.6 },
  /** Saturation of term frequency. */
  k1: 1.6,
  /** A synonym against the word as asked. */
  synonym: 0.45,
  /** What a server as a whole adds to each of its tools, against the best server. */
  serverPrior: 0,
  /** How much every further tool of one server loses among the first hits, so that one server does not fill the page. */
  crowding: 0,
  /** Reward for tools that match much of the query, by weight of its words. */
  coverage: 0,
  /** Weight of a vocabulary word that looks like an unknown word of the query. */
  fuzzy: 0,
  /** How much a word said twice counts more. */
  repeat: 0.5,
}

/** Characters of argument texts read from one schema. */
const maxArgumentText = 4_000
/** With this few matches in all, their declarations come along, which saves the agent a step. */
const fewMatches = 3

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Names and texts of the arguments, two levels deep. */
function argumentTexts(schema: unknown): { names: string; texts: string } {
  const names: string[] = []
  const texts: string[] = []
  const visit = (node: unknown, depth: number): void => {
    if (!isRecord(node) || depth > 2) return
    if (isRecord(node['properties'])) {
      for (const [name, property] of Object.entries(node['properties'])) {
        names.push(name)
        if (!isRecord(property)) continue
        if (typeof property['description'] === 'string') texts.push(property['description'])
        if (Array.isArray(property['enum']))
          texts.push(property['enum'].filter((value) => typeof value === 'string').join(' '))
        visit(property, depth + 1)
      }
    }
    visit(node['items'], depth + 1)
    for (const keyword of ['anyOf', 'oneOf', 'allOf']) {
      const variants = node[keyword]
      if (Array.isArray(variants)) for (const variant of variants.slice(0, 8)) visit(variant, depth + 1)
    }
  }
  visit(schema, 0)
  return { names: names.join(' '), texts: texts.join(' ').slice(0, maxArgumentText) }
}

/** Ranks documents for texts: BM25F over stems, each word of the query with its synonyms. */
export class ToolRanking {
  private readonly index: Bm25fIndex
  private readonly servers: Bm25fIndex
  private readonly serverOf: Uint32Array

  constructor(documents: ToolDocument[]) {
    const p = searchParameters
    const perServer = new Map<CatalogServer, { number: number; texts: [string[], string[]]; names: string[] }>()
    this.serverOf = new Uint32Array(documents.length)
    const texts = documents.map(({ server, tool }, document) => {
      let known = perServer.get(server)
      if (!known) {
        known = { number: perServer.size, texts: [terms(`${server.name} ${server.title}`), terms(server.description)], names: [] }
        perServer.set(server, known)
      }
      this.serverOf[document] = known.number
      const { names, texts: said } = argumentTexts(tool.inputSchema)
      const title = tool.title && tool.title !== tool.name ? ` ${tool.title}` : ''
      const name = terms(tool.name + title)
      known.names.push(...name)
      const end = /[.!?](?=\s|$)|\n/.exec(tool.description)?.index ?? tool.description.length
      return [name, terms(tool.description.slice(0, end)), terms(tool.description.slice(end)), terms(names), terms(said), ...known.texts]
    })
    const fields = [p.name, p.summary, p.description, p.argumentNames, p.argumentTexts, p.server, p.serverDescription]
    this.index = new Bm25fIndex(texts, fields, p.k1)
    this.servers = new Bm25fIndex(
      [...perServer.values()].map(({ texts: [name, description], names }) => [name, description, names]),
      [
        { weight: 3, b: 0.3 },
        { weight: 1, b: 0.5 },
        { weight: 1, b: 0.8 },
      ],
      p.k1,
    )
  }

  /** Document numbers with scores, best first. */
  rank(query: string): { document: number; score: number }[] {
    const p = searchParameters
    const counts = new Map<string, number>()
    for (const term of terms(query)) counts.set(term, (counts.get(term) ?? 0) + 1)
    const groups = [...counts].map(([term, count]): QueryTerm[] => {
      const weight = 1 + Math.log(count) * p.repeat
      return [{ term, weight }, ...synonymsOf(term).map((synonym) => ({ term: synonym, weight: weight * p.synonym }))]
    })
    const scores = new Float32Array(this.index.size)
    const matched = new Float32Array(this.index.size)
    this.index.score(groups, scores, matched)
    if (p.coverage > 0) {
      const total = groups.reduce((sum, [first]) => sum + (first ? this.index.idf(first.term) * first.weight : 0), 0)
      if (total > 0) for (let document = 0; document < scores.length; document++) scores[document]! *= 1 + (p.coverage * matched[document]!) / total
    }
    if (p.serverPrior > 0) {
      const ofServers = new Float32Array(this.servers.size)
      this.servers.score(groups, ofServers, new Float32Array(this.servers.size))
      for (let document = 0; document < scores.length; document++) if (scores[document]! > 0) scores[document]! += p.serverPrior * ofServers[this.serverOf[document]!]!
    }
    const found: { document: number; score: number }[] = []
    for (let document = 0; document < scores.length; document++) {
      const score = scores[document] ?? 0
      if (score > 0) found.push({ document, score })
    }
    found.sort((left, right) => right.score - left.score || left.document - right.document)
    return p.crowding > 0 ? this.spread(found) : found
  }

  /** Lets other servers onto the first page. */
  private spread(found: { document: number; score: number }[]): { document: number; score: number }[] {
    const head = found.slice(0, 60)
    const counts = new Map<number, number>()
    for (const entry of head) {
      const server = this.serverOf[entry.document] ?? 0
      const before = counts.get(server) ?? 0
      counts.set(server, before + 1)
      entry.score *= (1 - searchParameters.crowding) ** before
    }
    head.sort((left, right) => right.score - left.score || left.document - right.document)
    return [...head, ...found.slice(60)]
  }
}

/** Makes the search of a catalogue. `declare` gives the TypeScript of a tool. */
export function createToolSearch(
  documents: ToolDocument[],
  declare: (tool: CatalogTool) => string,
): (request: SearchRequest) => SearchAnswer {
  const ranking = new ToolRanking(documents)
  const servers = new Map<CatalogServer, number>()
  for (const { server } of documents) servers.set(server, (servers.get(server) ?? 0) + 1)

  return (request) => {
    const category = request.category?.toLowerCase()
    const inCategory = ({ server }: ToolDocument) =>
      category === undefined ||
      category === '' ||
      server.name.toLowerCase() === category ||
      server.kind === category
    const searched = documents.filter(inCategory)
    const overview = [...servers]
      .filter(([server]) => searched.length === 0 || inCategory({ server } as ToolDocument))
      .map(([server, tools]) => ({ name: server.name, title: oneLine(server.title), tools }))
    const queries = request.queries.map((query) => query.trim()).filter((query) => query !== '')
    const limit = Math.max(0, Math.min(request.limit, 100))

    if (queries.length === 0) {
      // A category without words lists its tools; nothing at all gives the servers.
      const hits = category && searched.length > 0 ? searched.map((document) => ({ document, score: 0 })) : []
      const page = hits.slice(request.offset, request.offset + limit)
      return {
        hits: page.map(({ document, score }) => hit(document, score, request, hits.length, declare)),
        total: hits.length,
        of: searched.length,
        servers: overview,
      }
    }

    // Reciprocal rank fusion keeps the first hit of every query near the top (G. Cormack et al., SIGIR 2009), with a small constant.
    const merged = new Map<number, { score: number; best: number }>()
    for (const query of queries) {
      let rank = 0
      for (const { document, score } of ranking.rank(query)) {
        const found = documents[document]
        if (!found || !inCategory(found)) continue
        const fused = queries.length === 1 ? score : 1 / (1 + rank)
        rank++
        const known = merged.get(document)
        if (!known) merged.set(document, { score: fused, best: score })
        else
          merged.set(document, {
            score: Math.max(known.score, fused) + 0.01 * fused,
            best: Math.max(known.best, score),
          })
      }
    }
    const found = [...merged].toSorted((a, b) => b[1].score - a[1].score || b[1].best - a[1].best)
    const page = found.slice(request.offset, request.offset + limit)
    const hits = page.flatMap(([number, { best }]) => {
      const document = documents[number]
      return document ? [hit(document, best, request, found.length, declare)] : []
    })
    if (found.length > 0) return { hits, total: found.length, of: searched.length }
    const names = (searched.length > 0 ? searched : documents).map(({ tool }) => tool.id)
    return {
      hits,
      total: 0,
      of: searched.length,
      servers: overview,
      nearest: queries.flatMap((query) => nearestNames(query, names, 5)).slice(0, 5),
    }
  }
}

function hit(
  { server, tool }: ToolDocument,
  score: number,
  request: SearchRequest,
  total: number,
  declare: (tool: CatalogTool) => string,
): SearchHit {
  const level = request.detailLevel
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
