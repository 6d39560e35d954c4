import { casual } from 'chrono-node'
import rrule from 'rrule'
import { AthenaError } from '../../../contract/errors.ts'

const { RRule, rrulestr } = rrule

/** Readers of times and rules given in words. */
export const readWhen = {
  /** Epoch milliseconds of a time or of English words for one, relative to `now`, in UTC. BAD_ARGUMENTS if it cannot be read. */
  time(value: number | string, now: number): number {
    if (typeof value === 'number') return value
    const result = casual.parseDate(value, { instant: new Date(now), timezone: 0 }, { forwardDate: true })
    if (!result)
      throw new AthenaError(
        'BAD_ARGUMENTS',
        `Cannot read a time from ${JSON.stringify(value)}; give ISO 8601, or words such as "tomorrow at 9".`,
      )
    return result.getTime()
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

/** First occurrence of a rule after a time; `start` anchors it. Undefined when the rule has ended. */
export function nextOccurrence(rule: string, start: number, after: number): number | undefined {
  const parsed = new RRule({ ...RRule.parseString(rule), dtstart: new Date(Math.floor(start / 1000) * 1000) })
  return parsed.after(new Date(after), false)?.getTime()
}
