import type { RunRow } from '../../src-main/contract/methods.ts'

/** One condition of a filter: `tool:github.*`, `dur:>500ms`, `-status:ok` or free text (no field). */
export interface FilterTerm {
  field?: string
  value: string
  not: boolean
  /** The term as it was written, for chips. */
  text: string
}

/** Fields a run filter knows. */
export const runFields = [
  'tool',
  'status',
  'client',
  'source',
  'session',
  'dur',
  'size',
  'calls',
  'tokens',
  'since',
  'pii',
  'is',
] as const
const known = new Set<string>(runFields)

/** Parses `tool:github.* status:error dur:>500ms -tool:*.list "free text"`. Unknown fields are read as free text. */
export function parseFilter(text: string): FilterTerm[] {
  const terms: FilterTerm[] = []
  for (const match of text.matchAll(/(-?)(?:(\w+):)?(?:"([^"]*)"?|(\S+))/g)) {
    const [whole, minus = '', field, quoted, word = ''] = match
    const not = minus === '-'
    const value = quoted ?? word
    if (field !== undefined && known.has(field)) {
      if (value !== '') terms.push({ field, value, not, text: whole })
    } else {
      const free = field === undefined ? value : `${field}:${value}`
      if (free !== '') terms.push({ value: free, not, text: whole })
    }
  }
  return terms
}

/** A filter's terms as text again. */
export function filterText(terms: readonly FilterTerm[]): string {
  return terms.map((term) => term.text).join(' ')
}

const unitFactors: Record<string, number> = {
  '': 1,
  ms: 1,
  s: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  b: 1,
  kb: 1000,
  mb: 1_000_000,
}

/** `>500ms`, `<=2s`, `>10kb`, `12`: compares a number with what was written. Unreadable text matches nothing. */
export function compareNumber(written: string, actual: number): boolean {
  const match = /^(>=|<=|>|<|=)?\s*([\d.]+)\s*([a-z]*)$/i.exec(written)
  const factor = unitFactors[(match?.[3] ?? '').toLowerCase()]
  if (match === null || factor === undefined) return false
  const limit = Number(match[2]) * factor
  switch (match[1]) {
    case '>':
      return actual > limit
    case '>=':
      return actual >= limit
    case '<':
      return actual < limit
    case '<=':
      return actual <= limit
    default:
      return actual === limit
  }
}

/** `*` stands for any text; without it the text may be anywhere. Case does not matter. */
export function matchPattern(pattern: string, text: string): boolean {
  if (!pattern.includes('*')) return text.toLowerCase().includes(pattern.toLowerCase())
  const source = pattern
    .split('*')
    .map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`))
    .join('.*')
  return new RegExp(`^${source}$`, 'i').test(text)
}

/** Milliseconds of a span such as `2h`; undefined when unreadable. */
function spanMs(text: string): number | undefined {
  const match = /^([\d.]+)(s|m|min|h|d)$/i.exec(text)
  const factor = match === null ? undefined : unitFactors[(match[2] ?? '').toLowerCase()]
  return factor === undefined ? undefined : Number(match?.[1]) * factor
}

const alive = new Set(['queued', 'running', 'waiting'])

function matchTerm(run: RunRow, term: FilterTerm, now: number): boolean {
  switch (term.field) {
    case undefined:
      return [run.title, run.note, run.id].some((text) => matchPattern(term.value, text))
    case 'tool':
      return run.tools.some(
        (tool) => matchPattern(term.value, tool) || matchPattern(term.value, tool.replace('/', '.')),
      )
    case 'status':
      return term.value.split(',').includes(run.status)
    case 'client':
      return matchPattern(term.value, run.client)
    case 'source':
      return run.source === term.value
    case 'session':
      return matchPattern(term.value, run.session)
    case 'dur':
      return compareNumber(term.value, run.durationMs)
    case 'size':
      return compareNumber(term.value, run.bytesStayed)
    case 'calls':
      return compareNumber(term.value, run.calls)
    case 'tokens':
      return compareNumber(term.value, run.tokens)
    case 'since': {
      const ms = spanMs(term.value)
      return ms !== undefined && run.startedAt >= now - ms
    }
    case 'pii':
      return term.value === 'yes' ? run.tokens > 0 : term.value === 'no' && run.tokens === 0
    case 'is':
      if (term.value === 'pinned') return run.pinned
      return term.value === 'live'
        ? alive.has(run.status)
        : term.value === 'failed' && !alive.has(run.status) && run.status !== 'ok'
    default:
      return false
  }
}

/** True when a run fits all terms. */
export function matchesRun(run: RunRow, terms: readonly FilterTerm[], now: number): boolean {
  return terms.every((term) => matchTerm(run, term, now) !== term.not)
}

/**
 * Splits a filter into what the host can do (as its own filter text) and terms that are left to the page, which
 * applies them to the rows it gets: only those with `*` inside.
 */
export function splitFilter(terms: readonly FilterTerm[]): { host: string; local: FilterTerm[] } {
  const host: string[] = []
  const local: FilterTerm[] = []
  const quoted = (text: string) => (/\s/.test(text) ? `"${text}"` : text)
  for (const term of terms) {
    const { field, value } = term
    const minus = term.not ? '-' : ''
    if (field === 'tool' && /^[^*]+\*?$/.test(value))
      host.push(`${minus}tool:${quoted(value.replace('.', '/'))}`)
    else if (value.includes('*')) local.push(term)
    else host.push(`${minus}${field === undefined ? '' : `${field}:`}${quoted(value)}`)
  }
  return { host: host.join(' '), local }
}

/** A filter with one term of a field put in, or taken out when it is there. */
export function toggleTerm(filter: string, field: string, value: string): string {
  const terms = parseFilter(filter)
  const same = (term: FilterTerm) => term.field === field && term.value === value && !term.not
  if (terms.some(same)) return filterText(terms.filter((term) => !same(term)))
  const text = `${field}:${/\s/.test(value) ? `"${value}"` : value}`
  // One value of a field at a time: another one would leave nothing.
  return filterText([
    ...terms.filter((term) => term.field !== field || term.not),
    { field, value, not: false, text },
  ])
}
