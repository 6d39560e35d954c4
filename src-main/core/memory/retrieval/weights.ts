/**
 * The constants of ranking, few and rounded. Found on conversations whose questions name the turns that answer them (`bench/memory.ts`): a
 * linear fits over the parts, one conversation left out at a time, gave the direction; the rounded values were then chosen on the same
 * conversations, so scores on them are optimistic by about a point. The same weights serve with and without vectors.
 */
export const builtInWeights = {
  /** BM25 over the window: a memory and its neighbours, whose term counts have these shares one and two turns away. */
  window: 0.4,
  near: 0.35,
  far: 0.25,
  /** BM25 saturation and length normalisation (S. Robertson, H. Zaragoza, 2009). */
  k1: 0.9,
  b: 0.1,
  /** BM25 of the memory's own terms. */
  own: 0.4,
  /** Share of the query's weight that its window has at all. */
  coverage: 0.5,
  /** How much a session that covers the query lifts its memories. */
  session: 0.2,
  /** The best window of its session. */
  peak: 0.4,
  /** It follows a question that fits the query: likely the answer. */
  answer: 0.4,
  /** The memory was said by the person the query names. */
  speaker: 0.2,
  /** It tells a time, number, duration or place and the query asks for one. */
  time: 0.3,
  number: 0.1,
  duration: 0.3,
  place: 0.3,
  /** It happened in the month or year the query names. */
  date: 0.8,
  /** Questions seldom hold the answer. */
  question: -0.15,
  /** Says I, me, my. */
  self: 0.1,
  /** Two words of the query beside each other. */
  pair: 0.05,
  /** Weight of a speaker's name as a word of the text. */
  nameTerm: 0.1,
  /** Feedback by meta/rate, importance above the middle. */
  utility: 0.1,
  importance: 0.05,
  /** Likeness of meaning (cosine) of the memory and the turns beside it, when the embedder is on. */
  similarity: 2,
  /** Share of each of those turns in it. */
  similarityNear: 0.5,
  /** Taken off for each better memory of the same session when the query asks for several things. */
  spread: 0.05,
} as const

/** Weights as a ranking uses them: the built-in ones, or those that rag/tune found for this memory. */
export type Weights = { readonly [Name in keyof typeof builtInWeights]: number }

/** Those that rag/tune may change: few, or a small set of questions would be learnt by heart. */
export const tunable = [
  'window',
  'own',
  'coverage',
  'session',
  'peak',
  'answer',
  'speaker',
  'time',
  'date',
  'similarity',
] as const satisfies readonly (keyof Weights)[]
export type TunableWeight = (typeof tunable)[number]

/** Where tuned weights are kept among the settings of the memory. */
export const rankingSetting = 'ranking'

/** So many of the best are spread over their sessions. */
export const spreadDepth = 40
/** Candidates taken from the full-text index before ranking. */
export const candidateCount = 150
/** The same in a large memory, where each is read from the disk. */
export const candidateCountLarge = 200
/** Candidates added for their meaning, when the embedder is on. */
export const similarCount = 100
/**
 * Terms that occur in more than this share of a memory find no candidates (they still weigh in the ranking): in a large memory, and in one of
 * more than a thousand. Measured: a tenth changes no answer of the benchmark, a fiftieth keeps a million rows fast.
 */
export const commonShare = 0.02
export const commonShareSmall = 0.1
export const largeMemory = 10_000
export const smallMemory = 1000
/** In a large memory so many index entries are read for one query at most, save for its two rarest terms. */
export const maximumPostings = 6000
/**
 * Only the best candidates by BM25 bring their neighbours along; in a large memory fewer, for there each is read from the disk. Measured: sixty
 * of 150 answer the questions of the benchmark as all of 300 did (R@10 83.6 and 83.5).
 */
export const expandedCount = 60
export const expandedCountLarge = 30
