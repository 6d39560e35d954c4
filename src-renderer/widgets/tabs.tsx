import { useId, useRef } from 'react'
import type { KeyboardEvent, ReactNode } from 'react'

export interface TabItem<K extends string> {
  id: K
  label: string
  count?: number | undefined
}

interface TabsProps<K extends string> {
  label: string
  items: readonly TabItem<K>[]
  value: K
  onChange: (id: K) => void
  end?: ReactNode
  /** Contents of the chosen tab. */
  children: ReactNode
}

/** Tabs with their one panel (WAI-ARIA tabs; arrows move and choose). */
export function Tabs<K extends string>({ label, items, value, onChange, end, children }: TabsProps<K>) {
  const base = useId()
  const list = useRef<HTMLDivElement>(null)
  function onKeyDown(event: KeyboardEvent): void {
    const index = items.findIndex((item) => item.id === value)
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    const target =
      event.key === 'Home'
        ? items[0]
        : event.key === 'End'
          ? items.at(-1)
          : step === undefined
            ? undefined
            : items[(index + step + items.length) % items.length]
    if (target === undefined) return
    event.preventDefault()
    onChange(target.id)
    list.current?.querySelector<HTMLElement>(`[data-tab="${target.id}"]`)?.focus()
  }
  return (
    <>
      <div className="tabs">
        <div role="tablist" aria-label={label} ref={list} onKeyDown={onKeyDown}>
          {items.map((item) => (
            <button
              key={item.id}
              type="button"
              role="tab"
              id={`${base}-${item.id}`}
              data-tab={item.id}
              aria-selected={item.id === value}
              aria-controls={`${base}-panel`}
              tabIndex={item.id === value ? 0 : -1}
              onClick={() => onChange(item.id)}
            >
              {item.label}
              {item.count === undefined ? null : <span className="count"> {item.count}</span>}
            </button>
          ))}
        </div>
        {end === undefined ? null : <div className="end">{end}</div>}
      </div>
      <div role="tabpanel" id={`${base}-panel`} aria-labelledby={`${base}-${value}`} className="tabpanel">
        {children}
      </div>
    </>
  )
}
