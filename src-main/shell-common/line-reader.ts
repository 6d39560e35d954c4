import { StringDecoder } from 'node:string_decoder'

/**
 * Cuts a byte stream into lines. Returns a function to feed; `onTooLong` is called, and nothing more read, when a line
 * grows over the limit. Cost is linear in the bytes, however they are cut.
 */
export function createLineReader(
  onLine: (line: string) => void,
  maxBytes: number,
  onTooLong: () => void,
): (chunk: Uint8Array) => void {
  const decoder = new StringDecoder('utf8')
  let parts: string[] = []
  let length = 0
  let broken = false
  return (chunk) => {
    if (broken) return
    const text = decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength))
    let from = 0
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      parts.push(text.slice(from, end))
      const line = parts.join('')
      parts = []
      length = 0
      from = end + 1
      if (line.trim() !== '') onLine(line)
    }
    const rest = text.slice(from)
    if (rest === '') return
    parts.push(rest)
    length += rest.length
    if (length > maxBytes) {
      broken = true
      onTooLong()
    }
  }
}
