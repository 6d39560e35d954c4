import { z } from 'zod'

/** Longest content of one memory, in characters; documents go through `rag/ingest`, which cuts them into passages. */
export const maximumContent = 200_000

/** Text that SQLite, JSON and FTS5 carry unchanged: no NUL, no half of a surrogate pair. */
export function text(maximum: number) {
  return z
    .string()
    .max(maximum, `must be at most ${maximum} characters; longer texts go through rag/ingest`)
    .refine((value) => !value.includes('\u0000'), 'must not contain a NUL character')
    .refine((value) => value.isWellFormed(), 'must not contain half of a surrogate pair')
}

/** Text with something in it. */
export function filledText(maximum: number) {
  return text(maximum).refine((value) => value.trim() !== '', 'must not be empty')
}

export const content = filledText(maximumContent)
export const shortText = filledText(2000)
export const name = filledText(200)

// Date.parse alone takes words too: to V8 "tomorrow at 9" is a day of September 2001.
const isoTime =
  /^(?:[+-]\d{6}|\d{4})(?:-\d{2}(?:-\d{2})?)?(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?\s?(?:Z|[+-]\d{2}:?\d{2})?)?$/i
const mailTime =
  /^(?:[a-z]{3}, )?\d{1,2} [a-z]{3} \d{4} \d{2}:\d{2}(?::\d{2})? (?:GMT|UTC?|Z|[+-]\d{4})(?: \([^)]*\))?$/i

/** Epoch milliseconds of a date in ISO 8601 or RFC 5322; NaN for anything else. */
export function parseTime(text: string): number {
  const plain = text.trim()
  return isoTime.test(plain) || mailTime.test(plain)
    ? Date.parse(plain.replace(',', plain.includes(', ') ? ',' : '.'))
    : NaN
}

/** A moment: ISO 8601 text or epoch milliseconds; handlers get epoch milliseconds. */
export const time = z.union([z.string().max(60), z.number()]).transform((value, context) => {
  const milliseconds = typeof value === 'number' ? value : parseTime(value)
  if (!Number.isFinite(milliseconds) || Math.abs(milliseconds) > 8.64e15) {
    context.addIssue({
      code: 'custom',
      message: 'must be an ISO 8601 date such as 2026-05-01T09:00:00Z or epoch milliseconds',
    })
    return z.NEVER
  }
  return Math.round(milliseconds)
})

export const tags = z
  .array(filledText(128))
  .max(64)
  .describe('At most 64 words or phrases; equal ignoring case.')
  .transform(cleanTags)

/** Tags trimmed, without repetition (case ignored, first spelling stays). */
export function cleanTags(list: readonly string[]): string[] {
  const seen = new Map<string, string>()
  for (const tag of list) {
    const trimmed = tag.trim()
    if (!seen.has(trimmed.toLowerCase())) seen.set(trimmed.toLowerCase(), trimmed)
  }
  return [...seen.values()]
}

const scopeName = z
  .string()
  .regex(
    /^(?:user|session|agent|(?:user|project|session|agent):[^\s\u0000-\u001f]{1,120})$/u,
    'must be user, session, agent, or project:NAME, session:NAME, agent:NAME, user:NAME',
  )

/** Where a write goes. */
export const writeScope = scopeName
  .optional()
  .describe(
    'Where it is kept: "user" (default), "project:NAME", "agent", "session", … Reads see only the scopes they name.',
  )

/** What a read sees. */
export const readScope = z
  .union([scopeName, z.array(scopeName).min(1).max(20)])
  .optional()
  .describe(
    'Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given.',
  )

export const limit = z.int().min(1).max(1000)
export const id = z.string().min(1).max(100)
export const score01 = z.number().min(0).max(1)

/** What every write takes. */
export const writeFields = {
  scope: writeScope,
  idempotencyKey: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe('A repeated call with the same key and parameters gives the first result and changes nothing.'),
}

/** Writes that find their scope through the memory they change. */
export const changeFields = {
  scope: readScope,
  idempotencyKey: writeFields.idempotencyKey,
}

/** What every read takes. */
export const readFields = {
  scope: readScope,
  asOf: time.optional().describe('Answers as this memory stood at that time.'),
  maxTokens: z
    .int()
    .min(1)
    .max(1_000_000)
    .optional()
    .describe(
      'Cuts the list so that its contents stay below this many tokens (estimated, four bytes a token).',
    ),
}

export const explainField = z
  .boolean()
  .default(false)
  .describe('Adds `why`: the parts of the score that ranked it.')

/** JSON data of any form. */
export const jsonObject = z.record(z.string().max(200), z.json())
