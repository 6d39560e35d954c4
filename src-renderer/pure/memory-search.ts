/** Most memories a search of the window asks for. */
const most = 20

/** Script with which the window asks the episodic memory, as an agent would. */
export function recallScript(query: string): string {
  return `import { recall } from './servers/episodic'\n\nreturn await recall(${JSON.stringify(query)}, ${most})\n`
}

export interface FoundMemory {
  content: string
  /** Score, tags and age as the layer gave them, in one line. */
  details: string
}

/** The answer of a recall as rows; anything else is no rows. */
export function readMemories(value: unknown): FoundMemory[] {
  const list = Array.isArray(value)
    ? value
    : typeof value === 'object' && value !== null
      ? Object.values(value).find((one) => Array.isArray(one))
      : undefined
  if (!Array.isArray(list)) return []
  return list.flatMap((one: unknown) => {
    if (typeof one !== 'object' || one === null) return []
    const entry = one as Record<string, unknown>
    const content = entry['content'] ?? entry['text'] ?? entry['title']
    if (typeof content !== 'string') return []
    const details = Object.entries(entry)
      .filter(
        ([key, part]) =>
          !['content', 'text'].includes(key) && part !== null && part !== undefined && part !== '',
      )
      .map(
        ([key, part]) =>
          `${key} ${typeof part === 'number' ? Math.round(part * 1000) / 1000 : typeof part === 'string' ? part : JSON.stringify(part)}`,
      )
    return [{ content, details: details.slice(0, 6).join(' · ').slice(0, 300) }]
  })
}
