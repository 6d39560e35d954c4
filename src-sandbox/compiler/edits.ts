/** Replacements in a text that can be traced back: every position of the new text names one of the old. */
export interface Edits {
  replace(start: number, end: number, text: string): void
  /** Blanks a stretch; line breaks stay, so that line n stays line n. */
  blank(start: number, end: number): void
  /** The new text and the way back from its offsets. */
  apply(): { text: string; originalOffset: (offset: number) => number }
}

interface Edit {
  start: number
  end: number
  text: string
  order: number
}

/** Collects edits on a text. They must not overlap; insertions at one place keep their order. */
export function createEdits(source: string): Edits {
  const edits: Edit[] = []
  const breaksIn = (start: number, end: number): string => source.slice(start, end).replace(/[^\n]/g, '')
  return {
    replace(start, end, text) {
      edits.push({ start, end, text: text + breaksIn(start, end), order: edits.length })
    },
    blank(start, end) {
      edits.push({ start, end, text: source.slice(start, end).replace(/[^\n]/g, ' '), order: edits.length })
    },
    apply() {
      edits.sort((a, b) => a.start - b.start || a.order - b.order)
      let text = ''
      let at = 0
      /** Start in the new text, start in the old, and whether offsets run on inside. */
      const stretches: { to: number; from: number; runs: boolean }[] = []
      for (const edit of edits) {
        if (edit.start < at) continue
        stretches.push({ to: text.length, from: at, runs: true })
        text += source.slice(at, edit.start)
        stretches.push({ to: text.length, from: edit.start, runs: false })
        text += edit.text
        at = edit.end
      }
      stretches.push({ to: text.length, from: at, runs: true })
      text += source.slice(at)
      return {
        text,
        originalOffset(offset) {
          let low = 0
          let high = stretches.length - 1
          while (low < high) {
            const middle = (low + high + 1) >> 1
            if ((stretches[middle]?.to ?? 0) <= offset) low = middle
            else high = middle - 1
          }
          const stretch = stretches[low]
          if (!stretch) return offset
          return stretch.runs ? stretch.from + offset - stretch.to : stretch.from
        },
      }
    },
  }
}
