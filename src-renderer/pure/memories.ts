/** A memory as the list shows it, whatever its layer. */
export interface MemoryItem {
  id: string
  layer: 'episodic' | 'semantic'
  /** `event`, or the kind of a belief. */
  kind: string
  content: string
  /** When it happened or was recorded, epoch milliseconds. */
  at: number | undefined
  tags: readonly string[]
  /** Further facts in words: session, speaker, subject, confidence. */
  facts: readonly { name: string; value: string }[]
  scope: string
  score: number | undefined
  /** Parts of the score, largest first; of one answer only comparable among each other. */
  signals: readonly { name: string; value: number }[]
  /** The answer it was given in, for asking why. */
  recallId: string | undefined
  /** Set when it is no longer believed. */
  ended: { at: string; by: string; reason: string } | undefined
}

type Fields = Record<string, unknown>

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''
}

/** Reads what `recall`, `list_events`, `search`, `list_memories` or `history` gave; entries that are none are left out. */
export function readMemories(value: unknown, layer: MemoryItem['layer']): MemoryItem[] {
  const list = Array.isArray(value)
    ? value
    : isFields(value)
      ? (value[layer === 'episodic' ? 'events' : 'memories'] ?? [])
      : []
  return Array.isArray(list) ? list.filter(isFields).flatMap((one) => readMemory(one, layer)) : []
}

/** Reads one; nothing when it has no id or no content. */
function readMemory(one: Fields, layer: MemoryItem['layer']): MemoryItem[] {
  const id = text(one['id'])
  const content = text(one['content'] ?? one['statement'])
  if (id === '' || content === '') return []
  const why = isFields(one['why']) ? one['why'] : {}
  const signals = isFields(why['signals']) ? why['signals'] : {}
  const at = Date.parse(text(one['occurredAt'] ?? one['recordedAt']))
  const ended = isFields(one['ended']) ? one['ended'] : undefined
  const facts = [
    'speaker',
    'session',
    'place',
    'subject',
    'predicate',
    'object',
    'condition',
    'confidence',
    'validFrom',
    'validTo',
    'observed',
  ]
    .map((name) => ({ name, value: text(one[name]) }))
    .filter((fact) => fact.value !== '')
  const people = Array.isArray(one['participants']) ? one['participants'].map(text).filter(Boolean) : []
  if (people.length > 0) facts.push({ name: 'participants', value: people.join(', ') })
  return [
    {
      id,
      layer,
      kind: text(one['kind']) || 'event',
      content,
      at: Number.isNaN(at) ? undefined : at,
      tags: Array.isArray(one['tags']) ? one['tags'].map(text).filter(Boolean) : [],
      facts,
      scope: text(one['scope']) || 'user',
      score: typeof one['score'] === 'number' ? one['score'] : undefined,
      signals: Object.entries(signals)
        .filter((entry): entry is [string, number] => typeof entry[1] === 'number')
        .map(([name, part]) => ({ name, value: part }))
        .toSorted((a, b) => Math.abs(b.value) - Math.abs(a.value)),
      recallId: text(why['recallId']) || undefined,
      ended:
        ended === undefined
          ? undefined
          : { at: text(ended['at']), by: text(ended['by']), reason: text(ended['reason']) },
    },
  ]
}

/** Tags of a list with how many have each, most frequent first. */
export function tagCounts(items: readonly MemoryItem[]): { tag: string; count: number }[] {
  const counts = new Map<string, number>()
  for (const item of items) for (const tag of item.tags) counts.set(tag, (counts.get(tag) ?? 0) + 1)
  return [...counts]
    .map(([tag, count]) => ({ tag, count }))
    .toSorted((a, b) => b.count - a.count || (a.tag < b.tag ? -1 : 1))
}
