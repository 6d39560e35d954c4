import { readFileSync } from 'node:fs'

/** One remembered turn of a conversation. */
interface Turn {
  id: string
  session: number
  speaker: string
  text: string
  caption: string
  time: number
}

/** A conversation in LoCoMo's form (Maharana et al., 2024): each question names the turns that answer it. */
export interface Conversation {
  id: string
  turns: Turn[]
  questions: { text: string; category: number; evidence: string[] }[]
}

export const categories: Record<number, string> = {
  1: 'multi-hop',
  2: 'temporal',
  3: 'open-domain',
  4: 'single-hop',
  5: 'adversarial',
}

interface RawTurn {
  dia_id: string
  speaker: string
  text?: string
  blip_caption?: string
}

interface RawConversation {
  sample_id?: string
  conversation: Record<string, unknown>
  qa: { question: string; category: number; evidence?: unknown[] }[]
}

/** Reads the conversations of some JSON files; what is something else is left out. */
export function readConversations(files: readonly string[]): Conversation[] {
  const raw = files.flatMap(
    (file) => JSON.parse(readFileSync(file, 'utf8')) as RawConversation[] | RawConversation,
  )
  return raw
    .filter((one) => typeof one === 'object' && 'conversation' in one && Array.isArray(one.qa))
    .map(readConversation)
}

function readConversation(raw: RawConversation, index: number): Conversation {
  const turns: Turn[] = []
  const numbers = Object.keys(raw.conversation)
    .map((key) => /^session_(\d+)$/.exec(key)?.[1])
    .filter((one) => one !== undefined)
    .map(Number)
    .toSorted((a, b) => a - b)
  for (const number of numbers) {
    const time = readTime(raw.conversation[`session_${number}_date_time`])
    for (const turn of raw.conversation[`session_${number}`] as RawTurn[]) {
      turns.push({
        id: turn.dia_id,
        session: number,
        speaker: turn.speaker,
        text: turn.text?.trim() || '…',
        caption: turn.blip_caption ?? '',
        time,
      })
    }
  }
  const known = new Set(turns.map((turn) => turn.id))
  const questions = raw.qa
    .map((one) => ({
      text: one.question,
      category: one.category,
      evidence: evidenceOf(one.evidence ?? []).filter((id) => known.has(id)),
    }))
    .filter((one) => one.evidence.length > 0)
  return { id: `${index}-${raw.sample_id ?? 'conversation'}`.replace(/\s/g, '-'), turns, questions }
}

/** Ids of turns; the data has a few like "D8:6; D9:17", "D:11:26" and "D30:05". */
function evidenceOf(list: readonly unknown[]): string[] {
  const ids = new Set<string>()
  for (const one of list) {
    for (const match of String(one)
      .replace(/^D:(\d+)/, 'D$1')
      .matchAll(/D(\d+):0*(\d+)/g))
      ids.add(`D${match[1]}:${match[2]}`)
  }
  return [...ids]
}

/** "1:56 pm on 8 May, 2023" as epoch milliseconds; 0 if it cannot be read. */
function readTime(value: unknown): number {
  const match = /(\d+):(\d+)\s*(am|pm)\s+on\s+(\d+\s+\w+),?\s+(\d+)/i.exec(String(value))
  if (!match) return 0
  const time = Date.parse(`${match[4]} ${match[5]} ${match[1]}:${match[2]} ${match[3]} UTC`)
  return Number.isFinite(time) ? time : 0
}
