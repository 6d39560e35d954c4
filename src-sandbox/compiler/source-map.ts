const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const valueOf = new Map([...digits].map((digit, index) => [digit, index]))

/** One mapped position: printed column, source line and source column, all 0-based. */
export interface Mapping {
  column: number
  sourceLine: number
  sourceColumn: number
}

/** Decodes the `mappings` of a version 3 source map with one source: per printed line, its mapped positions. */
export function decodeMappings(mappings: string): Mapping[][] {
  const lines: Mapping[][] = []
  let sourceLine = 0
  let sourceColumn = 0
  for (const line of mappings.split(';')) {
    const out: Mapping[] = []
    let column = 0
    for (const segment of line.split(',')) {
      const fields = decodeSegment(segment)
      if (fields.length === 0) continue
      column += fields[0] ?? 0
      if (fields.length < 4) continue
      sourceLine += fields[2] ?? 0
      sourceColumn += fields[3] ?? 0
      out.push({ column, sourceLine, sourceColumn })
    }
    lines.push(out)
  }
  return lines
}

function decodeSegment(segment: string): number[] {
  const fields: number[] = []
  let value = 0
  let shift = 0
  for (const digit of segment) {
    const part = valueOf.get(digit) ?? 0
    value += (part & 31) * 2 ** shift
    shift += 5
    if (part & 32) continue
    fields.push(value & 1 ? -Math.floor(value / 2) : Math.floor(value / 2))
    value = 0
    shift = 0
  }
  return fields
}
