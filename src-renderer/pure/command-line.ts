/** Splits a command line at spaces; quotes keep spaces, a backslash outside single quotes keeps the next character. */
export function splitCommand(text: string): string[] {
  const words: string[] = []
  let word = ''
  let started = false
  let quote = ''
  for (let i = 0; i < text.length; i++) {
    const c = text[i] ?? ''
    if (quote !== '') {
      if (c === quote) quote = ''
      else if (c === '\\' && quote === '"' && /["\\]/.test(text[i + 1] ?? '')) word += text[++i] ?? ''
      else word += c
    } else if (c === '"' || c === "'") {
      quote = c
      started = true
    } else if (/\s/.test(c)) {
      if (started) words.push(word)
      word = ''
      started = false
    } else {
      // Windows paths keep their backslashes: only a quote, a space or another backslash is escaped.
      word += c === '\\' && /["'\s\\]/.test(text[i + 1] ?? '') ? (text[++i] ?? '') : c
      started = true
    }
  }
  if (started) words.push(word)
  return words
}
