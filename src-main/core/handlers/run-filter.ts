import type { RunFilter } from '../store/index.ts'

const knownKeys = new Set(['status', 'client', 'session', 'tool', 'source', 'dur'])

/**
 * The filter syntax of lists: `status:error client:claude tool:github.* dur:>500ms source:agent "free text"`. Words with an unknown key
 * are searched as text, so that a filter never fails.
 */
export function parseRunFilter(text: string): RunFilter {
  const filter: RunFilter = {}
  for (const part of text.match(/[\w-]+:"[^"]*"|"[^"]*"|\S+/g) ?? []) {
    const colon = part.indexOf(':')
    const key = colon > 0 ? part.slice(0, colon).toLowerCase() : ''
    const value = (colon > 0 ? part.slice(colon + 1) : part).replace(/^"|"$/g, '')
    if (!knownKeys.has(key)) {
      filter.text = [...(filter.text ?? []), part.replace(/^"|"$/g, '')]
      continue
    }
    if (value === '') continue
    if (key === 'status') filter.status = value.split(',')
    if (key === 'client') filter.client = value
    if (key === 'session') filter.session = value
    if (key === 'source') filter.source = value
    if (key === 'tool') filter.tool = value.replace(/\*$/, '')
    if (key === 'dur') {
      const duration = parseDuration(value.replace(/^>/, ''))
      if (duration !== undefined) filter.minDurationMs = duration
    }
  }
  return filter
}

/** `500ms`, `2s`, `1.5m` in milliseconds; a bare number is milliseconds. */
function parseDuration(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m)?$/.exec(text)
  if (!match) return undefined
  const factor = { ms: 1, s: 1_000, m: 60_000 }[match[2] ?? 'ms'] ?? 1
  return Number(match[1]) * factor
}
