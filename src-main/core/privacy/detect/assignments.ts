/** A value given to a name in a text: `name: value`, `"name": "value"`, `NAME=value`, `name := 'value'`. */
export interface Assignment {
  name: string
  value: string
  start: number
  end: number
  quoted: boolean
}

/** The rest of a name after the hint, and what assigns a value to it; then a quoted or a bare value. */
const rest =
  /[\w.\-\u00c0-\u024f]{0,40}(?: [\w-]{1,20}){0,2}["'`\]]{0,2}[ \t]{0,3}(?::=|=>|[:=：])[ \t]{0,3}(?:(["'`])((?:(?!\1)[^\\\r\n]|\\.){1,300})\1|([^\s"'`,;(){}[\]<>]{3,300}))/dy
const nameStart = /(?:[\w.-]{1,40} ){0,1}[\w.-]{0,40}$/
const tail = /["'`\]]{0,2}[ \t]{0,3}(?::=|=>|[:=：])[ \t]{0,3}["'`]?$/

/**
 * Assignments whose name contains a hint. Linear: work is done only where a hint stands.
 *
 * @param hint Global expression for a part of the names looked for.
 */
export function* assignmentsIn(text: string, hint: RegExp): Generator<Assignment> {
  hint.lastIndex = 0
  for (let match = hint.exec(text); match !== null; match = hint.exec(text)) {
    const resume = hint.lastIndex
    rest.lastIndex = resume
    const assigned = rest.exec(text)
    if (assigned === null) continue
    const quoted = assigned[2] !== undefined
    const value = assigned[2] ?? assigned[3] ?? ''
    const [start, end] = assigned.indices?.[quoted ? 2 : 3] ?? [0, 0]
    const before = nameStart.exec(text.slice(Math.max(0, match.index - 80), match.index))?.[0] ?? ''
    const after = text.slice(match.index, start).replace(tail, '')
    yield { name: before + after, value, start, end, quoted }
    // Further hints in the same name say nothing new; the value may hold an assignment of its own.
    hint.lastIndex = Math.max(resume, start)
  }
}
