/** Bytes with a decimal unit: `612 B`, `38.4 kB`, `1.2 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${Math.round(bytes)} B`
  const units = ['kB', 'MB', 'GB', 'TB']
  let value = bytes
  let unit = -1
  do {
    value /= 1000
    unit++
  } while (value >= 999.95 && unit < units.length - 1)
  return `${value < 100 ? value.toFixed(1) : Math.round(value)} ${units[unit] ?? 'TB'}`
}

/** A duration in milliseconds: `0.4 ms`, `412 ms`, `4.46 s`, `2 min 5 s`, `1 h 4 min`. */
export function formatDuration(ms: number): string {
  if (ms < 0) return '0 ms'
  if (ms > 0 && ms < 1) return `${ms.toFixed(1)} ms`
  if (ms < 999.5) return `${Math.round(ms)} ms`
  if (ms < 10_000) return `${(ms / 1000).toFixed(2)} s`
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`
  const seconds = Math.round(ms / 1000)
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`
}

/** The same in words, for names that are read aloud: `412 milliseconds`, `4.46 seconds`. */
export function spokenDuration(ms: number): string {
  return ms < 999.5
    ? `${Math.round(ms)} milliseconds`
    : ms < 59_950
      ? `${(ms / 1000).toFixed(2)} seconds`
      : `${Math.floor(ms / 60_000)} minutes ${Math.round((ms % 60_000) / 1000)} seconds`
}

/** A number in thousands: `812`, `9.6 k`, `41 k`, `1.2 M`, `−90`. */
export function formatThousands(count: number): string {
  if (count < 0) return `−${formatThousands(-count)}`
  if (count < 1000) return String(Math.round(count))
  if (count < 999_500) return `${(count / 1000).toFixed(count < 99_950 ? 1 : 0)} k`
  return `${(count / 1_000_000).toFixed(1)} M`
}

/** An estimate: always with the sign that says so. */
export function formatEstimate(count: number): string {
  return `≈ ${formatThousands(count)}`
}

// Making a formatter costs as much as drawing a row; each is made once.
const counts = new Intl.NumberFormat('en')
const dates = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', year: 'numeric' })
const times = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'medium' })

/** A whole number in the reader's way of writing. */
export function formatCount(count: number): string {
  return counts.format(Math.round(count))
}

/** How long ago, in the largest unit that fits: `now`, `12 s ago`, `2 min ago`, `3 h ago`, `5 d ago`. */
export function formatAgo(time: number, now: number): string {
  const seconds = Math.round((now - time) / 1000)
  if (seconds < 5) return 'now'
  if (seconds < 60) return `${seconds} s ago`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`
  if (seconds < 30 * 86_400) return `${Math.floor(seconds / 86_400)} d ago`
  return dates.format(time)
}

/** Local date and time to the second: what tooltips and copies carry. */
export function formatTime(time: number): string {
  return times.format(time)
}

/** Text of JSON laid out over lines; text that is not JSON comes back as it is. */
export function prettyJson(text: string): string {
  const first = text.trimStart()[0]
  if (first !== '{' && first !== '[') return text
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}

/** `server/tool` as people say it: `server.tool`. */
export function toolName(tool: string): string {
  return tool.replace('/', '.')
}
