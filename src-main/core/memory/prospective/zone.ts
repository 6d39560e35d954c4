import { AthenaError } from '../../../contract/errors.ts'

/**
 * Wall-clock times in a time zone. A wall time is written as the epoch milliseconds it would have in UTC, so that it can be computed with as if
 * there were no daylight saving; {@link fromWall} finds the instant.
 */

const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone)
  if (!format) {
    try {
      format = new Intl.DateTimeFormat('en-US', {
        timeZone: zone,
        calendar: 'gregory',
        hourCycle: 'h23',
        year: 'numeric',
        month: 'numeric',
        day: 'numeric',
        hour: 'numeric',
        minute: 'numeric',
        second: 'numeric',
      })
    } catch {
      throw new AthenaError(
        'BAD_ARGUMENTS',
        `${JSON.stringify(zone)} is not a time zone; give an IANA name such as "Europe/Oslo", or "UTC".`,
      )
    }
    formats.set(zone, format)
  }
  return format
}

/** The zone of this computer. */
export function ownZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone
}

/** BAD_ARGUMENTS when there is no such zone. */
export function checkZone(zone: string): string {
  formatOf(zone)
  return zone
}

/** What clocks of a zone show at an instant. */
export function toWall(instant: number, zone: string): number {
  const parts: Record<string, number> = {}
  for (const { type, value } of formatOf(zone).formatToParts(new Date(instant))) parts[type] = Number(value)
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts
  return Date.UTC(year, month - 1, day, hour, minute, second) + (((instant % 1000) + 1000) % 1000)
}

/**
 * The instant at which clocks of a zone show a wall time: the first of two when clocks go back, and as long after the jump as the time lies
 * in the gap when they go forward (RFC 5545, section 3.3.5).
 */
export function fromWall(wall: number, zone: string): number {
  const day = 86_400_000
  // Offsets a day to either side hold both candidates whenever clocks change in between.
  const before = toWall(wall - day, zone) - (wall - day)
  const after = toWall(wall + day, zone) - (wall + day)
  const fits = [wall - before, wall - after].filter((instant) => toWall(instant, zone) === wall)
  return fits.length > 0 ? Math.min(...fits) : wall - before
}
