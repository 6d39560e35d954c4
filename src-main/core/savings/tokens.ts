import { countTokens } from '../tokens/index.ts'

/** How model tokens are counted, recorded with every run. */
export const tokenMethod = 'o200k; above 4,000 characters scaled from a sample'
const sampleCharacters = 4_000

/**
 * Model tokens of a text by OpenAI's o200k vocabulary. Long texts are counted on three samples and scaled, since counting megabytes
 * would hold up the host; the error on JSON and prose is a few per cent.
 */
export function countModelTokens(text: string): number {
  if (text.length <= sampleCharacters) return countTokens(text)
  const third = Math.floor(sampleCharacters / 3)
  const middle = Math.floor((text.length - third) / 2)
  const sample = [text.slice(0, third), text.slice(middle, middle + third), text.slice(-third)]
  const counted = sample.reduce((sum, part) => sum + countTokens(part), 0)
  return Math.round((counted / (third * 3)) * text.length)
}
