import type { CatalogServer, CatalogTool } from '../api.ts'
import { editDistance } from '../names.ts'
import { Bm25fIndex, type QueryTerm } from './bm25f.ts'
import { purposeOf } from './brands.ts'
import { synonymsOf } from './synonyms.ts'
import { terms, words } from './text.ts'

/** A tool and the server it belongs to. */
export interface ToolDocument {
  server: CatalogServer
  tool: CatalogTool
}

/** The best documents of a query, best first, and how many match. */
export interface Ranked {
  best: { document: number; score: number }[]
  total: number
}

/** Characters of one query that are read. */
const maxQueryCharacters = 8_000
/** Runs of three letters that more words share say nothing. */
const maxTrigramList = 400
/** Unknown words remembered with what they look like. */
const maxKnown = 5_000

/** How texts count: found by a random search on one half of the queries of `bench/tools.ts`, which reports the other half too. */
export const searchParameters = {
  name: { weight: 10.84, b: 0.67 },
  /** First sentence of the description. */
  summary: { weight: 1.04, b: 0.8 },
  /** The rest of it. */
  description: { weight: 1.13, b: 0.68 },
  argumentNames: { weight: 0.46, b: 0.74 },
  argumentTexts: { weight: 0.96, b: 0.35 },
  server: { weight: 0.76, b: 0.0 },
  serverDescription: { weight: 0.62, b: 0.63 },
  /** What the product named is for. */
  purpose: { weight: 0.92, b: 0.33 },
  /** Saturation of term frequency. */
  k1: 1.74,
  /** A synonym against the word as asked. */
  synonym: 0.39,
  /** A word that looks like an unknown one, against the word as asked. */
  fuzzy: 0.24,
  /** How much a word said more than once counts more, per natural logarithm of its count. */
  repeat: 0.47,
}

/** Characters of one description that are read. */
const maxDescription = 20_000
/** Characters of argument texts read from one schema. */
const maxArgumentText = 4_000

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

/** Terms of tools that were indexed before: a change of one server leaves the others as they are. */
const indexed = new WeakMap<CatalogTool, string[][]>()

/** Terms of name, first sentence, rest of the description, argument names and argument texts. */
function termsOfTool(tool: CatalogTool): string[][] {
  const known = indexed.get(tool)
  if (known) return known
  const { names, texts } = argumentTexts(tool.inputSchema)
  const title = tool.title && tool.title !== tool.name ? ` ${tool.title}` : ''
  const end = /[.!?](?=\s|$)|\n/.exec(tool.description)?.index ?? tool.description.length
  const made = [
    terms(tool.name + title),
    terms(tool.description.slice(0, end)),
    terms(tool.description.slice(end, maxDescription)),
    terms(names),
    terms(texts),
  ]
  indexed.set(tool, made)
  return made
}

/** Ranks tools for a text: BM25F over stems, each word of the query with its synonyms. */
export class ToolRanking {
  private readonly index: Bm25fIndex
  private readonly scores: Float32Array
  private byTrigram: Map<string, string[]> | undefined
  private readonly known = new Map<string, { term: string; likeness: number }[]>()

  constructor(documents: ToolDocument[]) {
    const p = searchParameters
    const serverTexts = new Map<CatalogServer, { name: string[]; description: string[]; words: string[] }>()
    const texts = documents.map(({ server, tool }) => {
      let ofServer = serverTexts.get(server)
      if (!ofServer) {
        const name = `${server.name} ${server.title}`
        ofServer = { name: terms(name), description: terms(server.description), words: words(name) }
        serverTexts.set(server, ofServer)
      }
      const purpose = purposeOf([...words(tool.name), ...ofServer.words])
      return [...termsOfTool(tool), ofServer.name, ofServer.description, purpose]
    })
    const fields = [
      p.name,
      p.summary,
      p.description,
      p.argumentNames,
      p.argumentTexts,
      p.server,
      p.serverDescription,
      p.purpose,
    ]
    this.index = new Bm25fIndex(texts, fields, p.k1)
    this.scores = new Float32Array(documents.length)
  }

  /**
   * The `count` best documents with their scores, best first, and how many match at all. `accept` leaves documents out. Equal scores keep
   * the order of the documents.
   */
  rank(query: string, count: number, accept?: (document: number) => boolean): Ranked {
    const { scores } = this
    scores.fill(0)
    this.index.score(this.groupsOf(query), scores)
    const best: Ranked['best'] = []
    let total = 0
    let least = 0
    for (let document = 0; document < scores.length; document++) {
      const score = scores[document] ?? 0
      if (score === 0 || (accept && !accept(document))) continue
      total++
      if (best.length >= count && score <= least) continue
      let low = 0
      let high = best.length
      while (low < high) {
        const middle = (low + high) >> 1
        if ((best[middle]?.score ?? 0) >= score) low = middle + 1
        else high = middle
      }
      best.splice(low, 0, { document, score })
      if (best.length > count) best.pop()
      least = best.at(-1)?.score ?? 0
    }
    return { best, total }
  }

  /** Each word of the query with what may stand for it. */
  private groupsOf(query: string): QueryTerm[][] {
    const p = searchParameters
    const counts = new Map<string, number>()
    for (const term of terms(sayWhatPlacesAre(query.slice(0, maxQueryCharacters))))
      counts.set(term, (counts.get(term) ?? 0) + 1)
    return [...counts].map(([term, count]): QueryTerm[] => {
      const weight = 1 + Math.log(count) * p.repeat
      const synonyms = synonymsOf(term).map((synonym) => ({ term: synonym, weight: weight * p.synonym }))
      const same = this.index.has(term)
        ? [{ term, weight }]
        : this.similar(term).map((other) => ({ term: other.term, weight: weight * p.fuzzy * other.likeness }))
      return [...same, ...synonyms]
    })
  }

  /** Words of the index that look like an unknown one: shared runs of three letters (Dice) and one or two slips. */
  private similar(term: string): { term: string; likeness: number }[] {
    const known = this.known.get(term)
    if (known) return known
    this.byTrigram ??= trigramTable(this.index.vocabulary())
    const own = trigrams(term)
    const shared = new Map<string, number>()
    // Long words share the rare runs; the common ones (beginnings, endings) would touch half of the vocabulary.
    for (const trigram of own) {
      const list = this.byTrigram.get(trigram) ?? []
      if (list.length <= maxTrigramList)
        for (const other of list) shared.set(other, (shared.get(other) ?? 0) + 1)
    }
    const slips = term.length >= 8 ? 2 : 1
    const found = [...shared]
      .filter(
        ([other, count]) => term.length >= 4 && count >= 2 && Math.abs(other.length - term.length) <= slips,
      )
      .filter(([other]) => editDistance(term, other) <= slips)
      .map(([other, count]) => ({ term: other, likeness: (2 * count) / (own.length + other.length) }))
      .toSorted((left, right) => right.likeness - left.likeness)
      .slice(0, 4)
    if (this.known.size >= maxKnown) this.known.clear()
    this.known.set(term, found)
    return found
  }
}

/** Paths and addresses say what a request is about, not which words to look for. */
function sayWhatPlacesAre(query: string): string {
  return query
    .replace(/\bhttps?:\/\/\S+/gi, ' url web page ')
    .replace(/(?<![\w/])(?:~|\.{1,2})?(?:\/[\w.@-]+){2,}\/?|\b[A-Za-z]:\\\S+/g, (path) =>
      /\.\w{1,5}$/.test(path) ? ` file ${path.slice(path.lastIndexOf('.') + 1)} ` : ' directory path ',
    )
    .replace(/\b[\w.+-]+@[\w-]+\.[\w.]+\b/g, ' email ')
}

function trigrams(word: string): string[] {
  const padded = `^${word}$`
  return Array.from({ length: Math.max(0, padded.length - 2) }, (_, index) => padded.slice(index, index + 3))
}

function trigramTable(vocabulary: Iterable<string>): Map<string, string[]> {
  const table = new Map<string, string[]>()
  for (const word of vocabulary) {
    for (const trigram of trigrams(word)) {
      const list = table.get(trigram)
      if (list) list.push(word)
      else table.set(trigram, [word])
    }
  }
  return table
}
