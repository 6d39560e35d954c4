/** Bytes kept from each end of a line that is too long, enough to find the id of the message in it. */
const keepBytes = 4096

/**
 * Cuts a byte stream into lines. A line above `maxBytes` is not kept: it is skipped to its end, and only its first and last
 * few kilobytes are handed on, so that one flood costs one message and neither memory nor the connection.
 */
export class LineReader {
  readonly #maxBytes: number
  readonly #onLine: (line: string) => void
  readonly #onTooLong: (bytes: number, head: string, tail: string) => void
  #parts: Buffer[] = []
  #bytes = 0
  #skipping = false
  #head = ''
  #tail: Buffer = Buffer.alloc(0)

  constructor(
    maxBytes: number,
    onLine: (line: string) => void,
    onTooLong: (bytes: number, head: string, tail: string) => void,
  ) {
    this.#maxBytes = maxBytes
    this.#onLine = onLine
    this.#onTooLong = onTooLong
  }

  push(chunk: Buffer): void {
    let start = 0
    for (let end = chunk.indexOf(10, start); end !== -1; end = chunk.indexOf(10, start)) {
      this.#take(chunk.subarray(start, end))
      this.#finish()
      start = end + 1
    }
    if (start < chunk.length) this.#take(chunk.subarray(start))
  }

  #take(part: Buffer): void {
    this.#bytes += part.length
    if (this.#skipping) {
      this.#tail = Buffer.concat([this.#tail, part]).subarray(-keepBytes)
      return
    }
    this.#parts.push(part)
    if (this.#bytes > this.#maxBytes) {
      const whole = Buffer.concat(this.#parts)
      this.#head = whole.subarray(0, keepBytes).toString('utf8')
      this.#tail = Buffer.from(whole.subarray(-keepBytes))
      this.#parts = []
      this.#skipping = true
    }
  }

  #finish(): void {
    if (this.#skipping) {
      this.#onTooLong(this.#bytes, this.#head, this.#tail.toString('utf8'))
      this.#head = ''
      this.#tail = Buffer.alloc(0)
      this.#skipping = false
    } else {
      const line =
        (this.#parts.length === 1 ? this.#parts[0] : Buffer.concat(this.#parts))?.toString('utf8') ?? ''
      this.#parts = []
      this.#bytes = 0
      this.#onLine(line.endsWith('\r') ? line.slice(0, -1) : line)
    }
    this.#bytes = 0
  }
}

/** Keeps the last lines of a text stream, for a server's stderr. */
export class RingLog {
  readonly #lines: string[] = []
  readonly #most: number
  #rest = ''

  constructor(most = 200) {
    this.#most = most
  }

  /** Adds raw text; long lines are cut at 2,000 characters. */
  write(text: string): void {
    const lines = (this.#rest + text).split('\n')
    this.#rest = (lines.pop() ?? '').slice(-2000)
    for (const line of lines.slice(-this.#most)) this.#lines.push(line.slice(0, 2000))
    if (this.#lines.length > this.#most) this.#lines.splice(0, this.#lines.length - this.#most)
  }

  /** One line of Athena's own about the server. */
  note(text: string): void {
    this.write(`[athena] ${text}\n`)
  }

  lines(): string[] {
    return this.#rest === '' ? [...this.#lines] : [...this.#lines, this.#rest]
  }
}
