import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Documents and questions with the documents that answer them, judged by people. */
export interface DocumentCollection {
  documents: { id: string; title: string; text: string }[]
  questions: { text: string; relevant: string[] }[]
}

/** The three files of a collection in SMART's form, as Cranfield 1400 has been passed on (C. Cleverdon, 1967). */
const names = { documents: 'cran.all.1400', questions: 'cran.qry', judgements: 'cranqrel' }

/** Reads a folder with a collection in SMART's form; undefined where there is none. */
export function readDocuments(folder: string): DocumentCollection | undefined {
  if (!Object.values(names).every((name) => existsSync(join(folder, name)))) return undefined
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8')
  const documents = records(read(names.documents))
    .map((one) => ({ id: one.id, title: one.fields.get('T') ?? '', text: one.fields.get('W') ?? '' }))
    .filter((one) => one.text !== '')
  const known = new Set(documents.map((one) => one.id))
  const relevant = new Map<number, string[]>()
  for (const line of read(names.judgements).split('\n')) {
    const [question, document] = line.trim().split(/\s+/)
    if (question === undefined || document === undefined || !known.has(document)) continue
    relevant.set(Number(question), [...(relevant.get(Number(question)) ?? []), document])
  }
  // The judgements count the questions; the numbers in the file of questions have gaps.
  const questions = records(read(names.questions)).map((one, index) => ({
    text: one.fields.get('W') ?? '',
    relevant: relevant.get(index + 1) ?? [],
  }))
  return { documents, questions: questions.filter((one) => one.relevant.length > 0) }
}

/** Records that begin with `.I NUMBER`, with fields that begin with `.X` on a line of their own. */
function records(text: string): { id: string; fields: Map<string, string> }[] {
  return text
    .split(/^\.I\s+/m)
    .slice(1)
    .map((part) => {
      const [head = '', ...lines] = part.split('\n')
      const fields = new Map<string, string>()
      let field = ''
      for (const line of lines) {
        const mark = /^\.([A-Z])\s*$/.exec(line)?.[1]
        if (mark !== undefined) field = mark
        else if (line.trim() !== '') fields.set(field, `${fields.get(field) ?? ''} ${line.trim()}`.trim())
      }
      return { id: String(Number(head.trim())), fields }
    })
}
