import { casual } from 'chrono-node/en'
import rrule from 'rrule'
import { z } from 'zod'
import { AthenaError } from '../../../contract/errors.ts'
import { parseTime, shortText } from '../shared/fields.ts'
import { fromWall, toWall } from './zone.ts'

const { RRule, rrulestr } = rrule

/** A time, or words for one; {@link readWhen} reads it. */
export const whenField = z.union([z.number().min(-8.64e15).max(8.64e15), shortText])

/** Readers of times and rules given in words. */
export const readWhen = {
  /** Epoch milliseconds of a time or of English words for one, relative to `now`, by the clocks of `zone`. BAD_ARGUMENTS if it cannot be read. */
  time(value: number | string, now: number, zone: string): number {
    if (typeof value === 'number') return Math.round(value)
    const exact = parseTime(value)
    if (!Number.isNaN(exact)) {
      // Without an offset it is what the clocks of the zone show.
      const named = /(?:Z|[+-]\d{2}:?\d{2}|GMT|UTC?|\))$/i.test(value.trim()) && /:/.test(value)
      return named ? exact : fromWall(parseTime(`${value.trim()}${value.includes(':') ? 'Z' : ''}`), zone)
    }
    const [result] = casual.parse(
      value,
      { instant: new Date(toWall(now, zone)), timezone: 0 },
      { forwardDate: true },
    )
    if (!result)
      throw new AthenaError(
        'BAD_ARGUMENTS',
        `Cannot read a time from ${JSON.stringify(value)}; give ISO 8601, or words such as "tomorrow at 9".`,
      )
    const read = result.start.date().getTime()
    // Words that name a zone themselves ("9 am PST") are an instant already.
    return result.start.isCertain('timezoneOffset') ? read : fromWall(read, zone)
  },
  /** An RFC 5545 rule without DTSTART, from a rule or from English words. BAD_ARGUMENTS if it cannot be read. */
  rule(text: string): string {
    const plain = text.trim()
    try {
      if (/FREQ=/i.test(plain)) {
        const rule = rrulestr(plain.replace(/^RRULE:/i, ''))
        return RRule.optionsToString({ ...rule.origOptions, dtstart: null }).replace(/^RRULE:/, '')
      }
      const options = RRule.parseText(plain)
      if (options?.freq !== undefined) return RRule.optionsToString(options).replace(/^RRULE:/, '')
    } catch {
      // told below
    }
    throw new AthenaError(
      'BAD_ARGUMENTS',
      `Cannot read a repetition from ${JSON.stringify(text)}; give a rule such as FREQ=WEEKLY;BYDAY=MO, or words such as "every Monday".`,
    )
  },
}

/**
 * First occurrence of a rule after a time; `start` anchors it. Reckoned in wall time of `zone`, so that what is due at nine stays due at nine
 * when clocks change. Undefined when the rule has ended.
 */
export function nextOccurrence(rule: string, start: number, after: number, zone: string): number | undefined {
  const wall = Math.floor(toWall(start, zone) / 1000) * 1000
  const parsed = new RRule({ ...RRule.parseString(rule), dtstart: new Date(wall) })
  // Two wall times may be one instant where clocks jump, so the instant is what must be later.
  for (let from = toWall(after, zone), tries = 0; tries < 4; tries++) {
    const next = parsed.after(new Date(from), false)?.getTime()
    if (next === undefined) return undefined
    const instant = fromWall(next, zone)
    if (instant > after) return instant
    from = next
  }
  return undefined
}
