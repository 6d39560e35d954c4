/**
 * The constants of ranking, few and rounded. Found on conversations whose questions name the turns that answer them
 * (`bench/memory.ts`), each conversation judged by constants from the others; rounding costs less than a third of a point.
 */
export const weights = {
  /** Share of a neighbour's term counts, one and two turns away. */
  near: 0.4,
  far: 0.2,
  /** BM25 saturation and length normalisation (S. Robertson, H. Zaragoza, 2009). */
  k1: 0.9,
  b: 0.3,
  /** Added for terms in the memory itself rather than beside it, as a share of its own BM25. */
  own: 0.5,
  /** How much a session that covers the query lifts its memories. */
  session: 0.3,
  /** The memory was said by the person the query names. */
  speaker: 0.12,
  /** It tells a time, number, duration or place and the query asks for one. */
  time: 0.12,
  number: 0.1,
  duration: 0.1,
  place: 0.05,
  /** It happened in the month or year the query names. */
  date: 0.2,
  /** Questions seldom hold the answer. */
  question: -0.06,
  /** Two words of the query beside each other. */
  pair: 0.08,
  /** Very short memories ("Thanks!") seldom answer. */
  short: -0.15,
  /** Weight of a speaker's name as a word of the text. */
  nameTerm: 0.25,
  /** Feedback by meta/rate, importance above the middle. */
  utility: 0.1,
  importance: 0.05,
} as const

/** Candidates taken from the full-text index before ranking. */
export const candidateCount = 300
/** Above this many memories, terms that occur in more than {@link commonShare} of them find no candidates. */
export const pruneAbove = 10_000
export const commonShare = 0.02
