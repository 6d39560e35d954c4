import { identifierWords } from '../names.ts'

/** Words that say nothing about which tool is meant; requests are full of them. */
export const stopWords: ReadonlySet<string> = new Set(
  (
    'a an and any are as at be been but by can could did do does for from get give had has have he her him his how i if in into is it ' +
    'its just let like may me might my need no not of on or our please she should so some such than that the their them then there ' +
    'these they this those to too us use used uses using via want was we were what when where which who whom why will with would ' +
    'you your yours d ll m re s t ve also about after all am because before being between both each few further here hers ' +
    'once only other out over own same through under until up very while able help me tool tools function api provide provides ' +
    'based given specified'
  ).split(' '),
)

/** Words whose last letters are no suffix. */
const unchanged = new Set(
  'news series species lens bus gas pass process address access status analysis basis canvas atlas'.split(
    ' ',
  ),
)

/**
 * English suffixes off: a light stemmer after Porter's algorithm (M. F. Porter, "An algorithm for suffix stripping", 1980, steps 1a–1c
 * and the commonest of 2–4); good enough for names of tools, and short. Input in lower case.
 */
export function stem(word: string): string {
  if (unchanged.has(word)) return word
  if (word.length < 4 || /[^a-z]/.test(word)) return word
  let root = word
  if (root.endsWith('sses')) root = root.slice(0, -2)
  else if (root.endsWith('ies')) root = root.length > 4 ? `${root.slice(0, -3)}y` : root.slice(0, -1)
  else if (/(?:x|ch|sh|ss|z)es$/.test(root)) root = root.slice(0, -2)
  else if (/[^suai]s$/.test(root)) root = root.slice(0, -1)
  for (const suffix of ['ing', 'ed']) {
    if (!root.endsWith(suffix)) continue
    const rest = root.slice(0, -suffix.length)
    if (!/[aeiouy]/.test(rest) || rest.length < 3) break
    if (/(.)\1$/.test(rest) && !/(?:ll|ss|zz)$/.test(rest)) root = rest.slice(0, -1)
    else if (
      /(?:at|bl|iz|v|c|g|s|u|[^aeiou][aeiou][lrtmn])$/.test(rest) &&
      !/(?:er|en|or|it|on|al|el|ow|et)$/.test(rest)
    )
      root = `${rest}e`
    else root = rest
    break
  }
  root = root
    .replace(/(?:ization|isation)$/, 'ize')
    .replace(/ational$/, 'ate')
    .replace(/(?<=[a-z]{3})(?:fulness|ousness|iveness)$/, '')
    .replace(/(?<=[a-z]{4})(?:ement|ment|ness)$/, '')
    .replace(/(?<=[a-z]{3})ation$/, 'ate')
    .replace(/(?<=[a-z]{3}[st])ion$/, '')
    .replace(/(?<=[a-z]{4})(?:ator)$/, 'ate')
    .replace(/(?<=[a-z]{4}[^e])(?:er|or)$/, '')
    .replace(/(?<=[a-z]{3})ly$/, '')
    .replace(/(?<=[a-z]{3})i(?:cal|c)$/, 'ic')
  if (root.length > 3 && root.endsWith('e')) root = root.slice(0, -1)
  if (root.length > 3 && /[^aeiou]y$/.test(root)) root = `${root.slice(0, -1)}i`
  return root
}

const cjk = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+/g

/** Text as lower-case words: identifiers split at case, `_`, `-`; scripts without spaces as pairs of characters. */
export function words(text: string): string[] {
  const found: string[] = []
  for (const run of text.match(cjk) ?? []) {
    if (run.length === 1) found.push(run)
    for (let index = 0; index + 1 < run.length; index++) found.push(run.slice(index, index + 2))
  }
  for (const word of identifierWords(text)) found.push(word.toLowerCase())
  return found
}

/** Index terms of a text: stemmed words without stop words (all words, if nothing else is left). */
export function terms(text: string): string[] {
  const all = words(text)
  const telling = all.filter((word) => !stopWords.has(word) && (word.length > 1 || /\d|[^a-z]/.test(word)))
  return (telling.length > 0 ? telling : all).map(stem)
}
