/** One searchable text of a document: its terms, and how it counts. */
export interface Field {
  weight: number
  /** Length normalisation, 0 (none) to 1 (full). */
  b: number
}

/** A query term with its weight (1 for words as asked, less for synonyms). */
export interface QueryTerm {
  term: string
  weight: number
}

/**
 * Inverted index with BM25F (S. Robertson, H. Zaragoza, M. Taylor, "Simple BM25 extension to multiple weighted fields", CIKM 2004):
 * term frequencies are normalised by the length of each field, weighted, added, and saturated once.
 * Impacts are computed when the index is made, so that a search is a sum over short lists.
 */
export class Bm25fIndex {
  private readonly postings = new Map<
    string,
    { documents: Uint32Array; impacts: Float32Array; idf: number }
  >()
  readonly size: number

  /** `documents[d][f]` are the terms of field `f` of document `d`. */
  constructor(documents: string[][][], fields: Field[], k1: number) {
    this.size = documents.length
    const average = fields.map((_, field) => {
      const total = documents.reduce((sum, document) => sum + (document[field]?.length ?? 0), 0)
      return Math.max(total / Math.max(documents.length, 1), 1)
    })
    const frequencies = new Map<string, Map<number, number>>()
    documents.forEach((document, number) => {
      fields.forEach(({ weight, b }, field) => {
        const list = document[field] ?? []
        const norm = weight / (1 - b + (b * list.length) / (average[field] ?? 1))
        for (const term of list) {
          let byDocument = frequencies.get(term)
          if (!byDocument) frequencies.set(term, (byDocument = new Map()))
          byDocument.set(number, (byDocument.get(number) ?? 0) + norm)
        }
      })
    })
    for (const [term, byDocument] of frequencies) {
      const idf = Math.log(1 + (documents.length - byDocument.size + 0.5) / (byDocument.size + 0.5))
      const impacts = Float32Array.from(
        byDocument.values(),
        (frequency) => (idf * frequency * (k1 + 1)) / (k1 + frequency),
      )
      this.postings.set(term, { documents: Uint32Array.from(byDocument.keys()), impacts, idf })
    }
  }

  has(term: string): boolean {
    return this.postings.has(term)
  }

  /** Rarity of a term, 0 if it is in no document. */
  idf(term: string): number {
    return this.postings.get(term)?.idf ?? 0
  }

  /** All terms of the index. */
  vocabulary(): Iterable<string> {
    return this.postings.keys()
  }

  /**
   * Adds the scores of groups of terms to `scores`. Inside a group (a word and its synonyms) only the best term of each document counts,
   * so that a tool that names one thing in five ways gains nothing by it.
   */
  score(groups: QueryTerm[][], scores: Float32Array): void {
    const best = new Float32Array(groups.some((group) => group.length > 1) ? this.size : 0)
    for (const group of groups) {
      if (group.length === 1) {
        const [only] = group
        const posting = only && this.postings.get(only.term)
        if (!posting) continue
        for (let index = 0; index < posting.documents.length; index++) {
          const document = posting.documents[index] ?? 0
          scores[document] = (scores[document] ?? 0) + only.weight * (posting.impacts[index] ?? 0)
        }
        continue
      }
      const touched: number[] = []
      for (const { term, weight } of group) {
        const posting = this.postings.get(term)
        if (!posting) continue
        for (let index = 0; index < posting.documents.length; index++) {
          const document = posting.documents[index] ?? 0
          const value = weight * (posting.impacts[index] ?? 0)
          if (best[document] === 0) touched.push(document)
          if (value > (best[document] ?? 0)) best[document] = value
        }
      }
      for (const document of touched) {
        scores[document] = (scores[document] ?? 0) + (best[document] ?? 0)
        best[document] = 0
      }
    }
  }
}
