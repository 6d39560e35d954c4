/** A memory as the window lists it. */
export interface FoundMemory {
  id?: string
  content: string
  /** Score, tags and age as the layer gave them, in one line. */
  details: string
}

/** Value of a field in a few characters. */
function short(value: unknown): string {
  if (typeof value === 'number') return String(Math.round(value * 1000) / 1000)
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** Content of an entry, under the name its layer has for it. */
function contentOf(entry: Record<string, unknown>): string | undefined {
  for (const name of ['content', 'text', 'statement', 'fact', 'value', 'title', 'name']) {
    const value = entry[name]
    if (typeof value === 'string' && value !== '') return value
  }
  return undefined
}

/** The answer of a search of any layer as rows; anything else is no rows. */
export function readMemories(value: unknown): FoundMemory[] {
  const list = Array.isArray(value)
    ? value
    : typeof value === 'object' && value !== null
      ? Object.values(value).find((one) => Array.isArray(one))
      : undefined
  if (!Array.isArray(list)) return []
  return list.flatMap((one: unknown): FoundMemory[] => {
    if (typeof one !== 'object' || one === null) return []
    const entry = one as Record<string, unknown>
    const content = contentOf(entry)
    if (content === undefined) return []
    const details = Object.entries(entry)
      .filter(([, part]) => part !== null && part !== undefined && part !== '' && part !== content)
      .map(([key, part]) => `${key} ${short(part)}`)
    return [
      {
        ...(typeof entry['id'] === 'string' ? { id: entry['id'] } : {}),
        content,
        details: details.slice(0, 8).join(' · ').slice(0, 300),
      },
    ]
  })
}
