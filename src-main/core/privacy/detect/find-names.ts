import type { Span } from '../api.ts'

/** Characters of a text up to which names are looked for; the model takes about 6 ms a kilobyte. */
export const namesLimit = 5_000

interface Found {
  text: string
  offset?: { start: number; length: number }
}
interface Document {
  people(): View
  places(): View
}
interface View {
  json(options: { offset: true }): Found[]
}
/** The loaded model. */
export type NameModel = (text: string) => Document
let model: Promise<NameModel> | undefined

/** Loads the name model (compromise; English) on first use. */
export function loadNames(): Promise<NameModel> {
  model ??= import('compromise').then((module) => module.default as unknown as NameModel)
  return model
}

/**
 * Whether names are looked for in a text, and if not why. Lists, code, logs and tables are not language: the model would
 * take half of their words for names.
 */
export function proseVerdict(text: string): 'prose' | 'no words' | 'too long' | 'not prose' {
  if (text.length < 8 || !/\p{Lu}\p{Ll}/u.test(text)) return 'no words'
  const words = text.match(/\p{L}{2,}/gu)?.length ?? 0
  if (words < 3) return 'no words'
  const odd = text.match(/[{}[\]<>=_|\\;#$~^]/g)?.length ?? 0
  const letters = text.match(/[\p{L}\s]/gu)?.length ?? 0
  if (odd > text.length / 40 + 1 || letters < text.length * 0.7) return 'not prose'
  return text.length > namesLimit ? 'too long' : 'prose'
}

const introduced =
  /(?:\b(?:[Nn]ame is|[Nn]ame\?|[Nn]ame:|named|called|[Cc]all me|User:|[Ss]incerely,|[Rr]egards,|Mr\.?|Mrs\.?|Ms\.?|Miss|Dr\.?|Prof\.?|Professor|Herr|Frau|Señora?|Monsieur|Madame)\s{1,3})(\p{Lu}[\p{L}'’-]{1,24}(?: (?:\p{Lu}[\p{L}'’-]{0,24}\.?)){0,3})/gu

/** Names of people and places in English prose. */
export function findNames(nlp: NameModel, text: string): Span[] {
  const document = nlp(text)
  const found: Span[] = []
  collect(document.people().json({ offset: true }), 'PERSON')
  // What introduces a name, for names that the model has never seen.
  for (const match of text.matchAll(introduced)) {
    const name = match[1] ?? ''
    const start = match.index + match[0].length - name.length
    found.push({ start, end: start + name.length, kind: 'PERSON', reason: 'name model', confidence: 0.52 })
  }
  collect(document.places().json({ offset: true }), 'LOCATION')
  return found

  function collect(items: Found[], kind: string): void {
    for (const item of items) {
      if (item.offset === undefined) continue
      let start = item.offset.start
      let end = start + item.offset.length
      const edge = (character: string): boolean => !/[\p{L}\p{N}.]/u.test(character)
      while (start < end && edge(text.charAt(start))) start++
      while (end > start && /[^\p{L}\p{N}]/u.test(text.charAt(end - 1))) end--
      const value = text.slice(start, end).replace(/['’]s$/, '')
      end = start + value.length
      // Without a capital it is a word of the language.
      if (value.length < 2 || !/\p{Lu}/u.test(value)) continue
      found.push({ start, end, kind, reason: 'name model', confidence: 0.5 })
    }
  }
}
