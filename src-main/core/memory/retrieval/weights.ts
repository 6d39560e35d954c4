/**
 * The constants of ranking, few and rounded. Found on conversations whose questions name the turns that answer them
 * (`bench/memory.ts`), one constant at a time, then rounded; rounding costs a fifth of a point of R@10.
 */
export const weights = {
  /** Share of a neighbour's term counts, one and two turns away. */
  near: 0.35,
  far: 0.25,
  /** BM25 saturation and length normalisation (S. Robertson, H. Zaragoza, 2009). */
  k1: 0.9,
  b: 0.1,
  /** Added for terms in the memory itself rather than beside it, as a share of its own BM25. */
  own: 0.25,
  /** How much a session that covers the query lifts its memories. */
  session: 0.1,
  /** The memory was said by the person the query names. */
  speaker: 0.1,
  /** It tells a time, number, duration or place and the query asks for one. */
  time: 0.2,
  number: 0.1,
  duration: 0.1,
  place: 0.1,
  /** It happened in the month or year the query names. */
  date: 0.4,
  /** Questions seldom hold the answer. */
  question: -0.1,
  /** It follows a question that fits the query: likely the answer. */
  answer: 0.3,
  /** Share of the query's weight that its window has at all. */
  coverage: 0.1,
  /** The best window of its session. */
  peak: 0.3,
  /** Says I, me, my. */
  self: 0.05,
  /** Two words of the query beside each other. */
  pair: 0.05,
  /** Weight of a speaker's name as a word of the text. */
  nameTerm: 0.1,
  /** Feedback by meta/rate, importance above the middle. */
  utility: 0.1,
  importance: 0.05,
} as const

/** Candidates taken from the full-text index before ranking. */
export const candidateCount = 300
/** The same in a large memory, where each is read from the disk. */
export const candidateCountLarge = 200
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
/** In a large memory only the best candidates by BM25 bring their neighbours along: each is read from the disk. */
export const expandedCount = 30
