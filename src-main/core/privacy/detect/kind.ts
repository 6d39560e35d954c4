/** Groups in which kinds are shown. */
export type KindGroup =
  | 'contact'
  | 'payment'
  | 'government'
  | 'health'
  | 'network'
  | 'device'
  | 'crypto'
  | 'secret'
  | 'person'
  | 'own'

/** What surrounds a candidate. */
export interface CandidateContext {
  /** Key names on the way to the leaf (JSON keys, CSV column), split into lower-case words; empty for plain text. */
  key: string
  /** The characters before the candidate (at most 48), in lower case with camelCase and snake_case split. */
  before: string
  /** The characters after it (at most 24), the same way. */
  after: string
  /** The candidate is the whole leaf. */
  whole: boolean
  /** A word of the kind is in the key. */
  keyed: boolean
  /** A word of the kind is within 30 characters. */
  near: boolean
}

/** Why a candidate counts, or why not. */
export interface Judgement {
  reason: string
  confidence: number
}

/**
 * One kind of personal value: how it looks, which words must stand near it, how it is checked. A file a kind, with
 * examples that are its tests.
 */
export interface Kind {
  /** Upper case; the word in tokens, such as `EMAIL`. */
  name: string
  /** Such as `E-mail address`. */
  title: string
  group: KindGroup
  /** Where the pattern and the check come from. */
  source: string
  /** Finds candidates; the match is the value. Global, every quantifier bounded. Omitted for kinds found elsewhere. */
  pattern?: RegExp
  /**
   * Cheap test that the text can hold a candidate at all; the pattern runs only if one of these strings is in the
   * lower-case text.
   */
  needs?: readonly string[]
  /** A character that every value has or stands right before; the pattern runs only around it. */
  anchor?: string
  /** A value may be without any digit; kinds that do not say so are skipped in texts without one. */
  digitless?: boolean
  /** Words which make a candidate believable, lower case, in any language. */
  words: readonly string[]
  /** Words that make it something else. */
  not?: readonly string[]
  /** Cuts what a greedy pattern took too much of; returns how many characters are the value. */
  trim?: (value: string) => number
  /** Format and checksum. Called before {@link alone}. */
  valid?: (value: string, context: CandidateContext) => boolean
  /** True if the candidate may count with no word near it; a function decides by value. */
  alone?: boolean | ((value: string, context: CandidateContext) => boolean)
  /** One spelling for all spellings of the same value. Default: the value. */
  normalise?: (value: string) => string
  /** Shows the kind of value without the value. Default: first character and dots. */
  mask?: (value: string) => string
  /** Only looked for in strict mode. */
  strictOnly?: boolean
  /** 0–1; settles overlaps. Default 0.8. */
  confidence?: number
  /** Tests: what must be found in a text, and what must not. */
  examples: { text: string; finds: string[]; key?: string }[]
}
