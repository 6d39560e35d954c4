/** What a text contains, told by its form; kept beside its terms so that ranking needs no text. One bit each. */
export const textFlags = {
  /** Says a time relative to now or a date: "yesterday", "last week", "in May", "2019". */
  time: 1,
  /** Has a number. */
  number: 2,
  /** Asks something. */
  question: 4,
  /** Says how long or how often: "for three years", "twice a week". */
  duration: 8,
  /** Mentions a place or being somewhere: "in Paris", "at the museum". */
  place: 16,
  /** Written by someone about themselves. */
  self: 32,
} as const

const time =
  /\b(?:yesterday|today|tonight|tomorrow|ago|last|next|recently|lately|this (?:week|month|year|morning|weekend|past)|the other day|just (?:got|had|finished|started|went|came)|(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may|june|july|august|september|october|november|december|spring|summer|autumn|fall|winter|weekend|(?:19|20)\d\d|since|earlier|soon|birthday|anniversary)\b/i
const number =
  /\b(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred|thousand|once|twice|couple|several)\b/i
const duration =
  /\b(?:for|over|past|in)\s+(?:\w+\s+){0,2}(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?)\b|\b(?:every|each|once|twice|times|a (?:day|week|month|year))\b/i
const place = /\b(?:in|at|to|from|near|visit(?:ed|ing)?)\s+(?:the\s+)?[A-Z]\w+/
const self = /\b(?:I|I'm|I've|my|me|mine|we|our)\b/

/** Flags of a text; see {@link textFlags}. */
export function flagsOf(text: string): number {
  const start = text.length > 4000 ? text.slice(0, 4000) : text
  return (
    (time.test(start) ? textFlags.time : 0) |
    (number.test(start) ? textFlags.number : 0) |
    (/\?/.test(start) ? textFlags.question : 0) |
    (duration.test(start) ? textFlags.duration : 0) |
    (place.test(start) ? textFlags.place : 0) |
    (self.test(start) ? textFlags.self : 0)
  )
}
