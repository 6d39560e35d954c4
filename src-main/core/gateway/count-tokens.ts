import { countTokens } from '../tokens/index.ts'

const exactCharacters = 100_000

/**
 * Model tokens (o200k) of a text. Above 100,000 characters the count of evenly spread samples is scaled up, since an exact count
 * of megabytes would hold the host for seconds.
 */
export function modelTokens(text: string): number {
  if (text.length <= exactCharacters) return countTokens(text)
  const samples = 10
  const size = exactCharacters / samples
  let counted = 0
  for (let i = 0; i < samples; i += 1) {
    const start = Math.floor(((text.length - size) * i) / (samples - 1))
    counted += countTokens(text.slice(start, start + size))
  }
  return Math.round((counted * text.length) / exactCharacters)
}
