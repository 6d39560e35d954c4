/** What differs between two runs of the same code without meaning anything: times, ids of executions and sessions. */
const volatilePatterns: readonly RegExp[] = [
  /\b\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})?/g,
  /\b[xsm]_[a-z0-9]{10}\b/g,
  /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi,
  /\b\d+(?:\.\d+)?\s(?:ms|s|min)\b/g,
]

/** A text with its volatile parts replaced by `…`, so that a comparison shows what matters. */
export function hideVolatile(text: string): string {
  let out = text
  for (const pattern of volatilePatterns) out = out.replace(pattern, '…')
  return out
}
