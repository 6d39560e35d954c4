import { isNode, walk } from './syntax-tree.ts'
import type { Node } from './syntax-tree.ts'

/**
 * Blanks Markdown code fences round the code; every line keeps its number. Text before and after the fence is blanked too, if the
 * fence is the only one, since models explain themselves.
 */
export function stripFences(source: string): string {
  const text = source.replace(/\r\n?/g, '\n').replace(/^\ufeff/, '')
  const lines = text.split('\n')
  const fences = lines.flatMap((line, index) => (/^\s*(```|~~~)/.test(line) ? [index] : []))
  const [open, close = lines.length, ...more] = fences
  if (open === undefined || more.length > 0) return text
  const before = lines.slice(0, open)
  // A fence deep inside code is part of a template text, not a fence.
  const isProse = before.every(
    (line) => line.trim() === '' || /^[\s>#*-]*[A-Z][^;{}=()]*[:.!]?\s*$/.test(line),
  )
  if (!isProse) return text
  return lines.map((line, index) => (index > open && index < close ? line : '')).join('\n')
}

/** Text for the type checker, with the way back to the agent's own offsets. */
export interface CheckedText {
  text: string
  originalOffset(offset: number): number
  checkedOffset(offset: number): number
}

/**
 * The compiler skips the expression of a `return` outside a function. `throw` has the same effect on the flow of control and is
 * checked, so every `return` of the module level becomes a `throw`; lines stay as they are.
 */
export function returnsAsThrows(source: string, program: Node): CheckedText {
  const inserted: number[] = []
  let text = ''
  let done = 0
  walk(program, (node) => {
    if (/Function|^Class|^TS/.test(node.type)) return false
    if (node.type !== 'ReturnStatement') return undefined
    const isEmpty = !isNode(node['argument'])
    text += `${source.slice(done, node.start)}throw ${isEmpty ? '0' : ''}`
    done = node.start + 'return'.length
    if (isEmpty) inserted.push(done)
    return undefined
  })
  text += source.slice(done)
  return {
    text,
    originalOffset: (offset) => offset - inserted.filter((at, index) => at + index < offset).length,
    checkedOffset: (offset) => offset + inserted.filter((at) => at < offset).length,
  }
}
