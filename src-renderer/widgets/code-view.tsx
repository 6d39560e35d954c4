import { useEffect, useMemo, useRef } from 'react'
import type { ReactNode } from 'react'
import { codeLines } from '../pure/code-lines.ts'

interface CodeViewProps {
  code: string
  label: string
  /** What is pinned at the right of a line (1-based). */
  pins?: ReadonlyMap<number, ReactNode>
  /** Lines that are marked, and how. */
  marks?: ReadonlyMap<number, 'hit' | 'on' | 'err'>
  /** Line to bring into view when it changes. */
  reveal?: number | undefined
  onLine?: ((line: number) => void) | undefined
}

/** Code for reading: coloured lines with numbers and pins. Text is only ever text. */
export function CodeView({ code, label, pins, marks, reveal, onLine }: CodeViewProps) {
  const lines = useMemo(() => codeLines(code), [code])
  const root = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (reveal !== undefined)
      root.current?.querySelector(`[data-line="${reveal}"]`)?.scrollIntoView({ block: 'nearest' })
  }, [reveal])
  return (
    <div
      className="pane-body code cpane sensitive-keep"
      ref={root}
      tabIndex={0}
      role="region"
      aria-label={label}
    >
      {lines.map((pieces, index) => {
        const line = index + 1
        const mark = marks?.get(line)
        return (
          <div
            key={line}
            className={`ln${mark === undefined ? '' : ` ${mark}`}`}
            data-line={line}
            onClick={onLine === undefined ? undefined : () => onLine(line)}
          >
            <span className="n">{line}</span>
            <span className="s">
              {pieces.map((piece, at) =>
                piece.kind === undefined ? (
                  piece.text
                ) : (
                  <span key={at} className={`tk-${piece.kind}`}>
                    {piece.text}
                  </span>
                ),
              )}
            </span>
            {pins?.get(line) ?? <span />}
          </div>
        )
      })}
    </div>
  )
}
