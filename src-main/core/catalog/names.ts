/** Names of tools as identifiers and file names: unique in their server, never a reserved word, safe on every platform. */

// Reserved in modules (ECMA-262 12.7.2), what TypeScript may not redeclare, `then` (it would make the whole server a promise to `await`),
// and the name that wrappers call.
const reserved = new Set(
  (
    'arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally ' +
    'for function if implements import in instanceof interface let new null package private protected public return static super ' +
    'switch this throw true try typeof undefined var void while with yield NaN Infinity then callMCPTool'
  ).split(' '),
)

/** True when a name cannot be that of a function in strict code. */
export function isReserved(name: string): boolean {
  return reserved.has(name)
}

// Device names of Windows, which no folder may hold as a file, with any extension.
const windowsDevice = /^(con|prn|aux|nul|com\d|lpt\d)$/i
/** Longest identifier and file stem; longer names are cut and get a hash. */
const maxNameCharacters = 64

/** FNV-1a, 32 bits, as base 36: a short stable suffix (not for security). */
export function shortHash(text: string): string {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return (hash >>> 0).toString(36)
}

/** Words of an identifier: split at case changes, digits that begin a word, and every other character. `listPRs` → `list`, `PRs`. */
export function identifierWords(name: string): string[] {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]{2,})([A-Z][a-z]{2,})/g, '$1 $2')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '')
}

function cut(name: string, original: string): string {
  return name.length <= maxNameCharacters
    ? name
    : `${name.slice(0, maxNameCharacters - 8)}_${shortHash(original)}`
}

/** camelCase identifier of a name: `bulk_remember` → `bulkRemember`, `get-sum` → `getSum`, `export` → `export_`. */
export function camelCase(name: string): string {
  const words = identifierWords(name)
  if (words.length === 0) return `tool_${shortHash(name)}`
  const joined = words
    .map((word, index) => {
      const rest =
        word === word.toUpperCase() && word.length > 1 ? word.slice(1).toLowerCase() : word.slice(1)
      return (index === 0 ? word.charAt(0).toLowerCase() : word.charAt(0).toUpperCase()) + rest
    })
    .join('')
  const identifier = cut(/^\d/.test(joined) ? `_${joined}` : joined, name)
  return reserved.has(identifier) ? `${identifier}_` : identifier
}

/** PascalCase identifier for types: `getSum` → `GetSum`. */
export function pascalCase(name: string): string {
  const camel = camelCase(name).replace(/_$/, '')
  return camel.startsWith('_') ? `T${camel}` : camel.charAt(0).toUpperCase() + camel.slice(1)
}

/** File stem of a tool name, ASCII, without folders: `get-sum` → `get-sum`, `../x` → `x`, `con` → `con_`. */
export function fileStem(name: string): string {
  const safe = name
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9_-]+/g, '-')
    .replace(/^[-_]+|-+$/g, '')
  if (safe === '') return `tool-${shortHash(name)}`
  const stem = cut(safe, name)
  return windowsDevice.test(stem) || /^(index|readme)$/i.test(stem) ? `${stem}_` : stem
}

/** The name, or the name with the smallest free number, so that `taken` (lower case) has no other like it; adds it. */
export function uniqueName(name: string, taken: Set<string>): string {
  for (let count = 1; ; count++) {
    const candidate = count === 1 ? name : `${name}_${count}`
    if (taken.has(candidate.toLowerCase())) continue
    taken.add(candidate.toLowerCase())
    return candidate
  }
}

/** Key under which spellings of one name meet: case, `-`, `_`, `.` and spaces do not count. */
export function looseKey(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}/]+/gu, '')
}

/** Damerau–Levenshtein distance (adjacent swaps count one), given up at `limit`. */
export function editDistance(left: string, right: string, limit = 8): number {
  if (Math.abs(left.length - right.length) >= limit) return limit
  let before: number[] = []
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (let row = 1; row <= left.length; row++) {
    const current = [row]
    for (let column = 1; column <= right.length; column++) {
      const same = left[row - 1] === right[column - 1]
      let best = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + (same ? 0 : 1),
      )
      if (
        row > 1 &&
        column > 1 &&
        left[row - 1] === right[column - 2] &&
        left[row - 2] === right[column - 1]
      ) {
        best = Math.min(best, (before[column - 2] ?? 0) + 1)
      }
      current.push(best)
    }
    before = previous
    previous = current
  }
  return Math.min(previous[right.length] ?? limit, limit)
}

/** The candidates nearest to a name by edit distance and shared words, best first. */
export function nearestNames(name: string, candidates: Iterable<string>, count: number): string[] {
  const wanted = name.toLowerCase()
  const words = new Set(identifierWords(name).map((word) => word.toLowerCase()))
  const scored: { candidate: string; score: number }[] = []
  for (const candidate of new Set(candidates)) {
    const lower = candidate.toLowerCase()
    const tail = lower.slice(lower.lastIndexOf('/') + 1)
    const distance = Math.min(
      editDistance(wanted, lower, 12),
      editDistance(wanted.slice(wanted.lastIndexOf('/') + 1), tail, 12),
    )
    const shared = identifierWords(candidate).filter((word) => words.has(word.toLowerCase())).length
    const score =
      distance / Math.max(wanted.length, tail.length, 1) - shared * 0.3 - (lower.includes(wanted) ? 0.4 : 0)
    scored.push({ candidate, score })
  }
  return scored
    .toSorted((left, right) => left.score - right.score || left.candidate.localeCompare(right.candidate))
    .filter(({ score }) => score < 0.8)
    .slice(0, count)
    .map(({ candidate }) => candidate)
}
