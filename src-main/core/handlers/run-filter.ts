import type { RunFilter } from '../store/index.ts'

const knownKeys = new Set([
  'status',
  'client',
  'session',
  'tool',
  'source',
  'dur',
  'size',
  'calls',
  'tokens',
  'since',
  'pii',
  'is',
])
const failed = ['error', 'rejected', 'timeout', 'oom', 'crashed', 'stopped', 'denied']
const live = ['queued', 'running', 'waiting']
const numberColumns = { size: 'stayed', calls: 'calls', tokens: 'pii' } as const
const unitFactors: Record<string, number> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  b: 1,
  kb: 1_000,
  mb: 1_000_000,
}

/**
 * The filter syntax of lists: `status:error client:claude tool:github.* dur:>500ms source:agent pii:yes since:2h -is:failed "free text"`. Words
 * with an unknown key are searched as text and unreadable values are left out, so that a filter never fails.
 *
 * @param now Epoch milliseconds that `since:` counts back from.
 */
export function parseRunFilter(text: string, now = Date.now()): RunFilter {
  const filter: RunFilter = {}
  for (const part of text.match(/-?[\w-]+:"[^"]*"|-?"[^"]*"|\S+/g) ?? []) {
    if (part.startsWith('-') && part.length > 1) {
      const refused: RunFilter = {}
      readTerm(refused, part.slice(1), now)
      if (Object.keys(refused).length > 0) filter.not = [...(filter.not ?? []), refused]
    } else readTerm(filter, part, now)
  }
  return filter
}

function readTerm(filter: RunFilter, part: string, now: number): void {
  const colon = part.indexOf(':')
  const key = colon > 0 ? part.slice(0, colon).toLowerCase() : ''
  const value = (colon > 0 ? part.slice(colon + 1) : part).replace(/^"|"$/g, '')
  if (!knownKeys.has(key)) {
    filter.text = [...(filter.text ?? []), part.replace(/^"|"$/g, '')]
    return
  }
  if (value === '') return
  switch (key) {
    case 'status':
      filter.status = value.split(',')
      return
    case 'client':
      filter.client = value
      return
    case 'session':
      filter.session = value
      return
    case 'source':
      filter.source = value
      return
    case 'tool':
      filter.tool = value.replace(/\*$/, '')
      return
    case 'pii':
      if (value === 'yes' || value === 'no') filter.pii = value === 'yes'
      return
    case 'is':
      if (value === 'pinned') filter.pinned = true
      if (value === 'failed') filter.status = failed
      if (value === 'live') filter.status = live
      return
    case 'since': {
      const span = amount(value)
      if (span !== undefined) filter.since = now - span
      return
    }
    case 'dur': {
      if (!/^[<>=]/.test(value) || /^>\d/.test(value)) {
        const duration = amount(value.replace(/^>/, ''))
        if (duration !== undefined) filter.minDurationMs = duration
      } else compare(filter, 'duration', value)
      return
    }
    default:
      compare(filter, numberColumns[key as keyof typeof numberColumns], value)
  }
}

function compare(
  filter: RunFilter,
  column: NonNullable<RunFilter['numbers']>[number]['column'],
  written: string,
): void {
  const match = /^(>=|<=|>|<|=)?(.+)$/.exec(written)
  const value = amount(match?.[2] ?? '')
  if (value === undefined) return
  const than = (match?.[1] ?? '=') as '>' | '>=' | '<' | '<=' | '='
  filter.numbers = [...(filter.numbers ?? []), { column, than, value }]
}

/** `500ms`, `2s`, `1.5m`, `3h`, `10kb` in milliseconds or bytes; a bare number is itself. */
function amount(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)([a-z]*)$/i.exec(text)
  if (!match) return undefined
  const unit = (match[2] ?? '').toLowerCase()
  const factor = unit === '' ? 1 : unitFactors[unit]
  return factor === undefined ? undefined : Number(match[1]) * factor
}
