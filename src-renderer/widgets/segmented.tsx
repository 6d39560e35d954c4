import { useRef } from 'react'
import type { KeyboardEvent } from 'react'

interface SegmentedProps<K extends string> {
  label: string
  items: readonly { id: K; label: string }[]
  value: K
  onChange: (id: K) => void
  disabled?: boolean
}

/** One of a few, always visible (WAI-ARIA radio group; arrows move and choose). */
export function Segmented<K extends string>({ label, items, value, onChange, disabled }: SegmentedProps<K>) {
  const group = useRef<HTMLDivElement>(null)
  function onKeyDown(event: KeyboardEvent): void {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key]
    if (step === undefined) return
    event.preventDefault()
    event.stopPropagation()
    const index = items.findIndex((item) => item.id === value)
    const next = items[(index + step + items.length) % items.length]
    if (next === undefined) return
    onChange(next.id)
    group.current?.querySelector<HTMLElement>(`[data-value="${next.id}"]`)?.focus()
  }
  return (
    <div className="seg" role="radiogroup" aria-label={label} ref={group} onKeyDown={onKeyDown}>
      {items.map((item) => (
        <button
          key={item.id}
          type="button"
          role="radio"
          data-value={item.id}
          aria-checked={item.id === value}
          tabIndex={item.id === value ? 0 : -1}
          disabled={disabled}
          onClick={() => onChange(item.id)}
        >
          {item.label}
        </button>
      ))}
    </div>
  )
}
