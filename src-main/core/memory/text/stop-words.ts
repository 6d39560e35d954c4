/**
 * English function words: they carry no meaning of their own, so a query loses them (the index keeps them). Closed word
 * classes only: articles, pronouns, auxiliaries, prepositions, conjunctions, question words.
 */
const functionWords = `
  a an the this that these those some any each every both few more most other such own same
  i me my mine we us our ours you your yours he him his she her hers it its they them their theirs
  am is are was were be been being do does did doing have has had having
  will would shall should can could may might must
  of in on at by for with from to into onto about as than then so but and or nor if because while until
  after before again against between during through above below up down out off over under
  what which who whom whose when where why how
  there here not no only too very just also s t d ll re ve m don now
  what's who's it's that's i'm you're let
`

/** Words with which questions are put but which the answer does not contain. */
const questionWords = `
  kind kinds type types sort many much often likely considered according describe mention mentioned happen happened
  happening tell know remember did does different name names called
`

function asSet(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/).filter(Boolean))
}

/** Dropped from queries. */
export const stopWords = asSet(functionWords)
/** Weighted down in queries, for they are about the question. */
export const questionNoise = asSet(questionWords)
